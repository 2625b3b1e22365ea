// Counts of fixed points over many networks and parameter points: what `enumerate`, `validate`
// and `figure` have in common.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/enumeration/states_file.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/sampling/tasks.hpp>

namespace steady::apps {

struct CountPoint {
  int size;
  double self_coupling;
  double symmetry = 0.0;
};

struct CountRequest {
  std::vector<CountPoint> points;
  std::optional<double> mean_degree;  ///< sparse ensemble, eq. (1.5)
  std::string ensemble = "gaussian";
  std::uint64_t samples = 100;
  std::uint64_t seed = 1;
  int threads = 1;
  enumeration::Method method = enumeration::Method::automatic;
  SimdLevel simd = best_simd_level();
  std::stop_token stop;
  std::function<void(const sampling::Progress&)> on_progress;
  /// Receives every fixed point of every network; null: they are only counted.
  enumeration::StatesFile* states = nullptr;
};

/// One network.
struct CountSample {
  double count;  ///< fixed points; exact, as counts stay below 2^53
  enumeration::Method method;
  double nodes;  ///< of the tree, or states swept
  double seconds;
};

/// What a request is expected to cost.
struct CountForecast {
  double seconds = 0.0;       ///< wall time
  double fixed_points = 0.0;  ///< in all networks together
  std::vector<double> costs;  ///< of one network at each point, on one thread, seconds
};

CountForecast forecast_counts(const CountRequest& request);

/// samples[point][sample]. Sample k has the same couplings at every self-coupling. Threads work
/// on different networks, or together on one where a single network is a large share of the
/// work; the counts do not depend on it. Throws Interrupted when the stop token was triggered.
std::vector<std::vector<CountSample>> count_fixed_points(const CountRequest& request,
                                                         const CountForecast& forecast);

/// The networks of a point.
network::NetworkSpec networks_of(const CountRequest& request, const CountPoint& point);

/// Statistics of the counts of one point.
struct CountEstimates {
  sampling::Estimate mean_count;
  sampling::Estimate annealed_entropy;  ///< ln(mean count)/N with jackknife error, eq. (2.5)
  sampling::Estimate typical_entropy;   ///< mean of ln #/N over the samples with # > 0
  sampling::Interval empty_fraction;    ///< share of the samples with # = 0, Wilson's interval
};

/// Where all samples (with # > 0) have the same count, none included, the error is that of a
/// network with one pair s, −s of fixed points more that was not seen yet (sampling::with_unseen).

CountEstimates estimate_counts(int size, const std::vector<CountSample>& samples);

}  // namespace steady::apps
