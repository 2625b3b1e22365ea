// Figure `franz-parisi`: how many fixed points lie at distance d from a typical fixed point.
#include <cmath>
#include <limits>
#include <string>

#include <steady/numerics/sampling/estimators.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/pairs.hpp>

#include "figure.hpp"
#include "layout.hpp"
#include "measure.hpp"
#include "pair_counting.hpp"

namespace steady::apps {
namespace {

constexpr const char* commands = R"gnuplot(
couplings = "0 0.1 0.2 0.4"
shade = sprintf("%s %s %s %s", c1, c2, c3, c4)
full = "7 5 9 13"
is(series, j) = strcol("series") eq series && column("self_coupling") == j && column("distance") <= 0.5 ? column("distance") : NaN
set multiplot
set lmargin at screen 0.17; set rmargin at screen 0.975
set xrange [-0.012:0.512]; set xtics 0.1; set mxtics 2

# (a) The limit of large N: below 0 a typical fixed point has no neighbours.
set tmargin at screen 0.985; set bmargin at screen 0.55
set yrange [-0.07:0.5]; set ytics 0.1; set mytics 2
set format x ""
set ylabel (tex ? "$S_2-\\Sigma$" : "{/:Italic S}_2 − Σ")." (nats per neuron)" offset 0.6,0
set label 1 "(a)" right at graph 0.97,0.08
set key at graph 0.03,0.97 left top Left reverse samplen 3 spacing 1.1
dash(i) = i == 2 ? 3 : i == 3 ? 2 : i
plot 0 with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  for [i=4:1:-1] data using (is("closed_form", word(couplings,i)+0)):(column("entropy")) with lines lc rgb word(shade,i) lw 1.6 dt dash(i) title JD." = ".word(couplings,i), \
  for [i=1:4] data using (is("gap_edge", word(couplings,i)+0)):(column("entropy")) with points pt 6 ps 0.7 lc rgb word(shade,i) notitle, \
  NaN with points pt 6 ps 0.7 lc rgb "black" title "edge of the gap"
unset label 1

# (b) Exact at finite N, against pairs counted in networks.
set tmargin at screen 0.53; set bmargin at screen 0.105
set yrange [-0.32:0.28]; set ytics 0.1
set format x "%g"
set xlabel "distance ".(tex ? "$d=k/N$" : "{/:Italic d} = {/:Italic k}/{/:Italic N}") offset 0,0.4
set ylabel (tex ? "$\\ln(\\langle\\mathrm{pairs}\\rangle/\\langle\\#\\rangle)/N$" : "ln(⟨pairs⟩/⟨#⟩)/{/:Italic N}") offset 0.6,0
set label 2 "(b)" right at graph 0.97,0.08
set key at graph 0.6,0.05 center bottom Left reverse samplen 2
plot 0 with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  for [i=1:4] data using (is("finite_size", word(couplings,i)+0)):(column("entropy")) with lines lc rgb word(shade,i) lw 0.8 notitle, \
  for [i=1:4] data using (is("enumeration", word(couplings,i)+0)):(column("entropy")-column("entropy_error")):(0):(2*column("entropy_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (is("enumeration", word(couplings,i)+0)):(column("entropy")) with points pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) notitle, \
  NaN with lines lc rgb "black" lw 0.8 title Ntext." = @size@, exact means", \
  NaN with points pt 7 ps 0.5 lc rgb "black" title Ntext." = @size@, enumeration"
unset label 2
unset multiplot
)gnuplot";

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

// S₂ − Σ is negative from d = 0⁺ up to a single zero: bisection between the two signs.
void add_gap_edge(Table& table, double self_coupling) {
  double below = 1e-12, above = 0.5;
  if (!(entropy_at(self_coupling, below) < 0.0 && entropy_at(self_coupling, above) > 0.0)) return;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (below + above);
    (entropy_at(self_coupling, middle) < 0.0 ? below : above) = middle;
  }
  table.add({std::string("gap_edge"), infinite, self_coupling, above,
             entropy_at(self_coupling, above), none, none});
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
                     const std::vector<sampling::Row>& networks) {
  std::vector<double> counts;
  for (const auto& row : networks) counts.push_back(row[0]);
  for (std::size_t k = 0; k <= size; ++k) {
    std::vector<double> pairs;
    for (const auto& row : networks) pairs.push_back(row[k]);
    const auto neighbours = sampling::ratio(pairs, counts);
    table.add({std::string("enumeration"), std::int64_t{size}, self_coupling,
               static_cast<double>(k) / size, std::log(neighbours.value) / size,
               neighbours.error / neighbours.value / size,
               static_cast<std::uint64_t>(networks.size())});
  }
}

}  // namespace

Plot franz_parisi_figure(const FigureRequest& request) {
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
          replaced(commands, "@size@", std::to_string(size)),
          10.0,
          {{"entropy", std::string("S2 - Sigma for closed_form; ln(mean ordered pairs / mean "
                                   "count)/N for finite_size and enumeration; gap_edge: the zero "
                                   "of the closed form")}}};
}

}  // namespace steady::apps
