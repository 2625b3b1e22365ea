// Figure `local-entropy`: s(d) of the densest clusters, from below the gap closing to above the
// monotone transition.
#include <cmath>
#include <string>

#include <fmt/format.h>

#include <steady/numerics/solvers/transitions.hpp>
#include <steady/theory/gaussian.hpp>

#include <apps/frame/ranges.hpp>
#include "figure.hpp"
#include "in_parallel.hpp"
#include "layout.hpp"

namespace steady::apps {
namespace {

struct Curve {
  const char* name;
  double self_coupling;
};

// Rounded values on either side of the transitions, so that a reader can repeat the curves.
std::vector<Curve> curves_of(double gap_closing, double monotone) {
  const double between = std::round(500.0 * (gap_closing + monotone)) / 1000.0;
  return {{"below", 0.04},
          {"gap_closing", gap_closing},
          {"between", between},
          {"monotone", monotone},
          {"above", 0.1}};
}

// d = u³/2: dense where the curves turn. Below 10⁻⁴ the y with C = 0 exceeds what is searched.
std::vector<double> distances() {
  constexpr double smallest = 1e-4, largest = 0.495;
  std::vector<double> values;
  for (const double u : grid(std::cbrt(2.0 * smallest), std::cbrt(2.0 * largest), 160))
    values.push_back(0.5 * u * u * u);
  values.front() = smallest;  // exactly, not to within rounding
  values.back() = largest;
  return values;
}

// Along C = 0, ds/dd = −(2/y) ∂S_y/∂q: the sign is known at every single point.
std::string stretch(const solvers::ReplicaEntropy& point) {
  if (point.status != solvers::Status::converged) return "none";
  if (point.local_entropy < 0.0) return "negative";
  return point.d_overlap > 0.0 ? "decreasing" : "rising";
}

double critical(const solvers::Transition& transition, const char* name) {
  if (transition.status != solvers::Status::converged)
    throw CheckFailed(fmt::format("{}: {}", name, to_string(transition.status)));
  return transition.self_coupling;
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  const auto found = in_parallel(request, 2, [](std::size_t i) {
    return i == 0 ? solvers::gap_closing() : solvers::monotone();
  });
  const auto curves = curves_of(critical(found[0], "gap_closing"), critical(found[1], "monotone"));
  const auto at = distances();
  const auto points = in_parallel(request, curves.size() * at.size(), [&](std::size_t i) {
    return solvers::densest_clusters(curves[i / at.size()].self_coupling, at[i % at.size()]);
  });
  Table table({"curve", "self_coupling", "distance", "replicas", "local_entropy", "upper_bound",
               "stretch", "status"});
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double distance = at[i % at.size()];
    table.add({std::string(curves[i / at.size()].name), points[i].self_coupling, distance,
               points[i].replicas, points[i].local_entropy, theory::binary_entropy(distance),
               stretch(points[i]), std::string(to_string(points[i].status))});
  }
  std::string labels;
  for (const auto& curve : curves) labels += fmt::format("{:.3g} ", curve.self_coupling);
  return {table,
          replaced(figure_script("local-entropy"), "@labels@", labels),
          11.0,
          {{"stretch", std::string("negative: s < 0, no such clusters; decreasing: ds/dd < 0 along "
                                   "C = 0; rising: clusters that grow with d")}}};
}

Figure local_entropy_figure() {
  return {"local-entropy",
          "s(d): fixed points in the densest clusters, across the transitions",
          {"4.11", "4.13", "4.14"},
          compute,
          Made::of_theory};
}

}  // namespace steady::apps
