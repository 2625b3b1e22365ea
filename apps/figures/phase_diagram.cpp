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

static Plot compute(const FigureRequest& request) {
  const std::vector<Line> lines{
      {"ring_of_three", "gap_closing", ModuleLayout::ring_of_three, ModuleLine::gap_closing, 4},
      {"pair", "monotone", ModuleLayout::pair, ModuleLine::monotone, 9},
      {"pair", "gap_closing", ModuleLayout::pair, ModuleLine::gap_closing, 9}};
  const auto found = in_parallel(request, lines.size(), [&](std::size_t i) {
    const auto end = end_of(lines[i].line);
    auto places = solvers::module_transitions(lines[i].layout, lines[i].line,
                                              self_couplings(end.self_coupling, lines[i].points),
                                              {.stop = request.stop});
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
  return {table, figure_script("phase-diagram"), 7.0};
}

Figure phase_diagram_figure() {
  return {"phase-diagram",
          "J_D and λ: the transition lines of excitatory modules",
          {"5.11"},
          compute,
          Made::of_theory};
}

}  // namespace steady::apps
