// Figure `pairs`: S₂(d), the gap in the overlaps, and pairs counted in finite networks.
#include <cmath>
#include <limits>
#include <string>

#include <steady/numerics/sampling/estimators.hpp>
#include <steady/theory/pairs.hpp>

#include <apps/frame/ranges.hpp>
#include "figure.hpp"
#include "layout.hpp"
#include "measure.hpp"

namespace steady::apps {
namespace {

constexpr int size = 24;
constexpr double self_couplings[] = {0.0, 0.0427, 0.1, 0.2};
constexpr double networks_per_sample = 40.0;

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

/// ln(mean pairs)/N at distance k with its jackknife error.
sampling::Estimate pair_estimate(const std::vector<studies::PairCounting::Outcome>& networks,
                                 std::size_t k) {
  std::vector<double> counts;
  for (const auto& network : networks) counts.push_back(network.pairs[k]);
  const auto log_mean = sampling::log_mean(counts);
  return {log_mean.value / size, log_mean.error / size};
}

void add_closed_form(Table& table, double self_coupling) {
  // S₂ falls like −c√d near d = 0: a fine grid there.
  for (const double root : grid(0.0, std::sqrt(0.5), 300)) {
    const double distance = root * root;
    table.add({std::string("closed_form"), infinite, self_coupling, none, distance,
               theory::pair_entropy(self_coupling, 1.0 - 2.0 * distance), none, none});
  }
}

void add_finite_size(Table& table, double self_coupling) {
  for (int k = 0; k <= size; ++k)
    table.add({std::string("finite_size"), std::int64_t{size}, self_coupling, std::int64_t{k},
               static_cast<double>(k) / size, theory::log_mean_pairs(size, self_coupling, k) / size,
               none, none});
}

void add_enumeration(Table& table, double self_coupling,
                     const std::vector<studies::PairCounting::Outcome>& networks) {
  for (int k = 0; k <= size; ++k) {
    const auto found = pair_estimate(networks, static_cast<std::size_t>(k));
    table.add({std::string("enumeration"), std::int64_t{size}, self_coupling, std::int64_t{k},
               static_cast<double>(k) / size, found.value, found.error,
               static_cast<std::uint64_t>(networks.size())});
  }
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  const auto networks = static_cast<std::uint64_t>(100.0 * request.effort * networks_per_sample);
  const auto counted = count_pairs(size, self_couplings, networks, request);
  Table table({"series", "size", "self_coupling", "hamming_distance", "distance", "entropy",
               "entropy_error", "samples"});
  for (const double self_coupling : self_couplings) add_closed_form(table, self_coupling);
  for (const double self_coupling : self_couplings) add_finite_size(table, self_coupling);
  for (std::size_t p = 0; p < std::size(self_couplings); ++p)
    add_enumeration(table, self_couplings[p], counted[p]);
  return {table,
          replaced(figure_script("pairs"), "@size@", std::to_string(size)),
          10.0,
          {{"entropy", std::string("S2 for closed_form; ln(mean number of ordered pairs)/N for "
                                   "finite_size and enumeration, where networks without fixed "
                                   "points count as zero pairs")}}};
}

Figure pairs_figure() {
  return {"pairs",
          "S₂(d): pairs of fixed points at distance d, and their gap of overlaps",
          {"3.1", "3.2"},
          compute};
}

}  // namespace steady::apps
