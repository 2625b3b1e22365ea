// The inner loops for any processor.
#include <steady/numerics/dynamics/detail/kernels.hpp>

namespace steady::dynamics::detail {
namespace {
namespace isa {

/// Lanes that fit the registers at a time.
inline constexpr int wide = 2;

struct Lanes {
  std::int32_t part[lanes];

  static Lanes load(const std::int32_t* p) {
    Lanes r;
    for (int i = 0; i < lanes; ++i) r.part[i] = p[i];
    return r;
  }
  static Lanes all(std::int32_t value) {
    Lanes r;
    for (int i = 0; i < lanes; ++i) r.part[i] = value;
    return r;
  }
  void store(std::int32_t* p) const {
    for (int i = 0; i < lanes; ++i) p[i] = part[i];
  }
  Lanes operator+(const Lanes& other) const {
    Lanes r;
    for (int i = 0; i < lanes; ++i) r.part[i] = part[i] + other.part[i];
    return r;
  }
  Lanes operator-(const Lanes& other) const {
    Lanes r;
    for (int i = 0; i < lanes; ++i) r.part[i] = part[i] - other.part[i];
    return r;
  }
  Lanes doubled() const { return *this + *this; }
  /// Negated where all bits of `negative` are set.
  Lanes signed_by(const Lanes& negative) const {
    Lanes r;
    for (int i = 0; i < lanes; ++i) r.part[i] = (part[i] ^ negative.part[i]) - negative.part[i];
    return r;
  }
  Lanes negated_where(unsigned bits) const {
    Lanes r;
    for (int i = 0; i < lanes; ++i) r.part[i] = (bits >> i) & 1U ? -part[i] : part[i];
    return r;
  }
  std::uint64_t less(const Lanes& other) const {
    std::uint64_t bits = 0;
    for (int i = 0; i < lanes; ++i)
      bits |= static_cast<std::uint64_t>(part[i] < other.part[i]) << i;
    return bits;
  }
};

inline std::uint64_t less4(const Lanes (&field)[4], const Lanes& bound) {
  return field[0].less(bound) | field[1].less(bound) << 16 | field[2].less(bound) << 32 |
         field[3].less(bound) << 48;
}
inline std::uint64_t greater4(const Lanes (&field)[4], const Lanes& bound) {
  return bound.less(field[0]) | bound.less(field[1]) << 16 | bound.less(field[2]) << 32 |
         bound.less(field[3]) << 48;
}

/// Bit v_p of the words for each visit.
inline std::uint64_t bits_at(const Visited& visited, const std::uint64_t* words, int /*count*/,
                             int from) {
  std::uint64_t bits = 0;
  for (int p = from; p < 64; ++p) {
    const auto v = static_cast<unsigned>(visited.neuron[p]);
    bits |= ((words[v / 64] >> (v % 64)) & 1) << p;
  }
  return bits;
}

inline Lanes gather(const std::int32_t* from, const std::int32_t* index) {
  Lanes r;
  for (int i = 0; i < lanes; ++i) r.part[i] = from[index[i]];
  return r;
}

}  // namespace isa

#include "kernels.inl"

}  // namespace

const Kernels kernels_portable = {judge,  flip,    add_columns,  tabulate,  add_tabulated,
                                  lowest, nth_bit, isa::bits_at, run_visits};

}  // namespace steady::dynamics::detail
