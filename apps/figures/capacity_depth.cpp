// Figure `capacity-depth`: how many random associations a chain of layers learns.
#include <string>
#include <vector>

#include <steady/numerics/studies/capacity.hpp>

#include "figure.hpp"
#include "learning_runs.hpp"
#include "networks.hpp"

namespace steady::apps {
namespace {

struct Series {
  int size;
  bool steered;  // every layer, not the last alone
};
constexpr Series all_series[] = {{25, true}, {50, true}, {50, false}};
constexpr int depths[] = {1, 2, 3, 4, 6, 8};
constexpr double resolution = 0.1, largest_load = 20.0;

studies::Capacity point_at(int layers, const Series& series) {
  studies::Capacity point{.resolution = resolution, .largest_load = largest_load};
  point.task.layers = layers;
  point.task.size = series.size;
  if (!series.steered) point.task.hidden_feedback = 0.0;
  return point;
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  std::vector<studies::Capacity> points;
  for (const Series& series : all_series)
    for (const int layers : depths) points.push_back(point_at(layers, series));
  const auto samples = figure_seeds(request, 4);
  if (request.check_rows)
    request.check_rows(static_cast<double>(samples) * static_cast<double>(points.size()));
  const auto outcomes = run_study<studies::Capacity>(request, points, samples);
  Table table({"layers", "size", "hidden_feedback", "samples", "capacity", "capacity_error"});
  for (std::size_t p = 0; p < points.size(); ++p) {
    const auto& task = points[p].task;
    const auto found = points[p].estimate(outcomes[p]).capacity;
    table.add({std::int64_t{task.layers}, std::int64_t{task.size}, task.hidden_feedback, samples,
               found.value, found.error});
  }
  return {table,
          figure_script("capacity-depth"),
          6.5,
          {{"recalled", std::string("mean share of right target neurons at least 0.99 within "
                                    "300 epochs; see `steady capacity`")}}};
}

Figure capacity_depth_figure() {
  return {"capacity-depth",
          "Hetero-associations a chain learns, P/N, against its depth L",
          {"8.6"},
          compute};
}

}  // namespace steady::apps
