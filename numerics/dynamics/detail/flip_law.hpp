// Internal: whether a visit at temperature T > 0 flips its neuron, almost always by comparing two
// integers.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

namespace steady::dynamics::detail {

/// (7.2): with U uniform, a neuron flips when U < p(x) = 1/(1 + e^{2x/T}). The law is that of
/// Noise, word for word: x < L(U). A table brackets p between the ends of short intervals of x;
/// only a U between the two, about one in ten of those that flip, asks for logarithms.
class FlipLaw {
 public:
  FlipLaw(double self_coupling, double temperature);

  /// `stability`: s_i h_i + d_i in units of 2^-20; `word`: U, uniform over all words.
  bool flips(std::int32_t stability, std::uint64_t word) const {
    const auto k = interval(stability);
    return word < never_from_[k] && (word < always_below_[k] || exactly(stability, word));
  }
  /// False only if it does not flip: most often all that has to be asked.
  bool may_flip(std::int32_t stability, std::uint64_t word) const {
    return word < never_from_[interval(stability)];
  }

 private:
  static constexpr int intervals = 1024;
  std::size_t interval(std::int32_t stability) const {
    return static_cast<std::size_t>(
        std::clamp<std::int64_t>((stability - first_) >> shift_, 0, intervals - 1));
  }
  bool exactly(std::int32_t stability, std::uint64_t word) const;

  double self_coupling_;
  double half_temperature_;
  std::int64_t first_;                               // where the first interval begins
  int shift_ = 0;                                    // an interval is 2^shift long
  std::array<std::uint64_t, intervals> never_from_;  // words of the interval
  std::array<std::uint64_t, intervals> always_below_;
};

}  // namespace steady::dynamics::detail
