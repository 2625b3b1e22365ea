// Study: thermal averages of networks in equilibrium (docs/theory.md, section 7.7).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/dynamics/equilibrium.hpp>
#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/network/spins.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/studies/study.hpp>
#include <steady/theory/names.hpp>

namespace steady::studies {

/// too_short: a thermal error is not known. not_equilibrated: replicas, or halves of the runs,
/// differ.
enum class EquilibriumStatus { equilibrated, too_short, not_equilibrated };
inline constexpr auto equilibrium_status_names =
    names<EquilibriumStatus>("status", {{EquilibriumStatus::equilibrated, "equilibrated"},
                                        {EquilibriumStatus::too_short, "too short"},
                                        {EquilibriumStatus::not_equilibrated, "not equilibrated"}});

/// A thermal average over the networks.
struct ThermalEstimate {
  sampling::Estimate mean;  ///< over networks; its error holds the thermal one, too
  /// The thermal part of that error, √(Σ thermal error²)/n: what longer runs would take away. NaN
  /// where a network's is not known.
  double thermal_error;
  double time;  ///< mean over the networks that have one, in sweeps
};

/// A bin of the distribution of overlaps.
struct OverlapBin {
  double overlap;  ///< the mean of the values (N − 2k)/N that the bin takes in
  double width;    ///< 2/N for each of them
  sampling::Estimate share;
};

struct EquilibriumEstimates {
  std::vector<ThermalEstimate> averages;  ///< in the order of dynamics::observables
  std::vector<OverlapBin> overlaps;       ///< in rising order
  double agreement;  ///< p-value of the largest difference between replicas or halves, all networks
  double reliable;   ///< share of the networks whose thermal errors are known
  EquilibriumStatus status;
  double seconds;  ///< of a thread a network
};

/// Two replicas in each network: the first from a random state, the second from the pattern, or
/// from what T = 0 dynamics makes of another random state in at most 100 sweeps.
struct Equilibrium {
  static constexpr std::string_view name = "equilibrium";
  static constexpr int version = 1;

  /// Differences less likely than that in all networks together are not by chance.
  static constexpr double significance = 1e-3;

  network::NetworkSpec networks;
  dynamics::EquilibriumOptions options = {};  ///< its pattern and stop token are not used
  /// Of all networks; empty: the first stored one of ensembles that have some (one module), else
  /// none.
  network::Spins pattern = {};

  struct Outcome {
    dynamics::ThermalAverages averages;  ///< energies in the units of the networks' source
    double seconds = 0.0;

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{field("averages", &Outcome::averages, "thermal"),
                        field("seconds", &Outcome::seconds, "processor time")};
    }
  };

  std::optional<Outcome> run(const Sample& sample) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;
  double bytes() const;
  /// Throws std::invalid_argument without networks.
  EquilibriumEstimates estimate(std::span<const Outcome> outcomes) const;
};

}  // namespace steady::studies
