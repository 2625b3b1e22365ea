// The dynamics on many random networks: what `relax` and its figures share.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <stop_token>
#include <vector>

#include <steady/numerics/dynamics/relaxation.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/sampling/tasks.hpp>

namespace steady::apps {

/// Which networks, which dynamics, how often.
struct RelaxPoint {
  network::NetworkSpec networks;
  dynamics::Options options = {};
  int starts = 1;               ///< random starts in each network
  double external_field = 0.0;  ///< standard deviation of independent Gaussian b_i
};

/// Network number `sample` with its external fields.
network::Network draw_relaxing(const RelaxPoint& point, std::uint64_t seed, std::uint64_t sample);

/// The runs from all random starts of one network as a task's result, empty after a stop.
sampling::Row relax_row(const RelaxPoint& point, std::uint64_t seed, std::uint64_t sample,
                        std::stop_token stop);

/// Bytes that relax_row needs at its peak.
double relax_bytes(const RelaxPoint& point);

/// Throws ResourceError when `threads` rows at a time do not fit into memory.
void check_memory(const std::vector<RelaxPoint>& points, int threads);

/// Cost of a row relative to others, for order and time left.
double relax_cost(const RelaxPoint& point);

/// A fraction, a median: value with the ends of its interval of one standard error.
struct Range {
  double value;
  double low;
  double high;
};

/// Statistics over all runs; errors over the networks, whose starts are not independent.
struct RelaxEstimates {
  Range converged;            ///< share of the runs that ended at a fixed point
  sampling::Estimate sweeps;  ///< of the converged runs; NaN without any
  /// Of all runs, those that did not converge counting as infinite.
  Range median_sweeps;
  sampling::Estimate overlap_with_start;  ///< of the last state, all runs
  sampling::Estimate unstable_fraction;   ///< in the last state, all runs
  /// Share of the runs that ended on a cycle; NaN where none could be found: by the asynchronous
  /// rule, at T > 0, within less than two sweeps.
  Range cycles;
  sampling::Estimate cycle_length;      ///< of those; NaN without any
  sampling::Estimate transient;         ///< sweeps before it
  sampling::Estimate two_cycle_starts;  ///< share of the starts that lie on a 2-cycle; NaN likewise
  double seconds = std::numeric_limits<double>::quiet_NaN();  ///< of a thread per run
};

/// rows[network] of relax_row at this point. Throws std::invalid_argument without rows.
RelaxEstimates estimate_relaxation(const RelaxPoint& point, std::span<const sampling::Row> rows);

}  // namespace steady::apps
