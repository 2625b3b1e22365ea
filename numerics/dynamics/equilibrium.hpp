// Thermal averages in one network, from two replicas that start differently (docs/theory.md,
// section 7.7).
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/dynamics/rules.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/numerics/options/described.hpp>
#include <steady/numerics/sampling/outcome.hpp>
#include <steady/numerics/simd/level.hpp>

namespace steady::dynamics {

struct EquilibriumOptions {
  Rule rule = Rule::asynchronous;
  Order order = Order::random;  ///< of rules that visit one neuron after the other; not greedy
  double self_coupling = 0.0;   ///< J_D
  double temperature = 1.0;     ///< T of (7.2) and (7.14), in the units of the couplings
  std::int64_t burn_in = 1000;  ///< sweeps before the first measurement
  std::int64_t sweeps = 10000;  ///< sweeps measured, each after its end
  int overlap_bins = 0;         ///< of the histogram of overlaps; 0: none
  /// A state to compare with; empty: none.
  std::span<const std::int8_t> pattern = {};
  SimdLevel simd = best_simd_level();
  std::stop_token stop = {};

  static constexpr auto fields() {
    using O = EquilibriumOptions;
    using options::field, options::bounds, options::above;
    return std::tuple{
        field("self_coupling", &O::self_coupling, bounds(-largest_coupling, largest_coupling),
              "J_D, of either sign"),
        field("rule", &O::rule, rule_names, "What a visited neuron does, and when"),
        field("order", &O::order, order_names, "Which neuron is next (one at a time)"),
        field("temperature", &O::temperature, above(0, 1e6), "T > 0"),
        field("burn_in", &O::burn_in, bounds(0, 1e12), "Sweeps before the first that is measured"),
        field("sweeps", &O::sweeps, bounds(1, 1e12), "Sweeps measured"),
        field("overlap_bins", &O::overlap_bins, bounds(0, 1e6), "Of the overlaps; 0: none")};
  }
};

/// A thermal average in one network.
struct ThermalAverage {
  double value = 0.0;
  double error = 0.0;  ///< by binning; NaN where not reliable
  double time = 0.0;   ///< τ in sweeps, (7.28), ½: no memory; NaN: constant
  /// sampling::SeriesEstimate::reliable of both replicas; false, too, for what changes sign with s
  /// and, without external fields, is not zero as it must be: the run has stayed on one side.
  bool reliable = false;

  static constexpr auto fields() {
    using sampling::field;
    using A = ThermalAverage;
    return std::tuple{field("value", &A::value, "mean over both replicas"),
                      field("error", &A::error, "thermal, by binning"),
                      field("time", &A::time, "integrated autocorrelation time in sweeps"),
                      field("reliable", &A::reliable, "long enough for the error")};
  }
};

/// Of both replicas together, unless said.
struct ThermalAverages {
  /// e = −(1/2N) Σ_{i≠j} J_ij s_i s_j − (1/N) Σ b_i s_i; NaN where couplings are not symmetric.
  ThermalAverage energy;
  ThermalAverage alignment;  ///< (1/N) Σ s_i h_i, with b_i, without self-couplings; any couplings
  ThermalAverage unstable_fraction;  ///< share of neurons with x_i < 0
  ThermalAverage flip_rate;          ///< flips a visit
  ThermalAverage magnetisation;      ///< m = (1/N) Σ s_i
  ThermalAverage abs_magnetisation;
  ThermalAverage pattern_overlap;  ///< (1/N) Σ s_i ξ_i; NaN without a pattern
  ThermalAverage abs_pattern_overlap;
  ThermalAverage overlap_with_start;  ///< of the first replica, with its state before the burn-in
  ThermalAverage overlap;             ///< q of the replicas at equal times
  ThermalAverage squared_overlap;
  /// Share of the sweeps whose q lies in the bin; see overlap_bin.
  std::vector<double> overlap_histogram;
  /// The chance of differences as large as the largest one between replicas, or between the first
  /// and second half of the sweeps, if all were equilibrated: Student's t with the thermal errors,
  /// times the number of comparisons (Bonferroni), at most 1. Compared are all averages that do not
  /// change sign with s (with external fields m and the pattern, too).
  double agreement = 0.0;
  /// Neurons flipped, and the errors of all averages are reliable that do not change sign with s.
  bool reliable = false;
  /// Alignment of the first replica less that of the second, and its thermal error.
  double start_difference = 0.0;
  double start_difference_error = 0.0;

  static constexpr auto fields() {
    using sampling::field;
    using A = ThermalAverages;
    return std::tuple{
        field("energy", &A::energy, "per neuron; NaN: couplings not symmetric"),
        field("alignment", &A::alignment, "(1/N) Σ s_i h_i"),
        field("unstable_fraction", &A::unstable_fraction, "of neurons"),
        field("flip_rate", &A::flip_rate, "flips a visit"),
        field("magnetisation", &A::magnetisation, "m"),
        field("abs_magnetisation", &A::abs_magnetisation, "|m|"),
        field("pattern_overlap", &A::pattern_overlap, "with the pattern"),
        field("abs_pattern_overlap", &A::abs_pattern_overlap, "its modulus"),
        field("overlap_with_start", &A::overlap_with_start, "of the first replica"),
        field("overlap", &A::overlap, "of two replicas"),
        field("squared_overlap", &A::squared_overlap, "q² of two replicas"),
        field("overlap_histogram", &A::overlap_histogram, "share of the sweeps in each bin"),
        field("agreement", &A::agreement, "p-value of the largest difference"),
        field("reliable", &A::reliable, "long enough"),
        field("start_difference", &A::start_difference, "of the alignments of the replicas"),
        field("start_difference_error", &A::start_difference_error, "thermal")};
  }
};

/// An average by the name of its column.
struct Observable {
  std::string_view name;
  std::string_view meaning;
  ThermalAverage ThermalAverages::*average;
  double low, high;  ///< what it may be; infinite: as large as couplings allow
};
inline constexpr double any_energy = std::numeric_limits<double>::infinity();
inline constexpr Observable observables[] = {
    {"energy", "e, −(1/2N) Σ J_ij s_i s_j − (1/N) Σ b_i s_i; `nan`: couplings not symmetric",
     &ThermalAverages::energy, -any_energy, any_energy},
    {"alignment", "(1/N) Σ s_i h_i with external fields, without self-couplings",
     &ThermalAverages::alignment, -any_energy, any_energy},
    {"unstable_fraction", "share of neurons with x_i below 0", &ThermalAverages::unstable_fraction,
     0.0, 1.0},
    {"flip_rate", "flips a visit", &ThermalAverages::flip_rate, 0.0, 1.0},
    {"magnetisation", "m = (1/N) Σ s_i", &ThermalAverages::magnetisation, -1.0, 1.0},
    {"abs_magnetisation", "modulus of m", &ThermalAverages::abs_magnetisation, 0.0, 1.0},
    {"pattern_overlap", "(1/N) Σ s_i ξ_i with the pattern; `nan`: none",
     &ThermalAverages::pattern_overlap, -1.0, 1.0},
    {"abs_pattern_overlap", "its modulus", &ThermalAverages::abs_pattern_overlap, 0.0, 1.0},
    {"overlap_with_start", "(1/N) Σ s_i s_i(0), the first replica, with its random start",
     &ThermalAverages::overlap_with_start, -1.0, 1.0},
    {"overlap", "q of two replicas", &ThermalAverages::overlap, -1.0, 1.0},
    {"squared_overlap", "q² of two replicas", &ThermalAverages::squared_overlap, 0.0, 1.0},
};

/// The bin of a histogram of N + 1 overlaps that has the pairs at Hamming distance k: bins have
/// nearly equally many distances, in the order of rising overlap. There are at most N + 1 bins.
int overlap_bin(int size, int bins, int distance);

/// Replica r draws from the streams (seed, purpose, index) with the second indices 2r and 2r + 1.
struct ThermalStreams {
  std::uint64_t seed;
  std::string_view purpose;
  std::uint64_t index = 0;
};

/// Runs both starts on, sweep after sweep, at T > 0, and averages over options.sweeps sweeps after
/// options.burn_in. The same for every SIMD level. Nothing when stopped.
/// Throws DomainError for options outside their domain and for greedy order, std::invalid_argument
/// for a start or pattern of another length or values other than ±1.
std::optional<ThermalAverages> thermal_averages(const network::Network& network,
                                                const std::array<network::Spins, 2>& starts,
                                                const EquilibriumOptions& options,
                                                const ThermalStreams& streams);

/// Bytes that thermal_averages needs at its peak beside the network of so many neurons.
double thermal_averages_bytes(const EquilibriumOptions& options, double neurons);

}  // namespace steady::dynamics
