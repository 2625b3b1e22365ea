// Figure `entropy`: Σ(J_D) at η = 0, and exact enumeration of finite networks on top of it.
#include <string>

#include <apps/frame/ranges.hpp>

#include "counts_table.hpp"
#include "figure.hpp"

namespace steady::apps {
namespace {

constexpr double accuracy = 0.002;       // standard error of the annealed entropy
constexpr double affordable_cost = 0.3;  // seconds a network on one core

/// Every size has its own values of J_D, so that no symbol hides another. Small J_D need small N:
/// almost every network has no fixed point there. Large J_D have too many at large N.
std::vector<studies::Counting> points() {
  std::vector<studies::Counting> list;
  const auto add = [&list](int size, const char* self_couplings) {
    for (const double self_coupling : parse_range("J_D", self_couplings))
      list.push_back(counting(size, self_coupling));
  };
  add(12, "-0.5:1.5:0.2");
  add(20, "-0.2:1.4:0.2");
  add(28, "-0.05:0.75:0.2");
  add(36, "0.05,0.25");
  return list;
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  std::vector<Measurement> wanted;
  for (const auto& at : points()) wanted.push_back({at, networks_for(at, accuracy, request)});
  std::string left_out;
  const auto measured = affordable(std::move(wanted), affordable_cost, left_out);
  const auto found = measure(measured, request);

  CountsTable table;
  for (const double self_coupling : parse_range("J_D", "-0.55:1.55:0.01"))
    table.add_closed_form(self_coupling, 0.0);
  for (const int size : {12, 20, 28, 36})
    for (const double self_coupling : parse_range("J_D", "-0.55:1.55:0.02"))
      table.add_finite_size(counting(size, self_coupling));
  for (std::size_t p = 0; p < measured.size(); ++p) table.add_enumeration(measured[p], found[p]);
  return {table.table(), figure_script("entropy"), 10.0, CountsTable::notes(left_out)};
}

Figure entropy_figure() {
  return {"entropy",
          "Σ(J_D): closed form and exact enumeration of finite networks",
          {"2.1", "2.2", "2.5"},
          compute};
}

}  // namespace steady::apps
