// Figure `y-gap`: the self-coupling below which groups of y fixed points have a gap of overlaps.
#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include <steady/numerics/solvers/transitions.hpp>

#include "figure.hpp"
#include "in_parallel.hpp"
#include "layout.hpp"
#include "measure.hpp"

namespace steady::apps {
namespace {

constexpr const char* commands = R"gnuplot(
y = tex ? "$y$" : "{/:Italic y}"
is(series) = strcol("series") eq series ? column("self_coupling") : NaN
whole(v) = abs(v - floor(v + 0.5)) < 1e-9
set lmargin at screen 0.17; set rmargin at screen 0.975
set tmargin at screen 0.98; set bmargin at screen 0.155
set logscale x
set xrange [1:110]; set xtics (1,2,3,5,10,20,50,100)
set yrange [0:0.07]; set ytics 0.02; set mytics 2
set xlabel "replicas ".y offset 0,0.4
set ylabel "self-coupling ".JD offset 1.2,0
set label 1 JD." = @closing@ at ".y." = @replicas@" left at @replicas@*0.75,0.0642
set key at graph 0.42,0.04 center bottom Left reverse samplen 2 spacing 1.2
plot @closing@ with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  data using (column("replicas")):(is("y_gap")) with lines lc rgb c2 lw 1.6 title y."-gap", \
  data using (column("replicas")):(whole(column("replicas")) ? is("y_gap") : NaN) with points pt 7 ps 0.5 lc rgb c2 title "integer ".y, \
  data using (column("replicas")):(is("gap_closing")) with points pt 8 ps 1 lw 1.2 lc rgb c3 title "gap closing"
unset label 1
)gnuplot";

std::vector<double> replicas() {
  std::vector<double> values;
  for (const double x : grid(std::log(1.05), std::log(100.0), 26)) values.push_back(std::exp(x));
  for (int y = 2; y <= 10; ++y) values.push_back(y);
  std::sort(values.begin(), values.end());
  return values;
}

void add(Table& table, const char* series, const solvers::Transition& found) {
  table.add({std::string(series), found.replicas, found.self_coupling, found.uncertainty,
             found.distance, std::string(to_string(found.status))});
}

}  // namespace

Plot y_gap_figure(const FigureRequest& request) {
  const auto at = replicas();
  const auto found = in_parallel(request, at.size() + 1, [&at](std::size_t i) {
    return i == 0 ? solvers::gap_closing() : solvers::y_gap(at[i - 1]);
  });
  Table table({"series", "replicas", "self_coupling", "uncertainty", "distance", "status"});
  for (std::size_t i = 1; i < found.size(); ++i) add(table, "y_gap", found[i]);
  add(table, "gap_closing", found.front());
  auto text = replaced(commands, "@closing@", fmt::format("{:.4f}", found.front().self_coupling));
  text = replaced(std::move(text), "@replicas@", fmt::format("{:.2f}", found.front().replicas));
  return {table, text, 6.5};
}

}  // namespace steady::apps
