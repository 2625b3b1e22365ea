// Saddle points of the replica action: S_y(q), local entropy and complexity.
#pragma once

#include <steady/theory/names.hpp>
#include <string_view>

namespace steady::solvers {

enum class Status {
  converged,     ///< the residual of the saddle-point equation is within the tolerance
  no_saddle,     ///< non-integer y and the extremum would lie at q̂ < 0, where the action does not
                 ///< exist
  no_clusters,   ///< complexity ≤ 0 at y = 1 and 2: no y with C = 0
  beyond_range,  ///< complexity > 0 up to max_replicas
  no_sign_change,  ///< the bracket holds no transition
  iteration_limit  ///< max_iterations reached; the values are the last iterate
};

inline constexpr auto status_names =
    names<Status>("status", {{Status::converged, "converged"},
                             {Status::no_saddle, "no_saddle"},
                             {Status::no_clusters, "no_clusters"},
                             {Status::beyond_range, "beyond_range"},
                             {Status::no_sign_change, "no_sign_change"},
                             {Status::iteration_limit, "iteration_limit"}});

/// As printed in tables.
constexpr std::string_view to_string(Status status) {
  return status_names.of(status);
}

/// Where searches over y end unless told otherwise: with C > 0 even there, clusters exist.
inline constexpr double largest_searched_replicas = 1e4;

struct Options {
  /// Bound on the relative residual of the saddle-point equation, in [1e-14, 1e-2].
  double tolerance = 1e-12;
  int max_iterations = 200;
  /// Of a search over y, in (1, theory::largest_replicas].
  double max_replicas = largest_searched_replicas;
  double first_replicas = 2.0;  ///< where a search over y starts, ≥ 1
};

/// S_y(q), q̂, s = ∂S/∂y and C = S − y s at one point, eqs. (4.2), (4.9), (4.10). Everything but
/// `status` and the arguments is NaN unless converged.
struct ReplicaEntropy {
  Status status;
  double self_coupling, replicas, overlap;
  double entropy;          ///< S_y(q), nats per neuron
  double conjugate;        ///< q̂
  double local_entropy;    ///< s
  double complexity;       ///< C
  double d_overlap;        ///< dS_y/dq
  double d_self_coupling;  ///< dS_y/dJ_D
  int evaluations;         ///< of the action
};

/// y ∈ [1, theory::largest_replicas], q ∈ (0,1), |J_D| ≤ 100. Throws std::domain_error outside,
/// std::invalid_argument for impossible options.
ReplicaEntropy replica_entropy(double self_coupling, double replicas, double overlap,
                               const Options& options = {});

/// The densest clusters at distance d ∈ (0, 1/2): y solves C = 0 (`replicas`), eq. (4.11).
ReplicaEntropy densest_clusters(double self_coupling, double distance, const Options& options = {});

/// The smallest S_y over real y ≥ 1 at distance d ∈ (0, 1/2): there s = 0, eq. (4.13), or y = 1. It
/// is negative if and only if s < 0 where C = 0. Status::beyond_range when s < 0 up to
/// max_replicas; the values are then those at max_replicas.
ReplicaEntropy least_entropy(double self_coupling, double distance, const Options& options = {});

}  // namespace steady::solvers
