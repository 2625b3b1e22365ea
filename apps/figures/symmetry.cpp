// Figure `symmetry`: Σ over η from asymmetric to symmetric networks.
#include <string>

#include <apps/frame/ranges.hpp>
#include "counts_table.hpp"
#include "figure.hpp"
#include "layout.hpp"

namespace steady::apps {
namespace {

constexpr int size = 20;
constexpr double self_couplings[] = {0.0, 0.2, 0.5, 1.0};
constexpr double networks_per_sample = 4.0;
constexpr double affordable_cost = 0.1;  // seconds a network on one core

}  // namespace

static Plot compute(const FigureRequest& request) {
  const auto networks = static_cast<std::uint64_t>(100.0 * request.effort * networks_per_sample);
  std::vector<Measurement> wanted;
  for (const double self_coupling : self_couplings)
    for (const double symmetry : grid(0.0, 1.0, 8))
      wanted.push_back({counting(size, self_coupling, symmetry), networks});
  std::string left_out;
  const auto measured = affordable(std::move(wanted), affordable_cost, left_out);
  const auto found = measure(measured, request);

  CountsTable table;
  for (const double self_coupling : self_couplings) {
    for (const double symmetry : grid(0.0, 1.0, 100)) {
      table.add_closed_form(self_coupling, symmetry);
    }
    for (const double symmetry : grid(0.0, 1.0, 100))
      table.add_finite_size(counting(size, self_coupling, symmetry));
  }
  for (std::size_t p = 0; p < measured.size(); ++p) table.add_enumeration(measured[p], found[p]);
  return {table.table(), replaced(figure_script("symmetry"), "@size@", std::to_string(size)), 6.8,
          CountsTable::notes(left_out)};
}

Figure symmetry_figure() {
  return {"symmetry", "Σ(η): from asymmetric to symmetric networks", {"2.3", "2.4"}, compute};
}

}  // namespace steady::apps
