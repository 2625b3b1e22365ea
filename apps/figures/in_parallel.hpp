// Curves of a figure, computed point by point on all threads.
#pragma once

#include <cstddef>
#include <vector>

#include <apps/figures/networks.hpp>
#include <apps/frame/errors.hpp>

namespace steady::apps {

/// {solve(0), …, solve(count−1)}; `solve` must be a pure function, so that the result does not
/// depend on the number of threads. Throws sampling::Stopped.
template <class Solve>
auto in_parallel(const FigureRequest& request, std::size_t count, const Solve& solve) {
  std::vector<decltype(solve(std::size_t{0}))> results(count);
  sampling::parallel_for(count, task_options(request),
                         [&](std::size_t i) { results[i] = solve(i); });
  return results;
}

}  // namespace steady::apps
