#include <steady/numerics/learning/detail/shown_samples.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <steady/numerics/learning/detail/random_bits.hpp>

namespace steady::learning::detail {

ShownSamples::ShownSamples(const Dataset& training, const Options& options)
    : training_(training),
      seed_(options.seed),
      sample_(options.sample),
      confidence_(options.plasticity.confidence * 0x1p20),
      threshold_(static_cast<std::uint32_t>(std::lround(options.input_noise * 65536.0))) {
  kept_.reserve(static_cast<std::size_t>(options.batch));
  if (threshold_ == 0) return;
  const auto batch = static_cast<std::size_t>(options.batch);
  all_.resize(batch);
  std::iota(all_.begin(), all_.end(), 0u);
  noisy_.input_size = training.input_size;
  noisy_.classes = training.classes;
  noisy_.target_size = training.target_size;
  noisy_.inputs.resize(batch * training.words_per_input());
  noisy_.labels.resize(training.has_targets() ? 0 : batch);
  noisy_.targets.resize(batch * training.words_per_target());
}

void ShownSamples::show(std::span<const std::uint32_t> chosen, std::uint64_t first) {
  samples_ = chosen;
  if (threshold_ == 0) return;
  for (std::size_t b = 0; b < chosen.size(); ++b) add_noise(b, chosen[b], first + b);
  samples_ = std::span(all_).first(chosen.size());
}

void ShownSamples::add_noise(std::size_t b, std::uint32_t sample, std::uint64_t number) {
  const auto clean = training_.input(sample);
  std::uint64_t* noisy = noisy_.inputs.data() + b * clean.size();
  std::copy(clean.begin(), clean.end(), noisy);
  const network::RandomStream random(seed_, "input noise", number, sample_);
  for (int c = 0; c < chunks(training_.input_size); ++c) {
    const auto flips = static_cast<std::uint16_t>(
        bits_below(random.block(static_cast<std::uint64_t>(c)), threshold_) &
        valid_rows(training_.input_size, c));
    noisy[c / 4] ^= std::uint64_t{flips} << (16 * (c % 4));
  }
  if (training_.has_targets()) {
    const auto target = training_.target(sample);
    std::copy(target.begin(), target.end(),
              noisy_.targets.begin() + static_cast<std::ptrdiff_t>(b * target.size()));
  } else {
    noisy_.labels[b] = training_.labels[sample];
  }
}

void ShownSamples::keep_unsure(const Sweeper& sweeper) {
  kept_.clear();
  for (std::size_t b = 0; b < samples_.size(); ++b)
    if (confidence(sweeper, b) <= confidence_) kept_.push_back(samples_[b]);
  samples_ = kept_;
}

// Of sample b of the batch, in units of the grid: exact, sums are far below 2^53.
double ShownSamples::confidence(const Sweeper& sweeper, std::size_t b) const {
  const int right = data().labels[samples_[b]];
  std::int64_t own = 0, other = std::numeric_limits<std::int64_t>::min();
  for (int c = 0; c < training_.classes; ++c) {
    std::int64_t field = 0;
    for (std::size_t l = 0; l < sweeper.wiring().size(); ++l) {
      if (!sweeper.wiring()[l].readout) continue;
      const auto at = chunk_rows * b + static_cast<std::size_t>(c % chunk_rows);
      field += sweeper.readout_fields(static_cast<int>(l), c / chunk_rows)[at];
    }
    if (c == right)
      own = field;
    else
      other = std::max(other, field);
  }
  return static_cast<double>(own) - static_cast<double>(other);
}

}  // namespace steady::learning::detail
