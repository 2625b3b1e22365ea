#include "replica_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <apps/frame/errors.hpp>
#include <steady/numerics/sampling/tasks.hpp>

namespace steady::apps {

std::vector<solvers::ReplicaEntropy> solve_all(
    std::size_t count, const std::function<solvers::ReplicaEntropy(std::size_t)>& solve, Run& run) {
  std::vector<solvers::ReplicaEntropy> found(count);
  sampling::parallel_for(count, run.task_options(), [&](std::size_t i) { found[i] = solve(i); });
  return found;
}

void report_unconverged(const std::vector<solvers::ReplicaEntropy>& found) {
  const auto failed = std::count_if(found.begin(), found.end(), [](const auto& row) {
    return row.status != solvers::Status::converged;
  });
  if (failed > 0)
    throw CheckFailed(fmt::format("{} of {} rows have no value; their column `status` says why",
                                  failed, found.size()));
}

}  // namespace steady::apps
