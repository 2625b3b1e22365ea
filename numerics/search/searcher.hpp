// The one face of everything that looks for a fixed point: dynamics, message passing, Monte Carlo.
// A new searcher is one file with one function that returns a Searcher, declared and listed in
// detail/searchers.hpp.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <stop_token>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/network/network.hpp>
#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/options/described.hpp>
#include <steady/numerics/simd/level.hpp>

namespace steady::search {

struct Outcome {
  bool found = false;    ///< `spins` is a fixed point, verified by network::is_fixed_point
  bool stopped = false;  ///< by the stop token; then nothing else counts
  double effort = 0.0;   ///< spent, in the searcher's unit
  int unstable = 0;      ///< neurons with x_i < 0 in `spins`
  network::Spins spins;  ///< the best state seen
};

/// Looks for a fixed point of the network at J_D with its own random numbers: a pure function.
/// Throws std::domain_error for a NaN J_D and where the method does not apply to the network.
using Search = std::function<Outcome(const network::Network& network, double self_coupling,
                                     const network::RandomStream& random, std::stop_token stop)>;

struct Searcher {
  std::string name;         ///< as in the column `algorithm`
  std::string description;  ///< one line for the help
  std::string effort_unit;  ///< "sweeps" or "iterations"
  Search search;
  /// Bytes that one search needs beside a network of this kind.
  std::function<double(const network::NetworkSpec& networks)> bytes;
};

/// What a command lets its user choose; every searcher takes what it needs.
struct Budget {
  double max_effort = 1000.0;  ///< in the searcher's unit; may be 0: then only the start is judged
  double symmetry = 0.0;  ///< η of the networks: the reaction term of message passing needs it
  SimdLevel simd = best_simd_level();  ///< the same results at every level

  /// Of annealing and replicated; NaN: the measured best, annealing.hpp.
  double margin = std::numeric_limits<double>::quiet_NaN();
  double hot = std::numeric_limits<double>::quiet_NaN();
  double cold = std::numeric_limits<double>::quiet_NaN();

  static constexpr auto fields() {
    using options::field, options::bounds;
    return std::tuple{
        field("max_effort", &Budget::max_effort, bounds(0, 1e12), "Sweeps or iterations allowed"),
        field("symmetry", &Budget::symmetry, bounds(-1, 1), "η of the networks")};
  }
};

/// Names of all searchers, cheapest first.
std::vector<std::string> searcher_names();

/// Throws ArgumentError for an unknown name, DomainError for a budget outside its domain.
Searcher make_searcher(std::string_view name, const Budget& budget);

}  // namespace steady::search
