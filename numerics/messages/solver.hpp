// Message passing that looks for a fixed point of one network (docs/theory.md, section 7.3).
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/network/network.hpp>
#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/options/described.hpp>
#include <steady/numerics/simd/level.hpp>
#include <steady/theory/names.hpp>

namespace steady::messages {

/// plain: Gaussian belief propagation to its own fixed point; finds marginals and the Bethe
/// entropy, not a state. reinforced: with a growing memory of its own fields. focusing: y replicas
/// around a common centre.
enum class Algorithm { plain, reinforced, focusing };

inline constexpr auto algorithm_names =
    names<Algorithm>("algorithm", {{Algorithm::reinforced, "reinforced"},
                                   {Algorithm::focusing, "focusing"},
                                   {Algorithm::plain, "plain"}});
Algorithm parse_algorithm(std::string_view name);  ///< throws std::invalid_argument
std::string_view to_string(Algorithm algorithm);

/// A site of more modules has too many configurations to enumerate.
inline constexpr int max_modules = 10;

/// NaN in an option means: the measured best for the algorithm (see resolved).
struct Options {
  Algorithm algorithm = Algorithm::reinforced;
  double self_coupling = 0.0;
  double margin;
  int max_iterations = 2000;
  int attempts = 1;
  double rate;
  double damping = 0.0;
  double symmetry_breaking;
  double added_variance;
  double largest_field;
  double variance_floor = 1e-3;
  double symmetry = 0.0;
  double focus_exponent = 0.5;
  double average_weight = 0.2;
  /// States with at most so many unstable neurons are the start of a short local search (up to
  /// repair_steps flips) for a fixed point next to them; 0: none; empty: the measured best for the
  /// size.
  std::optional<int> repair_unstable;
  int repair_steps = 20;
  double tolerance = 1e-9;
  SimdLevel simd = best_simd_level();
  std::stop_token stop = {};

  Options();

  /// All that results depend on, but for repair_unstable.
  static constexpr auto fields() {
    using O = Options;
    using options::field, options::bounds, options::above, options::below;
    constexpr double most = largest_coupling;
    constexpr int many = 1000000000;
    return std::tuple{
        field("algorithm", &O::algorithm, algorithm_names, "What drives the messages"),
        field("self_coupling", &O::self_coupling, bounds(-most, most),
              "J_D, at which solutions are tested"),
        field("margin", &O::margin, bounds(0, most),
              "δ ≥ 0: messages run at J_D − δ, which leaves the rounded state room for errors"),
        field("max_iterations", &O::max_iterations, bounds(1, many),
              "Iterations allowed, at least 1: messages judge no start"),
        field("attempts", &O::attempts, bounds(1, many),
              "Attempts that share the iterations equally, until one succeeds"),
        field("rate", &O::rate, above(0, 1),
              "r in (0,1]: reinforced ρ_t = 1 − (1−r)^t, focusing ρ_t = r t"),
        field("damping", &O::damping, below(0, 1), "In [0,1): share of the old fields kept"),
        field("symmetry_breaking", &O::symmetry_breaking, bounds(0, most),
              "ε ≥ 0: size of a persistent random field on every spin"),
        field("added_variance", &O::added_variance, bounds(0, most),
              "v ≥ 0, added to the variance of fields: x_i ≥ 0 is asked for with probability "
              "Φ(x_i/√v)"),
        field("largest_field", &O::largest_field, bounds(1e-6, most),
              "Bound of the remembered fields, so that a neuron can still turn late"),
        field("variance_floor", &O::variance_floor, above(0, 1), "V without v is at least this"),
        field("symmetry", &O::symmetry, bounds(-1, 1),
              "η of the network, for the reaction R of (7.4)"),
        field("focus_exponent", &O::focus_exponent, bounds(0, 0.5), "x of the protocol (7.8)"),
        field("average_weight", &O::average_weight, below(0, 1),
              "Of the newest total fields in their exponential mean, whose sign is tested too; 0: "
              "none"),
        field("repair_steps", &O::repair_steps, bounds(0, many), "Flips of the local search"),
        field("tolerance", &O::tolerance, above(0, most),
              "plain: largest change of an m, V or R when settled")};
  }
};

/// With what NaN, and an empty repair_unstable, stand for in a network of so many neurons (of all
/// modules).
Options resolved(Options options, int neurons);
double default_margin(Algorithm algorithm, double self_coupling);
double default_rate(Algorithm algorithm, int iterations);
int default_repair_unstable(int size);
double default_added_variance(Algorithm algorithm, double self_coupling);
double default_largest_field(Algorithm algorithm);
double default_symmetry_breaking(Algorithm algorithm);

enum class Status {
  solved,           ///< the state is a fixed point, verified in integers from scratch
  converged,        ///< plain: changes below the tolerance
  few_inputs,       ///< plain: so too, but effective_inputs(network) < reliable_inputs
  iteration_limit,  ///< max_iterations without a solution (plain: without convergence)
  diverged,         ///< a message is not finite
  stopped           ///< by the stop token
};
inline constexpr auto status_names =
    names<Status>("status", {{Status::solved, "solved"},
                             {Status::converged, "converged"},
                             {Status::few_inputs, "too few inputs for the entropy"},
                             {Status::iteration_limit, "iteration limit"},
                             {Status::diverged, "diverged"},
                             {Status::stopped, "stopped"}});
std::string_view to_string(Status status);

/// Mean over the neurons of (Σ_j J_ij²)²/Σ_j J_ij⁴, the number of inputs of equal strength that
/// would give the local field the same fourth cumulant; 0 for a neuron without inputs. Inputs from
/// other modules, which are treated exactly, do not count. Sparse networks of mean degree c: about
/// c/3 + 1.
double effective_inputs(const network::Network& network);

/// From here on Gaussian messages are nearly right, and how much they are wrong is known
/// (docs/theory.md, section 7.3, *Few inputs*): about 20 inputs with Gaussian couplings. Networks
/// known to have couplings of one variance are exempt: the mean over dense Gaussian networks is
/// right with any number, and ±1 couplings have N − 1 effective inputs.
inline constexpr double reliable_inputs = 8.0;

struct Summary {
  Status status = Status::iteration_limit;
  int iterations = 0;
  network::Spins
      spins;         ///< the solution; otherwise the state with the fewest unstable neurons seen
  int unstable = 0;  ///< neurons of it with x_i < 0 at J_D
  bool repaired = false;  ///< solved by the local search
  /// plain, converged or few_inputs: nats per neuron, (7.6) without the energy of the
  /// symmetry-breaking field, converged with the correction (7.16) for few inputs where that holds;
  /// otherwise NaN. With few_inputs not an entropy of the network.
  double bethe_entropy;
  /// plain, converged: how far few inputs may put the entropy off, (7.16); 0 in networks known to
  /// have couplings of one variance. Otherwise NaN: unknown.
  double systematic_error;
  double largest_change;               ///< of an m, V or R in the last iteration
  std::vector<double> magnetisations;  ///< plain: m_i

  Summary();
};

/// `random` serves the symmetry-breaking field. The same result at every SIMD level.
/// Memory: 2 N² bytes a module beyond the network for reinforced and focusing on networks known to
/// have couplings of one variance, 4 N² for the others that are stored densely and for plain.
/// Throws std::domain_error or std::invalid_argument naming the option for values outside their
/// domain, std::domain_error for more than max_modules modules.
Summary solve(const network::Network& network, const Options& options,
              network::RandomStream random);

/// Bytes that solve needs beyond the network itself.
double solve_bytes(Algorithm algorithm, const network::NetworkSpec& networks);

}  // namespace steady::messages
