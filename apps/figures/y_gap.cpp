// Figure `y-gap`: the self-coupling below which groups of y fixed points have a gap of overlaps.
#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include <steady/numerics/solvers/transitions.hpp>

#include <apps/frame/ranges.hpp>
#include "figure.hpp"
#include "in_parallel.hpp"
#include "layout.hpp"

namespace steady::apps {
namespace {

std::vector<double> replicas() {
  std::vector<double> values;
  for (const double x : grid(std::log(1.05), std::log(100.0), 26)) values.push_back(std::exp(x));
  values.front() = 1.05;  // exactly, not to within rounding
  values.back() = 100.0;
  for (int y = 2; y <= 10; ++y) values.push_back(y);
  std::sort(values.begin(), values.end());
  return values;
}

void add(Table& table, const char* series, const solvers::Transition& found) {
  table.add({std::string(series), found.replicas, found.self_coupling, found.uncertainty,
             found.distance, std::string(to_string(found.status))});
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  const auto at = replicas();
  const auto found = in_parallel(request, at.size() + 1, [&at](std::size_t i) {
    return i == 0 ? solvers::gap_closing() : solvers::y_gap(at[i - 1]);
  });
  Table table({"series", "replicas", "self_coupling", "uncertainty", "distance", "status"});
  for (std::size_t i = 1; i < found.size(); ++i) add(table, "y_gap", found[i]);
  add(table, "gap_closing", found.front());
  auto text = replaced(figure_script("y-gap"), "@closing@",
                       fmt::format("{:.4f}", found.front().self_coupling));
  text = replaced(std::move(text), "@replicas@", fmt::format("{:.2f}", found.front().replicas));
  return {table, text, 6.5};
}

Figure y_gap_figure() {
  return {"y-gap",
          "J_D(y): below it groups of y fixed points have an overlap gap",
          {"4.12", "4.13"},
          compute,
          Made::of_theory};
}

}  // namespace steady::apps
