#include "relaxations.hpp"

#include <utility>

#include <apps/frame/errors.hpp>

namespace steady::apps {

std::vector<RelaxEstimates> measure_relaxations(const std::vector<RelaxPoint>& points,
                                                std::uint64_t networks,
                                                const FigureRequest& request) {
  double rows = 0.0;
  sampling::RunOptions run;
  for (const auto& point : points) {
    rows += static_cast<double>(networks) * point.starts;
    run.costs.push_back(relax_cost(point));
  }
  if (request.check_rows) request.check_rows(rows);
  run.threads = request.threads;
  run.stop = request.stop;
  run.on_progress = request.on_progress;
  const auto result = sampling::run_tasks(
      points.size(), networks,
      [&](const sampling::Task& task, std::stop_token stop) {
        return relax_row(points[task.point], request.seed, task.sample, std::move(stop));
      },
      run);
  if (result.stopped) throw Interrupted();
  std::vector<RelaxEstimates> estimates;
  for (std::size_t p = 0; p < points.size(); ++p)
    estimates.push_back(estimate_relaxation(points[p], result.rows[p]));
  return estimates;
}

}  // namespace steady::apps
