#include "replica_table.hpp"

#include <fmt/format.h>

#include <apps/frame/errors.hpp>
#include <steady/numerics/sampling/tasks.hpp>

namespace steady::apps {

const char* const status_meaning =
    "converged; no_saddle: the extremum over q̂ would be at q̂ < 0, where only integer y has a "
    "value; no_clusters: C < 0 for every y; beyond_range: C > 0 up to the largest y searched; "
    "no_sign_change; iteration_limit. All but converged leave nan";

std::vector<solvers::ReplicaEntropy> solve_all(
    std::size_t count, const std::function<solvers::ReplicaEntropy(std::size_t)>& solve, Run& run) {
  std::vector<solvers::ReplicaEntropy> found(count);
  sampling::parallel_for(count, run.task_options(), [&](std::size_t i) { found[i] = solve(i); });
  return found;
}

void report_unconverged(std::size_t failed, std::size_t rows) {
  if (failed > 0)
    throw CheckFailed(
        fmt::format("{} of {} rows have no value; their column `status` says why", failed, rows));
}

}  // namespace steady::apps
