#include <steady/numerics/network/streams.hpp>

#include <cmath>
#include <numbers>

#include <Random123/philox.h>

namespace steady::network {
namespace {

// The last word of the counter: which family of blocks it belongs to.
constexpr std::uint64_t counted_blocks = 0;
constexpr std::uint64_t sequential_blocks = 1;

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

// ln u for u in (0,1), from u = m 2^e with m in [1/√2, √2) and ln m = 2 artanh((m−1)/(m+1)).
// Eleven terms leave a truncation error below 2^-58. Own code for the sake of identical bits.
double portable_log(double u) {
  int exponent = 0;
  double mantissa = std::frexp(u, &exponent);
  if (mantissa < std::numbers::sqrt2 / 2.0) {
    mantissa *= 2.0;
    --exponent;
  }
  const double f = (mantissa - 1.0) / (mantissa + 1.0);
  const double f2 = f * f;
  double series = 0.0;
  for (int k = 11; k >= 1; --k) series = (series + 1.0 / (2 * k + 1)) * f2;
  return exponent * std::numbers::ln2 + 2.0 * f * (1.0 + series);
}

// cos and sin for |x| ≤ π/4 by their Taylor series; truncation error below 2^-58.
std::pair<double, double> portable_cos_sin(double x) {
  const double x2 = x * x;
  double cosine = 1.0;
  double sine = 1.0;
  for (int k = 9; k >= 1; --k) {
    cosine = 1.0 - cosine * x2 / ((2 * k - 1) * (2 * k));
    sine = 1.0 - sine * x2 / ((2 * k) * (2 * k + 1));
  }
  return {cosine, x * sine};
}

// A uniformly random direction: two bits choose the quadrant, the rest an angle in (−π/4, π/4).
std::pair<double, double> random_direction(std::uint64_t word) {
  const double angle = (open_uniform(word << 2) - 0.5) * (std::numbers::pi / 2.0);
  const auto [c, s] = portable_cos_sin(angle);
  switch (word >> 62) {
    case 0:
      return {c, s};
    case 1:
      return {-s, c};
    case 2:
      return {-c, -s};
    default:
      return {s, -c};
  }
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

RandomStream::RandomStream(std::uint64_t seed, std::string_view purpose, std::uint64_t index)
    : key_(stream_key(seed, purpose)), index_(index) {}

std::array<std::uint64_t, 4> RandomStream::block(std::uint64_t counter,
                                                 std::uint64_t subcounter) const {
  return philox4x64_10({counter, subcounter, index_, counted_blocks}, key_);
}

std::pair<double, double> RandomStream::normal_pair(std::uint64_t counter,
                                                    std::uint64_t subcounter) const {
  const auto words = block(counter, subcounter);
  const double radius = std::sqrt(-2.0 * portable_log(open_uniform(words[0])));
  const auto [c, s] = random_direction(words[1]);
  return {radius * c, radius * s};
}

std::uint64_t RandomStream::next() {
  const std::uint64_t within = position_ % buffer_.size();
  if (within == 0) {
    buffer_ = philox4x64_10({position_ / buffer_.size(), 0, index_, sequential_blocks}, key_);
  }
  ++position_;
  return buffer_[within];
}

double RandomStream::next_uniform() {
  return open_uniform(next());
}

}  // namespace steady::network
