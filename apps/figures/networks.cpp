#include "networks.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <apps/frame/errors.hpp>

namespace steady::apps {

sampling::RunOptions task_options(const FigureRequest& request) {
  sampling::RunOptions options;
  options.threads = request.threads;
  options.stop = request.stop;
  options.on_progress = request.on_progress;
  return options;
}

std::uint64_t networks_at(double at_effort_one, const FigureRequest& request) {
  return static_cast<std::uint64_t>(std::max(4.0, std::ceil(at_effort_one * request.effort)));
}

std::vector<std::vector<sampling::Row>> run_networks(
    const FigureRequest& request, std::vector<double> costs, std::uint64_t networks, double results,
    const std::function<sampling::Row(const sampling::Task&, std::stop_token)>& task) {
  const std::size_t points = costs.size();
  if (request.check_rows)
    request.check_rows(static_cast<double>(networks) * static_cast<double>(points) * results);
  auto options = task_options(request);
  options.costs = std::move(costs);
  auto result = sampling::run_tasks(points, networks, task, options);
  if (result.stopped) throw Interrupted();
  return std::move(result.rows);
}

}  // namespace steady::apps
