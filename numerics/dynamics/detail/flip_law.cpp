#include <steady/numerics/dynamics/detail/flip_law.hpp>

#include <cmath>

#include <steady/numerics/dynamics/detail/choices.hpp>
#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/network/streams.hpp>

namespace steady::dynamics::detail {
namespace {

constexpr double grid = 0x1p20;
constexpr double reach = 40.0;  // p(x) < 2^-53, the least U, where 2x/T > 40

/// p 2^64 as a word, with more room than the rounding of p, and of the logarithms, takes: 2^12
/// words are one U.
std::uint64_t word_above(double p) {
  const double word = (p * (1.0 + 1e-9) + 0x1p-50) * 0x1p64;
  return word < 0x1p64 ? static_cast<std::uint64_t>(word) : ~0ULL;
}
std::uint64_t word_below(double p) {
  return static_cast<std::uint64_t>(std::max(0.0, (p * (1.0 - 1e-9) - 0x1p-50) * 0x1p64));
}

}  // namespace

FlipLaw::FlipLaw(double self_coupling, double temperature)
    : self_coupling_(self_coupling), half_temperature_(0.5 * temperature) {
  const double half_range = reach * half_temperature_ * grid;
  first_ = static_cast<std::int64_t>(std::floor(-self_coupling * grid - half_range)) - 1;
  const auto range = static_cast<std::int64_t>(std::ceil(2.0 * half_range)) + 3;
  while ((range >> shift_) >= intervals) ++shift_;
  const auto flips_at = [&](std::int64_t interval) {
    const auto x = static_cast<double>(first_ + (interval << shift_)) / grid;
    return 1.0 / (1.0 + std::exp((x + self_coupling) / half_temperature_));
  };
  for (int k = 0; k < intervals; ++k) {
    never_from_[static_cast<std::size_t>(k)] = word_above(flips_at(k));
    always_below_[static_cast<std::size_t>(k)] = word_below(flips_at(k + 1));
  }
  // Beyond the ends.
  never_from_.front() = ~0ULL;
  always_below_.back() = 0;
}

bool FlipLaw::exactly(std::int32_t stability, std::uint64_t word) const {
  const double uniform = network::open_uniform(word);
  const double noise = half_temperature_ * (logarithm(1.0 - uniform) - logarithm(uniform));
  return stability < network::stability_threshold(self_coupling_ - noise);
}

}  // namespace steady::dynamics::detail
