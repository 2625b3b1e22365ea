// Curves of a figure, computed point by point on all threads.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include <apps/figures/networks.hpp>
#include <apps/frame/errors.hpp>

namespace steady::apps {

/// {solve(0), …, solve(count−1)}; `solve` must be a pure function, so that the result does not
/// depend on the number of threads. Throws Interrupted.
template <class Solve>
auto in_parallel(const FigureRequest& request, std::size_t count, const Solve& solve) {
  std::vector<decltype(solve(std::size_t{0}))> results(count);
  const auto outcome = sampling::run_tasks(
      count, 1,
      [&](const sampling::Task& task, std::stop_token) {
        results[task.point] = solve(task.point);
        return sampling::Row{0.0};
      },
      task_options(request));
  if (outcome.stopped) throw Interrupted();
  return results;
}

}  // namespace steady::apps
