// Message passing that looks for a fixed point of one network (docs/theory.md, section 7.3).
#pragma once

#include <cstdint>
#include <stop_token>
#include <string_view>
#include <vector>

#include <steady/numerics/network/network.hpp>
#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/simd.hpp>

namespace steady::messages {

/// plain: Gaussian belief propagation to its own fixed point; finds marginals and the Bethe
/// entropy, not a state. reinforced: with a growing memory of its own fields. focusing: y replicas
/// around a common centre.
enum class Algorithm { plain, reinforced, focusing };

Algorithm parse_algorithm(std::string_view name);  ///< throws std::invalid_argument
std::string_view to_string(Algorithm algorithm);

struct Options {
  Algorithm algorithm = Algorithm::reinforced;
  double self_coupling = 0.0;  ///< J_D: solutions are tested at it
  /// δ ≥ 0: the messages run at J_D − δ, which leaves the rounded state room for errors. NaN: the
  /// measured best for the algorithm at this J_D.
  double margin;
  int max_iterations = 2000;
  /// Reinforcement ρ_t = 1 − (1−r)^t; NaN: 1/max_iterations times a measured constant.
  double rate;
  double damping;  ///< in [0,1): share of the old message that is kept; NaN: the algorithm's own
  double tolerance = 1e-9;  ///< plain: largest change of a magnetisation at convergence
  SimdLevel simd = best_simd_level();
  std::stop_token stop = {};

  Options();
};

enum class Status {
  solved,           ///< the state is a fixed point, verified in integers from scratch
  converged,        ///< plain: changes below the tolerance
  iteration_limit,  ///< max_iterations without a solution (plain: without convergence)
  diverged,         ///< a message is not finite
  stopped           ///< by the stop token
};
std::string_view to_string(Status status);

struct Summary {
  Status status = Status::iteration_limit;
  int iterations = 0;
  network::Spins
      spins;         ///< the solution; otherwise the state with the fewest unstable neurons seen
  int unstable = 0;  ///< neurons of it with x_i < 0 at J_D
  double bethe_entropy;                ///< plain: nats per neuron; otherwise NaN
  double largest_change;               ///< of a magnetisation in the last iteration
  std::vector<double> magnetisations;  ///< plain: m_i

  Summary();
};

/// `random` serves the small initial noise. Throws std::domain_error or std::invalid_argument
/// naming the option for values outside their domain.
Summary solve(const network::Network& network, const Options& options,
              network::RandomStream random);

}  // namespace steady::messages
