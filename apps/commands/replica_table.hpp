// Tables whose rows are saddle points: computed in parallel, each with its status.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <apps/frame/program.hpp>
#include <steady/numerics/solvers/replica_entropy.hpp>

namespace steady::apps {

/// J_D up to which the replica integrals are defined.
inline constexpr Bounds replica_self_coupling_bounds{-100, 100};

/// found[i] = solve(i) for i < count, on all threads; the result does not depend on their number.
/// Throws Interrupted.
std::vector<solvers::ReplicaEntropy> solve_all(
    std::size_t count, const std::function<solvers::ReplicaEntropy(std::size_t)>& solve, Run& run);

/// The column that says whether a row has values.
template <class Row, class Value>
void add_status(Columns<Row>& columns, Value status) {
  columns.add(
      "status",
      "converged; no_saddle: the extremum over q̂ would be at q̂ < 0, where only integer y has a "
      "value; no_clusters: C < 0 for every y; beyond_range: C > 0 up to the largest y searched; "
      "no_sign_change; iteration_limit. All but converged leave nan",
      [status](const Row& row) { return to_string(std::invoke(status, row)); });
}

/// After the table was written: throws CheckFailed when some rows did not converge.
void report_unconverged(const std::vector<solvers::ReplicaEntropy>& found);

}  // namespace steady::apps
