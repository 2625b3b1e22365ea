// Figure `capacity-depth`: how many random associations a chain of layers learns.
#include <cmath>
#include <string>
#include <vector>

#include <apps/frame/errors.hpp>
#include <apps/learning/association.hpp>

#include "figure.hpp"
#include "learning_runs.hpp"

namespace steady::apps {
namespace {

struct Series {
  int size;
  bool steered;  // every layer, not the last alone
};
constexpr Series all_series[] = {{25, true}, {50, true}, {50, false}};
constexpr int depths[] = {1, 2, 3, 4, 6, 8};
constexpr double resolution = 0.1, largest_load = 20.0;

AssociationTask task_at(int layers, const Series& series) {
  AssociationTask task;
  task.layers = layers;
  task.size = series.size;
  if (!series.steered) task.hidden_feedback = 0.0;
  return task;
}

// Work grows with the layers, and so does the load that they recall.
double cost_of(const AssociationTask& task) {
  const double load = task.hidden_feedback > 0.0 ? task.layers : 1.0;
  return task.layers * load * std::pow(task.size, 3);
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  std::vector<AssociationTask> points;
  for (const Series& series : all_series)
    for (const int layers : depths) points.push_back(task_at(layers, series));
  const auto samples = figure_seeds(request, 4);
  if (request.check_rows)
    request.check_rows(static_cast<double>(samples) * static_cast<double>(points.size()));
  sampling::RunOptions run;
  run.threads = request.threads;
  run.stop = request.stop;
  run.on_progress = request.on_progress;
  for (const auto& at : points) run.costs.push_back(cost_of(at));
  const auto result = sampling::run_tasks(
      points.size(), samples,
      [&](const sampling::Task& task, std::stop_token stop) -> sampling::Row {
        const auto found = find_capacity(points[task.point], resolution, largest_load, request.seed,
                                         task.sample, stop);
        if (found.stopped) return {};
        return {middle(found)};
      },
      run);
  if (result.stopped) throw Interrupted();
  Table table({"layers", "size", "hidden_feedback", "samples", "capacity", "capacity_error"});
  for (std::size_t p = 0; p < points.size(); ++p) {
    const auto found = estimate(result.rows[p], 0);
    const double step = load_step(points[p].size, resolution);
    table.add({std::int64_t{points[p].layers}, std::int64_t{points[p].size},
               points[p].hidden_feedback, samples, found.value,
               capacity_error(found.error, step, static_cast<double>(samples))});
  }
  return {table,
          figure_script("capacity-depth"),
          6.5,
          {{"recalled", std::string("mean share of right target neurons at least 0.99 within "
                                    "300 epochs; see `steady capacity`")}}};
}

Figure capacity_depth_figure() {
  return {"capacity-depth", "Hetero-associations a chain learns, P/N, against its depth L",
          compute};
}

}  // namespace steady::apps
