// Study: clusters of the fixed points of random networks, linked by short hops.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/network/state.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/studies/rounding.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

/// Means over networks. Networks without fixed points count as zero in `clusters` and `largest`,
/// and are left out of all others. Where all are equal the error is that of a network not seen yet
/// (sampling::with_unseen), for which one step more or the farther bound holds.
struct ClustersEstimates {
  sampling::Estimate clusters;           ///< number of clusters
  sampling::Estimate largest;            ///< states in the largest cluster
  sampling::Estimate largest_fraction;   ///< the same as a share of all fixed points
  sampling::Estimate mean_log_size;      ///< ln(size), mean over the clusters of a network
  sampling::Estimate isolated_fraction;  ///< share of fixed points alone in their cluster
  sampling::Estimate mean_diameter;      ///< largest distance inside, mean over the clusters
  sampling::Interval empty_fraction;     ///< share of networks without fixed points, Wilson's
};

/// Clusters in networks of up to 64 neurons, whose fixed points are enumerated.
struct Clusters {
  static constexpr std::string_view name = "clusters";
  static constexpr int version = 2;

  network::NetworkSpec networks;
  double self_coupling = 0.0;
  int link_distance = 2;  ///< longest hop inside a cluster, Hamming distance

  /// One network; all zero without fixed points.
  struct Outcome {
    double clusters = 0.0;
    double largest = 0.0;
    double largest_fraction = 0.0;
    double mean_log_size = 0.0;
    double isolated_fraction = 0.0;
    double mean_diameter = 0.0;
    std::vector<DoubtfulNeuron> doubts = {};

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{
          field("clusters", &Outcome::clusters, "number of clusters"),
          field("largest", &Outcome::largest, "states in the largest cluster"),
          field("largest_fraction", &Outcome::largest_fraction, "the same, of all fixed points"),
          field("mean_log_size", &Outcome::mean_log_size, "ln(size), mean over the clusters"),
          field("isolated_fraction", &Outcome::isolated_fraction, "alone in their cluster"),
          field("mean_diameter", &Outcome::mean_diameter, "largest distance inside, mean"),
          field("doubts", &Outcome::doubts, "neurons that rounding might decide")};
    }
  };

  std::optional<Outcome> run(const Sample& sample) const;
  /// Of fixed points that are known already.
  Outcome measure(std::span<const network::PackedState> states) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;   ///< seconds
  double bytes() const;  ///< of as many fixed points as are expected
  /// Throws std::invalid_argument without networks.
  ClustersEstimates estimate(std::span<const Outcome> outcomes) const;

  /// Seconds of `measure` for so many fixed points.
  static double seconds_of(double states) { return 2e-6 * states; }
};

}  // namespace steady::studies
