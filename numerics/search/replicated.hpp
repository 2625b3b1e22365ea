// Replicas that attract each other on their way down: the robust ensemble of wide regions of fixed
// points (docs/theory.md, section 7.5).
#pragma once

#include <steady/numerics/search/annealing.hpp>

namespace steady::search {

struct ReplicatedOptions {
  /// As for one state; max_sweeps counts the proposals in all replicas: N of them are a sweep.
  AnnealingOptions annealing;
  int replicas = 3;  ///< y ≥ 1
  /// γ of (7.12) grows linearly over the sweeps.
  double first_attraction = 0.0;
  double last_attraction = 0.4;

  /// Several replicas share what a temperature does, so theirs is higher.
  ReplicatedOptions() {
    annealing.margin = 0.35;
    annealing.hot = 0.5;
    annealing.cold = 0.1;
  }

  static constexpr auto fields() {
    using O = ReplicatedOptions;
    using options::field, options::bounds;
    return std::tuple{
        options::part(&O::annealing),
        field("replicas", &O::replicas, bounds(1, 1000), "y, replicas"),
        field("first_attraction", &O::first_attraction, bounds(0, 1e100),
              "γ of (7.12) at the beginning"),
        field("last_attraction", &O::last_attraction, bounds(0, 1e100), "γ of (7.12) at the end")};
  }
};

struct ReplicatedSummary {
  AnnealingSummary annealing;  ///< of the best replica; sweeps and flips of all
  double overlap = 1.0;        ///< mean of the replicas' mutual overlaps at the end
};

/// Metropolis dynamics of `replicas` states with weight
/// exp(−Σ_a E(s^a)/T + γ Σ_{a<b} Σ_i s_i^a s_i^b), eq. (7.12), from random starts. Ends when one
/// replica is a fixed point. Throws what anneal throws.
ReplicatedSummary anneal_replicas(const network::Network& network, const ReplicatedOptions& options,
                                  network::RandomStream random);

}  // namespace steady::search
