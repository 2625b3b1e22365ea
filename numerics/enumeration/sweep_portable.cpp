// The sweep kernel for any machine, on the compiler's generic vectors.
#include <steady/numerics/enumeration/sweep_kernel.hpp>

namespace steady::enumeration::detail {
namespace {
namespace isa {

using Quad = std::int32_t __attribute__((vector_size(16)));
using UnsignedQuad = std::uint32_t __attribute__((vector_size(16)));

/// 16 integers, one per row.
struct Fields {
  Quad part[4];

  static Fields load(const std::int32_t* p) {
    Fields f;
    __builtin_memcpy(f.part, p, sizeof f.part);
    return f;
  }
  /// Cut off to [least, most] and counted from `least`.
  void store_clamped(std::uint32_t* p, const std::int32_t* least, const std::int32_t* most) const {
    const Fields low = load(least), high = load(most);
    for (int k = 0; k < 4; ++k) {
      const Quad raised = part[k] < low.part[k] ? low.part[k] : part[k];
      const Quad cut = raised > high.part[k] ? high.part[k] : raised;
      const UnsignedQuad distance = UnsignedQuad(cut) - UnsignedQuad(low.part[k]);
      __builtin_memcpy(p + 4 * k, &distance, sizeof distance);
    }
  }
  Fields operator+(const Fields& other) const {
    Fields sum;
    for (int k = 0; k < 4; ++k) {
      sum.part[k] = Quad(UnsignedQuad(part[k]) + UnsignedQuad(other.part[k]));
    }
    return sum;
  }
  std::uint64_t above(const Fields& bound) const {
    const Quad weight = {1, 2, 4, 8};
    Quad bits = {};
    for (int k = 0; k < 4; ++k) bits |= (part[k] > bound.part[k]) & (weight << (4 * k));
    return static_cast<std::uint32_t>(bits[0] | bits[1] | bits[2] | bits[3]);
  }
  std::uint64_t above(const std::int32_t* bound) const { return above(load(bound)); }
  std::uint64_t positive() const { return above(Fields{}); }
};

/// A set of 64·Words block states.
template <int Words>
struct Set {
  std::uint64_t word[Words];

  explicit Set(const std::uint64_t* p) { __builtin_memcpy(word, p, sizeof word); }
  void keep(const std::uint64_t* mask, std::uint64_t flip) {
    for (int w = 0; w < Words; ++w) word[w] &= mask[w] ^ flip;
  }
  bool empty() const {
    std::uint64_t any = 0;
    for (int w = 0; w < Words; ++w) any |= word[w];
    return any == 0;
  }
  void store(std::uint64_t* p) const { __builtin_memcpy(p, word, sizeof word); }
};

}  // namespace isa
}  // namespace
}  // namespace steady::enumeration::detail

#include <steady/numerics/enumeration/sweep_kernel.inl>

namespace steady::enumeration::detail {
std::uint64_t sweep_portable(const SweepPlan& plan, SweepChunk& chunk) {
  return sweep_any(plan, chunk);
}
}  // namespace steady::enumeration::detail
