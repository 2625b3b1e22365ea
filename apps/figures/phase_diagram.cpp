// Figure `phase-diagram`: the (J_D, λ) plane of excitatory modules. The monotone line of a ring
// takes a minute and is left to `steady transitions`.
#include <string>

#include <steady/numerics/solvers/module_transitions.hpp>
#include <steady/numerics/solvers/transitions.hpp>

#include "figure.hpp"
#include "in_parallel.hpp"
#include "layout.hpp"

namespace steady::apps {
namespace {

using solvers::ModuleLine;
using theory::ModuleLayout;

// J_D is a smooth function of λ, even next to λ = 0, so splines need few points.
constexpr const char* commands = R"gnuplot(
is(l, n) = strcol("modules") eq l && strcol("name") eq n ? column("coupling") : NaN
set lmargin at screen 0.17; set rmargin at screen 0.96
set tmargin at screen 0.98; set bmargin at screen 0.16
set xrange [0:0.55]; set xtics 0.1; set mxtics 2
set yrange [-0.05:0.1]; set ytics 0.05; set mytics 5
set xlabel "coupling between modules ".(tex ? "$\\lambda$" : "{/:Italic λ}") offset 0,0.4
set ylabel "self-coupling ".JD offset 0.8,0
set label 1 "isolated fixed points" at 0.03,0.005 left
set label 2 "dense clusters" at 0.53,0.088 right
set key at graph 0.03,0.05 left bottom Left reverse samplen 3 spacing 1.1
plot \
  data using (is("pair", "gap_closing")):(column("self_coupling")) smooth csplines with lines lc rgb c2 lw 1.8 dt 1 title "two: gap closing", \
  data using (is("pair", "monotone")):(column("self_coupling")) smooth csplines with lines lc rgb c2 lw 1.8 dt (8,5) title "two: monotone", \
  data using (is("ring_of_three", "gap_closing")):(column("self_coupling")) smooth csplines with lines lc rgb c3 lw 1.8 dt 1 title "three: gap closing", \
  data using (is("pair", "gap_closing")):(column("self_coupling")) with points pt 7 ps 0.35 lc rgb c2 notitle, \
  data using (is("pair", "monotone")):(column("self_coupling")) with points pt 6 ps 0.4 lc rgb c2 notitle, \
  data using (is("ring_of_three", "gap_closing")):(column("self_coupling")) with points pt 5 ps 0.35 lc rgb c3 notitle
)gnuplot";

struct Line {
  std::string modules;
  std::string name;
  ModuleLayout layout;
  ModuleLine line;
  int points;
};

solvers::Transition end_of(ModuleLine line) {
  return line == ModuleLine::gap_closing ? solvers::gap_closing() : solvers::monotone();
}

// Closer together near the end of the line, where λ changes fastest.
std::vector<double> self_couplings(double end, int points) {
  std::vector<double> list;
  for (int i = 1; i <= points; ++i) {
    const double part = static_cast<double>(i) / points;
    list.push_back(end - (end + 0.05) * part * part);
  }
  return list;
}

}  // namespace

Plot phase_diagram_figure(const FigureRequest& request) {
  const std::vector<Line> lines{
      {"ring_of_three", "gap_closing", ModuleLayout::ring_of_three, ModuleLine::gap_closing, 4},
      {"pair", "monotone", ModuleLayout::pair, ModuleLine::monotone, 9},
      {"pair", "gap_closing", ModuleLayout::pair, ModuleLine::gap_closing, 9}};
  const auto found = in_parallel(request, lines.size(), [&lines](std::size_t i) {
    const auto end = end_of(lines[i].line);
    auto places = solvers::module_transitions(lines[i].layout, lines[i].line,
                                              self_couplings(end.self_coupling, lines[i].points));
    places.insert(places.begin(),
                  {end.status, end.self_coupling, 0.0, end.uncertainty, end.replicas, end.distance,
                   end.criterion_low, end.criterion_high, end.evaluations});
    return places;
  });
  Table table(
      {"modules", "name", "self_coupling", "coupling", "uncertainty", "replicas", "distance"});
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (const auto& at : found[i]) {
      if (at.status == solvers::Status::converged)
        table.add({lines[i].modules, lines[i].name, at.self_coupling, at.coupling, at.uncertainty,
                   at.replicas, at.distance});
    }
  }
  return {table, commands, 7.0};
}

}  // namespace steady::apps
