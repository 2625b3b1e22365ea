#include "networks.hpp"

#include <algorithm>
#include <cmath>

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

}  // namespace steady::apps
