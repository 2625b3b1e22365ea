// Figure `y-gap`: the self-coupling below which there are no y-tuples at some distance.
#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include <apps/frame/errors.hpp>
#include <steady/numerics/solvers/transitions.hpp>

#include "figure.hpp"
#include "layout.hpp"

namespace steady::apps {
namespace {

constexpr const char* commands = R"gnuplot(
is(name) = strcol("name") eq name ? column("replicas") : NaN
whole(x) = column("replicas") == int(column("replicas")) ? x : NaN
set lmargin at screen 0.17; set rmargin at screen 0.96
set tmargin at screen 0.98; set bmargin at screen 0.16
set logscale x; set xrange [1:30]; set xtics (1,2,3,5,10,20,30); set mxtics 10
set yrange [0:0.075]; set ytics 0.02; set mytics 2
set xlabel "replicas ".(tex ? "$y$" : "{/:Italic y}") offset 0,0.4
set ylabel "self-coupling ".JD offset 0.8,0
set key at graph 0.55,0.05 center bottom Left reverse samplen 2.5 spacing 1.1
plot @closing@ with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  data using (is("y_gap")):(column("self_coupling")) with lines lc rgb c2 lw 1.6 title (tex ? "$y$" : "{/:Italic y}")."-gap", \
  data using (whole(is("y_gap"))):(column("self_coupling")) with points pt 7 ps 0.4 lc rgb c2 title "integer ".(tex ? "$y$" : "{/:Italic y}"), \
  data using (is("gap_closing")):(column("self_coupling")) with points pt 13 ps 0.9 lc rgb c3 title "gap closing: @value@", \
  data using (is("gap_closing")):(column("self_coupling")):(sprintf("%.2f", column("replicas"))) with labels offset 0,0.8 notitle
)gnuplot";

}  // namespace

Plot y_gap_figure(const FigureRequest& request) {
  Table table({"name", "replicas", "self_coupling", "uncertainty", "distance"});
  const auto add = [&](const char* name, const solvers::Transition& found) {
    if (request.stop.stop_requested()) throw Interrupted();
    if (found.status == solvers::Status::converged)
      table.add({std::string(name), found.replicas, found.self_coupling, found.uncertainty,
                 found.distance});
  };
  std::vector<double> replicas;
  for (int i = 1; i <= 36; ++i) replicas.push_back(std::pow(30.0, i / 36.0));
  for (int y = 2; y <= 12; ++y) replicas.push_back(y);
  std::sort(replicas.begin(), replicas.end());
  replicas.erase(std::unique(replicas.begin(), replicas.end()), replicas.end());
  std::vector<solvers::Transition> found(replicas.size());
  sampling::RunOptions run;
  run.threads = request.threads;
  run.stop = request.stop;
  run.on_progress = request.on_progress;
  sampling::run_tasks(
      replicas.size(), 1,
      [&](const sampling::Task& task, std::stop_token) {
        found[task.point] = solvers::y_gap(replicas[task.point]);
        return sampling::Row{found[task.point].self_coupling};
      },
      run);
  for (const auto& gap : found) add("y_gap", gap);
  const auto closing = solvers::gap_closing();
  add("gap_closing", closing);
  auto text = replaced(commands, "@closing@", fmt::format("{:.8f}", closing.self_coupling));
  return {table, replaced(text, "@value@", fmt::format("{:.4f}", closing.self_coupling)), 6.0};
}

}  // namespace steady::apps
