// Figure `franz-parisi`: how many fixed points lie at distance d from a typical fixed point.
#include <cmath>
#include <limits>
#include <string>

#include <apps/frame/ranges.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/solvers/isolation.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/pairs.hpp>

#include "figure.hpp"
#include "layout.hpp"
#include "measure.hpp"

namespace steady::apps {
namespace {

constexpr int size = 24;
constexpr double self_couplings[] = {0.0, 0.1, 0.2, 0.4};
constexpr double networks_per_sample = 10.0;
constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

double entropy_at(double self_coupling, double distance) {
  return theory::pair_entropy_given_typical(self_coupling, 1.0 - 2.0 * distance);
}

void add_closed_form(Table& table, double self_coupling) {
  // S₂ falls like −c√d near d = 0: a fine grid there.
  for (const double root : grid(0.0, std::sqrt(0.5), 300))
    table.add({std::string("closed_form"), infinite, self_coupling, root * root,
               entropy_at(self_coupling, root * root), none, none});
}

void add_gap_edge(Table& table, double self_coupling) {
  const double edge = solvers::isolation_distance(self_coupling);
  if (std::isnan(edge)) return;
  table.add({std::string("gap_edge"), infinite, self_coupling, edge,
             entropy_at(self_coupling, edge), none, none});
}

void add_finite_size(Table& table, double self_coupling) {
  const double count = theory::log_mean_fixed_points(size, self_coupling, 0.0);
  for (int k = 0; k <= size; ++k)
    table.add({std::string("finite_size"), std::int64_t{size}, self_coupling,
               static_cast<double>(k) / size,
               (theory::log_mean_pairs(size, self_coupling, k) - count) / size, none, none});
}

// ln(mean pairs / mean count)/N; the error of the logarithm is the relative error of the ratio.
void add_enumeration(Table& table, double self_coupling,
                     const std::vector<studies::PairCounting::Outcome>& networks) {
  std::vector<double> counts;
  for (const auto& network : networks) counts.push_back(network.pairs[0]);
  for (std::size_t k = 0; k <= size; ++k) {
    std::vector<double> pairs;
    for (const auto& network : networks) pairs.push_back(network.pairs[k]);
    const auto neighbours = sampling::ratio(pairs, counts);
    table.add({std::string("enumeration"), std::int64_t{size}, self_coupling,
               static_cast<double>(k) / size, std::log(neighbours.value) / size,
               neighbours.error / neighbours.value / size,
               static_cast<std::uint64_t>(networks.size())});
  }
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  const auto networks = static_cast<std::uint64_t>(100.0 * request.effort * networks_per_sample);
  const auto counted = count_pairs(size, self_couplings, networks, request);
  Table table(
      {"series", "size", "self_coupling", "distance", "entropy", "entropy_error", "samples"});
  for (const double self_coupling : self_couplings) {
    add_closed_form(table, self_coupling);
    add_gap_edge(table, self_coupling);
    add_finite_size(table, self_coupling);
  }
  for (std::size_t p = 0; p < std::size(self_couplings); ++p)
    add_enumeration(table, self_couplings[p], counted[p]);
  return {table,
          replaced(figure_script("franz-parisi"), "@size@", std::to_string(size)),
          10.0,
          {{"entropy", std::string("S2 - Sigma for closed_form; ln(mean ordered pairs / mean "
                                   "count)/N for finite_size and enumeration; gap_edge: the zero "
                                   "of the closed form")}}};
}

Figure franz_parisi_figure() {
  return {"franz-parisi",
          "S₂(d) − Σ: fixed points at distance d from a typical one",
          {"3.1", "3.3"},
          compute};
}

}  // namespace steady::apps
