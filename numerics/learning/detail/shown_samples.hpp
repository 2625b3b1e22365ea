// Internal: what of a batch the network is shown. First all of its samples, with noise on their
// inputs; then, after an inference, those among them of which it is not yet sure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <steady/numerics/learning/data/dataset.hpp>
#include <steady/numerics/learning/detail/sweeper.hpp>
#include <steady/numerics/learning/engine/trainer.hpp>

namespace steady::learning::detail {

/// Every member of a team has one of its own, and all come to the same.
class ShownSamples {
 public:
  ShownSamples(const Dataset& training, const Options& options);

  /// The samples `chosen`, of which `first` is the number, counted over the whole training, of the
  /// first. Both must outlive their use.
  void show(std::span<const std::uint32_t> chosen, std::uint64_t first);

  /// Keeps those with o_y − max_{c≠y} o_c ≤ confidence, fields summed over all readouts, which all
  /// members must have read.
  void keep_unsure(const Sweeper& sweeper);

  const Dataset& data() const { return threshold_ > 0 ? noisy_ : training_; }
  std::span<const std::uint32_t> samples() const { return samples_; }

 private:
  void add_noise(std::size_t b, std::uint32_t sample, std::uint64_t number);
  double confidence(const Sweeper& sweeper, std::size_t b) const;

  const Dataset& training_;
  std::uint64_t seed_, sample_;
  double confidence_;        // units of the grid
  std::uint32_t threshold_;  // noise · 2^16
  Dataset noisy_;            // the batch; only with noise
  std::vector<std::uint32_t> all_, kept_;
  std::span<const std::uint32_t> samples_;
};

}  // namespace steady::learning::detail
