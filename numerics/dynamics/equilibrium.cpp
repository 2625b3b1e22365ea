#include <steady/numerics/dynamics/equilibrium.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

#include <fmt/format.h>
#include <boost/math/distributions/students_t.hpp>

#include <steady/numerics/dynamics/detail/thermal_walk.hpp>
#include <steady/numerics/sampling/time_series.hpp>
#include <steady/theory/domain.hpp>

namespace steady::dynamics {
namespace {

using sampling::SeriesEstimate;
using sampling::TimeSeries;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double grid = 0x1p-20;

detail::Bits reference_of(const detail::LiveState& state, std::span<const std::int8_t> pattern) {
  return pattern.empty() ? detail::Bits{} : state.bits_of(pattern);
}

/// One replica and what is measured of it.
class Replica {
 public:
  Replica(const network::Network& network, std::span<const std::int8_t> start,
          const Options& options, const EquilibriumOptions& wanted, const ThermalStreams& streams,
          std::uint64_t number);

  void sweep() { flips_ = walk_.sweep(); }
  void measure();
  const detail::LiveState& state() const { return walk_.state(); }

  struct Series {
    TimeSeries alignment, energy, unstable, flips, magnetisation, abs_magnetisation, pattern,
        abs_pattern, start;
    explicit Series(std::int64_t n)
        : alignment(n),
          energy(n),
          unstable(n),
          flips(n),
          magnetisation(n),
          abs_magnetisation(n),
          pattern(n),
          abs_pattern(n),
          start(n) {}
  };
  const Series& series() const { return series_; }

 private:
  double per_neuron(std::int64_t sum) const {
    return static_cast<double>(sum) * grid / state().size();
  }

  detail::ThermalWalk walk_;
  std::int64_t flips_ = 0;
  AlignedArray<std::int32_t> external_;  // by place; empty: none
  detail::Bits start_, pattern_;
  Series series_;
};

Replica::Replica(const network::Network& network, std::span<const std::int8_t> start,
                 const Options& options, const EquilibriumOptions& wanted,
                 const ThermalStreams& streams, std::uint64_t number)
    : walk_(network, start, options, {streams.seed, streams.purpose, streams.index, 2 * number},
            {streams.seed, streams.purpose, streams.index, 2 * number + 1}),
      start_(state().bits_of(start)),
      pattern_(reference_of(state(), wanted.pattern)),
      series_(wanted.sweeps) {
  const auto fields = network.external_field();
  if (fields.empty()) return;
  const auto& places = state().places();
  external_ = AlignedArray<std::int32_t>(static_cast<std::size_t>(places.count()), 0);
  for (int i = 0; i < network.size(); ++i)
    external_.data()[places.of(i)] = fields[static_cast<std::size_t>(i)];
}

void Replica::measure() {
  const auto& s = state();
  const double alignment = per_neuron(s.sum_of_stabilities());
  const double in_fields = external_.size() == 0 ? 0.0 : per_neuron(s.signed_sum(external_.data()));
  const double m = s.magnetisation();
  series_.alignment.add(alignment);
  series_.energy.add(-0.5 * (alignment + in_fields));
  series_.unstable.add(static_cast<double>(s.unstable()) / s.size());
  series_.flips.add(static_cast<double>(flips_) / s.size());
  series_.magnetisation.add(m);
  series_.abs_magnetisation.add(std::abs(m));
  series_.start.add(s.overlap(start_));
  if (pattern_.empty()) return;
  const double p = s.overlap(pattern_);
  series_.pattern.add(p);
  series_.abs_pattern.add(std::abs(p));
}

/// The histogram and the series of q.
class Overlaps {
 public:
  Overlaps(int size, const EquilibriumOptions& wanted)
      : size_(size), overlap_(wanted.sweeps), squared_(wanted.sweeps) {
    if (wanted.overlap_bins == 0) return;
    const int bins = std::min(wanted.overlap_bins, size + 1);
    histogram_.assign(static_cast<std::size_t>(bins), 0.0);
  }
  void measure(double q) {
    overlap_.add(q);
    squared_.add(q * q);
    if (histogram_.empty()) return;
    const int distance = static_cast<int>(std::lround(0.5 * (1.0 - q) * size_));
    histogram_[static_cast<std::size_t>(
        overlap_bin(size_, static_cast<int>(histogram_.size()), distance))] += 1.0;
  }
  const TimeSeries& overlap() const { return overlap_; }
  const TimeSeries& squared() const { return squared_; }
  std::vector<double> shares() const {
    auto shares = histogram_;
    for (double& share : shares) share /= static_cast<double>(overlap_.count());
    return shares;
  }

 private:
  int size_;
  TimeSeries overlap_, squared_;
  std::vector<double> histogram_;
};

ThermalAverage average_of(const SeriesEstimate& one) {
  return {one.value, one.error, one.time, one.reliable};
}

/// A time of a constant series is none; of two replicas the one that moves counts.
double mean_time(double a, double b) {
  if (std::isnan(a)) return b;
  return std::isnan(b) ? a : 0.5 * (a + b);
}

ThermalAverage average_of(const SeriesEstimate& a, const SeriesEstimate& b) {
  return {0.5 * (a.value + b.value), 0.5 * std::hypot(a.error, b.error), mean_time(a.time, b.time),
          a.reliable && b.reliable};
}

constexpr ThermalAverage undefined{nan, nan, nan, true};

/// Without external fields the law is even in s, and what changes sign with s vanishes. Where it
/// does not, the run has stayed on one side, and its error says nothing.
bool vanishes(const SeriesEstimate& one) {
  constexpr double far = 6.0;
  return std::abs(one.value) <= far * one.error;
}
ThermalAverage unless(bool wrong, ThermalAverage average) {
  if (!wrong) return average;
  average.error = nan;
  average.reliable = false;
  return average;
}

/// Second half less first half, of the stretches; its error is twice that of the mean.
double drift_of(const TimeSeries& series) {
  const auto means = series.means();
  const std::size_t half = means.size() / 2;
  double drift = 0.0;
  for (std::size_t k = 0; k < half; ++k) drift += means[means.size() - half + k] - means[k];
  return half == 0 ? 0.0 : drift / static_cast<double>(half);
}

/// Student's t of many differences, of which the most unlikely one counts.
class Comparisons {
 public:
  void compare(double difference, double error, std::size_t bins) {
    ++number_;
    if (difference == 0.0) return;
    if (!(error > 0.0)) {
      // Two replicas that are constant and different; or an error that is not known.
      if (error == 0.0) lowest_ = 0.0;
      return;
    }
    const boost::math::students_t law(static_cast<double>(std::max<std::size_t>(bins, 2) - 1));
    const double p = 2.0 * cdf(complement(law, std::abs(difference) / error));
    lowest_ = std::min(lowest_, p);
  }
  double p_value() const { return std::min(1.0, number_ * lowest_); }

 private:
  double number_ = 0.0;
  double lowest_ = 1.0;
};

std::size_t fewer_bins(const SeriesEstimate& a, const SeriesEstimate& b) {
  // A constant one has no error to be uncertain of.
  if (a.error == 0.0) return b.bins;
  return b.error == 0.0 ? a.bins : std::min(a.bins, b.bins);
}

class Reduction {
 public:
  Reduction(const std::array<Replica, 2>& replicas, const Overlaps& overlaps)
      : replicas_(replicas), overlaps_(overlaps) {}

  ThermalAverages averages(bool symmetric, bool with_pattern, bool with_field) {
    using S = Replica::Series;
    ThermalAverages result;
    result.alignment = decide(&S::alignment);
    result.energy = symmetric ? of(&S::energy) : undefined;
    result.unstable_fraction = decide(&S::unstable);
    result.flip_rate = decide(&S::flips);
    result.abs_magnetisation = decide(&S::abs_magnetisation);
    result.magnetisation = with_field ? decide(&S::magnetisation) : odd(&S::magnetisation);
    result.pattern_overlap = result.abs_pattern_overlap = undefined;
    if (with_pattern) {
      result.abs_pattern_overlap = decide(&S::abs_pattern);
      result.pattern_overlap = with_field ? decide(&S::pattern) : odd(&S::pattern);
    }
    const auto start = estimate(replicas_[0].series().start);
    const auto overlap = estimate(overlaps_.overlap());
    result.overlap_with_start = unless(!with_field && !vanishes(start), average_of(start));
    result.overlap = unless(!with_field && !vanishes(overlap), average_of(overlap));
    const auto squared = estimate(overlaps_.squared());
    result.squared_overlap = average_of(squared);
    comparisons_.compare(drift_of(overlaps_.squared()), 2.0 * squared.error, squared.bins);
    result.overlap_histogram = overlaps_.shares();
    result.agreement = comparisons_.p_value();
    result.reliable = reliable_ && squared.reliable && result.flip_rate.value > 0.0;
    const auto one = estimate(replicas_[0].series().alignment);
    const auto other = estimate(replicas_[1].series().alignment);
    result.start_difference = one.value - other.value;
    result.start_difference_error = std::hypot(one.error, other.error);
    return result;
  }

 private:
  using Member = TimeSeries Replica::Series::*;

  ThermalAverage of(Member member) const {
    return average_of(estimate(replicas_[0].series().*member),
                      estimate(replicas_[1].series().*member));
  }
  ThermalAverage odd(Member member) const {
    const auto a = estimate(replicas_[0].series().*member);
    const auto b = estimate(replicas_[1].series().*member);
    return unless(!vanishes(a) || !vanishes(b), average_of(a, b));
  }
  /// The same as `of`, as one of those that decide whether replicas agree.
  ThermalAverage decide(Member member) {
    const auto& first = replicas_[0].series().*member;
    const auto& second = replicas_[1].series().*member;
    const auto a = estimate(first), b = estimate(second);
    const double error = std::hypot(a.error, b.error);
    const auto bins = fewer_bins(a, b);
    comparisons_.compare(a.value - b.value, error, bins);
    comparisons_.compare(drift_of(first) + drift_of(second), 2.0 * error, bins);
    reliable_ = reliable_ && a.reliable && b.reliable;
    return average_of(a, b);
  }

  const std::array<Replica, 2>& replicas_;
  const Overlaps& overlaps_;
  Comparisons comparisons_;
  bool reliable_ = true;
};

Options checked(const network::Network& network, const EquilibriumOptions& options) {
  options::check(options);
  // Those that detail::ThermalWalk knows.
  if (options.rule != Rule::asynchronous && options.rule != Rule::heat_bath &&
      options.rule != Rule::parallel)
    throw ArgumentError(
        "rule", fmt::format(": {} does not run in equilibrium", dynamics::to_string(options.rule)));
  if (options.order == Order::greedy)
    throw ArgumentError("order", ": greedy order has no temperature");
  if (!options.pattern.empty()) network::require_spins(options.pattern, network.size());
  Options how;
  how.rule = options.rule;
  how.order = options.order;
  how.self_coupling = options.self_coupling;
  how.temperature = options.temperature;
  how.simd = options.simd;
  return how;
}

}  // namespace

int overlap_bin(int size, int bins, int distance) {
  return static_cast<int>(static_cast<std::int64_t>(size - distance) * bins / (size + 1));
}

std::optional<ThermalAverages> thermal_averages(const network::Network& network,
                                                const std::array<network::Spins, 2>& starts,
                                                const EquilibriumOptions& options,
                                                const ThermalStreams& streams) {
  const Options how = checked(network, options);
  for (const auto& start : starts) network::require_spins(start, network.size());
  std::array replicas{Replica(network, starts[0], how, options, streams, 0),
                      Replica(network, starts[1], how, options, streams, 1)};
  Overlaps overlaps(network.size(), options);
  for (std::int64_t t = 0; t < options.burn_in + options.sweeps; ++t) {
    if (options.stop.stop_requested()) return std::nullopt;
    for (auto& replica : replicas) replica.sweep();
    if (t < options.burn_in) continue;
    for (auto& replica : replicas) replica.measure();
    overlaps.measure(replicas[0].state().overlap(replicas[1].state().up_places()));
  }
  return Reduction(replicas, overlaps)
      .averages(network::is_symmetric(network), !options.pattern.empty(),
                !network.external_field().empty());
}

double thermal_averages_bytes(const EquilibriumOptions& options, double neurons) {
  constexpr double state = 16.0;   // of a neuron: field, fields from outside, bits
  constexpr double series = 22.0;  // of both replicas, and work space
  const auto kept =
      std::min(static_cast<double>(options.sweeps), static_cast<double>(TimeSeries::most_kept));
  return 2.0 * state * neurons + 8.0 * series * kept + 1e5;
}

}  // namespace steady::dynamics
