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

constexpr const char* commands = R"gnuplot(
sizes = "25 50 50"
steered = "1 1 0"
shade = sprintf("%s %s %s", c3, c1, c2)
symbol = "5 7 6"
is(i) = column("size") == word(sizes,i)+0 && (column("hidden_feedback") > 0) == word(steered,i)+0 ? column("layers") : NaN
who(i) = word(steered,i)+0 ? "all layers, ".Ntext." = ".word(sizes,i) : "last layer, ".Ntext." = ".word(sizes,i)
bar = "capacity_error"
set lmargin at screen 0.15; set rmargin at screen 0.97
set tmargin at screen 0.98; set bmargin at screen 0.16
set xrange [0.5:8.5]; set xtics 1; unset mxtics
set yrange [0:*]; set ytics autofreq; set mytics 2
set xlabel "layers ".(tex ? "$L$" : "{/:Italic L}") offset 0,0.4
set ylabel "capacity ".(tex ? "$P/N$" : "{/:Italic P}/{/:Italic N}") offset 0.6,0
set key at graph 0.03,0.96 left top Left reverse samplen 2.5 spacing 1.1 title "target shown to" left
plot \
  for [i=1:3] data using (is(i)):(column("capacity")-column(bar)):(0):(2*column(bar)) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:3] data using (is(i)):(column("capacity")) with linespoints lw 1.4 dt i pt (word(symbol,i)+0) ps 0.6 lc rgb word(shade,i) title who(i)
)gnuplot";

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

Plot capacity_depth_figure(const FigureRequest& request) {
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
          commands,
          6.5,
          {{"recalled", std::string("mean share of right target neurons at least 0.99 within "
                                    "300 epochs; see `steady capacity`")}}};
}

}  // namespace steady::apps
