// Simulated annealing towards a fixed point (docs/theory.md, section 7.5).
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string_view>
#include <tuple>

#include <steady/numerics/network/network.hpp>
#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/options/described.hpp>
#include <steady/numerics/simd/level.hpp>
#include <steady/theory/names.hpp>

namespace steady::search {

/// What a Monte Carlo search makes small, eq. (7.11).
enum class Energy {
  unstable,  ///< number of neurons with x_i < 0
  deficit    ///< Σ_i max(0, κ − x_i), at most 16 a neuron
};
inline constexpr auto energy_names =
    names<Energy>("energy", {{Energy::unstable, "unstable"}, {Energy::deficit, "deficit"}});
constexpr std::string_view to_string(Energy energy) {
  return energy_names.of(energy);
}

struct AnnealingOptions {
  double self_coupling = 0.0;  ///< J_D
  Energy energy = Energy::deficit;
  double margin = 0.3;  ///< κ of the deficit
  /// The temperature falls from `hot` to `cold` linearly over the sweeps, in units of the energy.
  double hot = 0.2;
  double cold = 0.08;
  std::int64_t max_sweeps = 1000;  ///< one sweep: N proposals, each a uniformly drawn neuron
  bool stop_at_fixed_point = true;
  SimdLevel simd = best_simd_level();
  std::stop_token stop = {};

  static constexpr auto fields() {
    using O = AnnealingOptions;
    using options::field, options::bounds;
    constexpr double most = 1e100;
    return std::tuple{
        field("self_coupling", &O::self_coupling, bounds(-most, most), "J_D, of either sign"),
        field("energy", &O::energy, energy_names, "What is made small"),
        field("margin", &O::margin, bounds(0, most), "κ of the deficit"),
        field("hot", &O::hot, bounds(0, most), "First temperature, in units of the energy"),
        field("cold", &O::cold, bounds(0, most), "Last temperature"),
        field("max_sweeps", &O::max_sweeps, bounds(0, 1e12), "Sweeps of N proposals allowed"),
        field("stop_at_fixed_point", &O::stop_at_fixed_point, "End at the first fixed point")};
  }
};

struct AnnealingSummary {
  bool found = false;    ///< `spins` is a fixed point, counted from scratch
  bool stopped = false;  ///< by the stop token
  double sweeps = 0.0;
  std::int64_t flips = 0;  ///< accepted proposals
  int unstable = 0;        ///< neurons with x_i < 0 in `spins`
  network::Spins spins;    ///< the last state, or the fixed point
};

/// Metropolis dynamics with single flips from `start`; at hot = cold its stationary law is
/// ∝ exp(−E/T), also for asymmetric networks. Throws std::invalid_argument for a start of another
/// length, DomainError for options outside their domain.
AnnealingSummary anneal(const network::Network& network, std::span<const std::int8_t> start,
                        const AnnealingOptions& options, network::RandomStream random);

}  // namespace steady::search
