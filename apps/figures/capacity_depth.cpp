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
sizes = "25 50"
shade = sprintf("%s %s", c3, c1)
full = "5 7"
is(n) = column("size") == n ? column("layers") : NaN
bar = "capacity_error"
set lmargin at screen 0.17; set rmargin at screen 0.97
set tmargin at screen 0.98; set bmargin at screen 0.16
set xrange [0.5:6.5]; set xtics 1; unset mxtics
set yrange [0:*]; set ytics autofreq; set mytics 2
set xlabel "layers ".(tex ? "$L$" : "{/:Italic L}") offset 0,0.4
set ylabel "capacity ".(tex ? "$P/N$" : "{/:Italic P}/{/:Italic N}") offset 0.6,0
set key at graph 0.97,0.95 right top Left reverse samplen 2.5 spacing 1.1
plot \
  for [i=1:2] data using (is(word(sizes,i)+0)):(column("capacity")-column(bar)):(0):(2*column(bar)) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:2] data using (is(word(sizes,i)+0)):(column("capacity")) with linespoints lw 1.4 dt i pt (word(full,i)+0) ps 0.6 lc rgb word(shade,i) title Ntext." = ".word(sizes,i)
)gnuplot";

constexpr int sizes[] = {25, 50};
constexpr int deepest = 6;
constexpr double resolution = 0.04, largest_load = 4.0;

AssociationTask task_at(int layers, int size) {
  AssociationTask task;
  task.layers = layers;
  task.size = size;
  return task;
}

}  // namespace

Plot capacity_depth_figure(const FigureRequest& request) {
  std::vector<AssociationTask> points;
  for (const int size : sizes)
    for (int layers = 1; layers <= deepest; ++layers) points.push_back(task_at(layers, size));
  const auto samples = figure_seeds(request, 6);
  if (request.check_rows)
    request.check_rows(static_cast<double>(samples) * static_cast<double>(points.size()));
  sampling::RunOptions run;
  run.threads = request.threads;
  run.stop = request.stop;
  run.on_progress = request.on_progress;
  for (const auto& at : points) run.costs.push_back(std::pow(at.layers, 2) * std::pow(at.size, 3));
  const auto result = sampling::run_tasks(
      points.size(), samples,
      [&](const sampling::Task& task, std::stop_token stop) -> sampling::Row {
        const auto found = find_capacity(points[task.point], resolution, largest_load, request.seed,
                                         task.sample, stop);
        if (found.stopped) return {};
        return {std::isnan(found.next) ? found.load : 0.5 * (found.load + found.next)};
      },
      run);
  if (result.stopped) throw Interrupted();
  Table table({"layers", "size", "samples", "capacity", "capacity_error"});
  for (std::size_t p = 0; p < points.size(); ++p) {
    const auto found = estimate(result.rows[p], 0);
    table.add(
        {std::int64_t{points[p].layers}, std::int64_t{points[p].size}, samples, found.value,
         std::hypot(found.error, resolution / std::sqrt(12.0 * static_cast<double>(samples)))});
  }
  return {table,
          commands,
          6.5,
          {{"recalled", std::string("mean share of right target neurons at least 0.99 within "
                                    "100 epochs; see `steady capacity`")}}};
}

}  // namespace steady::apps
