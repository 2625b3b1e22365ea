#include "replica_table.hpp"

#include <fmt/format.h>

#include <apps/frame/errors.hpp>
#include <apps/frame/signals.hpp>
#include <steady/numerics/sampling/tasks.hpp>

namespace steady::apps {

const char* const status_meaning =
    "converged; no_saddle: the extremum over q̂ would be at q̂ < 0, where only integer y has a "
    "value; no_clusters: C < 0 for every y; beyond_range: C > 0 up to the largest y searched; "
    "no_sign_change; iteration_limit. All but converged leave nan";

std::vector<solvers::ReplicaEntropy> solve_all(
    std::size_t count, const std::function<solvers::ReplicaEntropy(std::size_t)>& solve, Run& run) {
  std::vector<solvers::ReplicaEntropy> found(count);
  auto options = run.task_options();
  sampling::run_tasks(
      1, count,
      [&](const sampling::Task& task, std::stop_token) {
        found[task.sample] = solve(task.sample);
        return sampling::Row{found[task.sample].entropy};
      },
      options);
  check_stop();
  return found;
}

void report_unconverged(std::size_t failed, std::size_t rows) {
  if (failed > 0)
    throw CheckFailed(
        fmt::format("{} of {} rows have no value; their column `status` says why", failed, rows));
}

}  // namespace steady::apps
