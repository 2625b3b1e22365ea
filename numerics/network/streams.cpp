#include <steady/numerics/network/streams.hpp>

#include <algorithm>
#include <stdexcept>

#include <Random123/philox.h>

#include <steady/numerics/network/detail/normals.hpp>

namespace steady::network {

namespace {

// The last word of the counter: the second index, and which family of blocks it belongs to.
constexpr std::uint64_t counted_blocks(std::uint64_t second_index) {
  return 2 * second_index;
}
constexpr std::uint64_t sequential_blocks(std::uint64_t second_index) {
  return 2 * second_index + 1;
}

// FNV-1a (Fowler, Noll, Vo), 64 bits: stable across machines and versions, unlike std::hash.
std::uint64_t name_hash(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : name) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return hash;
}

// Neighbouring seeds and similar names must not give related keys: Philox itself mixes them.
std::array<std::uint64_t, 2> stream_key(std::uint64_t seed, std::string_view purpose) {
  constexpr std::uint64_t tag = 0x7374656164790001ULL;  // "steady", version 1 of the scheme
  const auto mixed = philox4x64_10({seed, name_hash(purpose), purpose.size(), tag}, {seed, tag});
  return {mixed[0], mixed[1]};
}

}  // namespace

std::array<std::uint64_t, 4> philox4x64_10(const std::array<std::uint64_t, 4>& counter,
                                           const std::array<std::uint64_t, 2>& key) {
  const r123::Philox4x64::ctr_type c = {{counter[0], counter[1], counter[2], counter[3]}};
  const r123::Philox4x64::key_type k = {{key[0], key[1]}};
  const auto words = r123::Philox4x64_R<10>()(c, k);
  return {words[0], words[1], words[2], words[3]};
}

double open_uniform(std::uint64_t word) {
  return (static_cast<double>(word >> 12) + 0.5) * 0x1p-52;
}

RandomStream::RandomStream(std::uint64_t seed, std::string_view purpose, std::uint64_t index,
                           std::uint64_t second_index)
    : key_(stream_key(seed, purpose)), index_(index), second_index_(second_index) {
  if (second_index >> 63 != 0)
    throw std::invalid_argument("RandomStream: second_index is not below 2^63");
}

std::array<std::uint64_t, 4> RandomStream::block(std::uint64_t counter,
                                                 std::uint64_t subcounter) const {
  return philox4x64_10({counter, subcounter, index_, counted_blocks(second_index_)}, key_);
}

std::pair<double, double> RandomStream::normal_pair(std::uint64_t counter,
                                                    std::uint64_t subcounter) const {
  const auto words = block(counter, subcounter);
  double first = 0.0;
  double second = 0.0;
  detail::normals_kernel(SimdLevel::portable)(1, &words[0], &words[1], &first, &second);
  return {first, second};
}

void RandomStream::normal_pairs(std::uint64_t counter, std::uint64_t subcounter,
                                std::span<double> first, std::span<double> second) const {
  if (first.size() != second.size())
    throw std::invalid_argument("normal_pairs: the two spans differ in length");
  static const auto kernel = detail::normals_kernel(best_simd_level());
  std::array<std::uint64_t, detail::normals_block> radius_words;
  std::array<std::uint64_t, detail::normals_block> direction_words;
  for (std::size_t begin = 0; begin < first.size(); begin += radius_words.size()) {
    const std::size_t count = std::min(radius_words.size(), first.size() - begin);
    for (std::size_t i = 0; i < count; ++i) {
      const auto words = block(counter + begin + i, subcounter);
      radius_words[i] = words[0];
      direction_words[i] = words[1];
    }
    kernel(count, radius_words.data(), direction_words.data(), first.data() + begin,
           second.data() + begin);
  }
}

std::uint64_t RandomStream::next() {
  const std::uint64_t within = position_ % buffer_.size();
  if (within == 0) {
    buffer_ = philox4x64_10(
        {position_ / buffer_.size(), 0, index_, sequential_blocks(second_index_)}, key_);
  }
  ++position_;
  return buffer_[within];
}

double RandomStream::next_uniform() {
  return open_uniform(next());
}

}  // namespace steady::network
