// Dynamics of a network of any size from a start until a fixed point, a cycle, or the end of its
// budget (docs/theory.md, section 7.1).
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/dynamics/rules.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/options/described.hpp>
#include <steady/numerics/simd/level.hpp>

namespace steady::dynamics {

struct Options {
  Rule rule = Rule::asynchronous;
  Order order = Order::random;  ///< of rules that visit one neuron after the other
  double self_coupling = 0.0;   ///< J_D
  /// A visited neuron is flipped with probability 1/(1 + exp(2 x_i/T)), x_i = s_i h_i + J_D + d_i,
  /// eqs. (7.2) and (7.14), which differ in what the same noise does to different states; at T = 0
  /// when x_i < 0. Greedy order only at T = 0.
  double temperature = 0.0;
  /// Budget. One sweep: N visits (random, permutation, fixed), N flips (greedy), one update of all
  /// neurons (parallel). May be 0: then only the start is judged.
  std::int64_t max_sweeps = 1000;
  /// End at the first state that is a fixed point (at T > 0: of the dynamics at T = 0).
  bool stop_at_fixed_point = true;
  /// Parallel at T = 0: look for cycles, and end when one is found: the first time that a state
  /// comes back (after 2^20 sweeps, when memory would grow, up to a factor 2 later).
  bool detect_cycles = true;
  /// Record observables before the first and after every `record_every`-th sweep; 0: never.
  std::int64_t record_every = 0;
  /// A state to compare with in the records; empty: none.
  std::span<const std::int8_t> reference = {};
  /// Keep the states after these numbers of sweeps, which must rise; 0: the start.
  std::span<const std::int64_t> keep_after = {};
  SimdLevel simd = best_simd_level();
  std::stop_token stop = {};

  static constexpr auto fields() {
    using O = Options;
    using options::field, options::bounds;
    return std::tuple{
        field("self_coupling", &O::self_coupling, bounds(-largest_coupling, largest_coupling),
              "J_D, of either sign"),
        field("rule", &O::rule, rule_names, "What a visited neuron does, and when"),
        field("order", &O::order, order_names, "Which neuron is next (one at a time)"),
        field("temperature", &O::temperature, bounds(0, 1e6), "T ≥ 0"),
        field("max_sweeps", &O::max_sweeps, bounds(0, 1e12), "Sweeps allowed; 0: judge the start"),
        field("stop_at_fixed_point", &O::stop_at_fixed_point, "End at the first fixed point"),
        field("detect_cycles", &O::detect_cycles, "Look for cycles of parallel dynamics at T = 0"),
        field("record_every", &O::record_every, bounds(0, 1e12),
              "Sweeps between two records; 0: none")};
  }
};

/// The state after a whole number of sweeps.
struct Record {
  std::int64_t sweep;
  double unstable_fraction;       ///< share of neurons with x_i < 0
  double magnetisation;           ///< (1/N) Σ s_i
  double overlap_with_start;      ///< (1/N) Σ s_i s_i(0)
  double overlap_with_reference;  ///< NaN without one
};

struct Summary {
  Status status = Status::budget;
  network::Spins spins;    ///< the last state
  double sweeps = 0.0;     ///< until the end; asynchronous: visits (greedy: flips) / N
  std::int64_t flips = 0;  ///< single neurons that changed
  int unstable = 0;        ///< neurons with x_i < 0 in the last state
  double overlap_with_start = 1.0;
  std::int64_t cycle_length = 0;  ///< status cycle: its period, at least 2
  std::int64_t transient = 0;     ///< status cycle: sweeps before the first state on the cycle
  std::vector<Record> records;
  /// One for each of keep_after that the run reached; after its end there are none.
  std::vector<network::Spins> kept;
};

/// Runs the dynamics from `start`. `random` serves the order and the temperature and is a copy: the
/// run is a function of its arguments alone; the same for every SIMD level.
/// Throws DomainError for options outside their domain, std::invalid_argument for a start or
/// reference of another length or values other than ±1, for greedy order at T > 0, and for
/// keep_after that does not rise from 0 on.
Summary relax(const network::Network& network, std::span<const std::int8_t> start,
              const Options& options, network::RandomStream random);

/// Bytes that relax, or relax_all of so many starts, needs at its peak beside the network of so
/// many neurons.
double relax_bytes(const Options& options, double neurons, double starts = 1.0);

/// Many starts in the same network, much faster than one by one: their fields share the traffic of
/// the couplings. Start k draws from the stream (seed, purpose, first + k); with random order and
/// with permutations the starts of one block of 64 visit the neurons in one common order, that of
/// the block's own stream (each start alone still sees uniform visits). Result k depends on its
/// block, never on the number of threads or the SIMD level.
struct Streams {
  std::uint64_t seed;
  std::string_view purpose;
  std::uint64_t first = 0;
};
std::vector<Summary> relax_all(const network::Network& network,
                               std::span<const network::Spins> starts, const Options& options,
                               const Streams& streams);

}  // namespace steady::dynamics
