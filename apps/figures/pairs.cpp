// Figure `pairs`: S₂(d), the gap in the overlaps, and pairs counted in finite networks.
#include <cmath>
#include <limits>
#include <string>

#include <steady/theory/pairs.hpp>

#include "figure.hpp"
#include "layout.hpp"
#include "measure.hpp"
#include "pair_counting.hpp"

namespace steady::apps {
namespace {

constexpr const char* commands = R"gnuplot(
couplings = "0 0.0427 0.1 0.2"
shade = sprintf("%s %s %s %s", c1, c2, c3, c4)
full = "7 5 9 13"
is(series, j) = strcol("series") eq series && column("self_coupling") == j && column("distance") <= 0.5 ? column("distance") : NaN
set multiplot
set lmargin at screen 0.17; set rmargin at screen 0.975
set xrange [-0.012:0.512]; set xtics 0.1; set mxtics 2

# (a) The limit of large N: below 0 there are no pairs.
set tmargin at screen 0.985; set bmargin at screen 0.55
set yrange [-0.065:0.42]; set ytics 0.1; set mytics 2
set format x ""
set ylabel (tex ? "$S_2$" : "{/:Italic S}_2")." (nats per neuron)" offset 0.6,0
set label 1 "(a)" right at graph 0.97,0.08
set key at graph 0.5,0.97 center top Left reverse samplen 3 spacing 1.1 maxrows 2 width 1
dash(i) = i == 2 ? 3 : i == 3 ? 2 : i  # the curve that touches zero needs short dashes
plot 0 with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  for [i=4:1:-1] data using (is("closed_form", word(couplings,i)+0)):(column("entropy")) with lines lc rgb word(shade,i) lw 1.6 dt dash(i) title JD." = ".word(couplings,i)
unset label 1

# (b) Exact at finite N, against pairs counted in networks.
set tmargin at screen 0.53; set bmargin at screen 0.105
set yrange [-0.25:0.23]; set ytics 0.1
set format x "%g"
set xlabel "distance ".(tex ? "$d=k/N$" : "{/:Italic d} = {/:Italic k}/{/:Italic N}") offset 0,0.4
set ylabel (tex ? "$\\ln\\langle\\mathrm{pairs}\\rangle/N$" : "ln⟨pairs⟩/{/:Italic N}") offset 0.6,0
set label 2 "(b)" right at graph 0.97,0.08
set key at graph 0.6,0.05 center bottom Left reverse samplen 2
plot 0 with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  for [i=1:4] data using (is("finite_size", word(couplings,i)+0)):(column("entropy")) with lines lc rgb word(shade,i) lw 0.8 notitle, \
  for [i=1:4] data using (is("enumeration", word(couplings,i)+0)):(column("entropy")-column("entropy_error")):(0):(2*column("entropy_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (is("enumeration", word(couplings,i)+0)):(column("entropy")) with points pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) notitle, \
  NaN with lines lc rgb "black" lw 0.8 title Ntext." = @size@, exact mean", \
  NaN with points pt 7 ps 0.5 lc rgb "black" title Ntext." = @size@, enumeration"
unset label 2
unset multiplot
)gnuplot";

constexpr int size = 24;
constexpr double self_couplings[] = {0.0, 0.0427, 0.1, 0.2};
constexpr double networks_per_sample = 40.0;

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

/// ln(mean pairs)/N at distance k with its jackknife error.
sampling::Estimate pair_estimate(const std::vector<sampling::Row>& networks, std::size_t k) {
  std::vector<double> counts;
  for (const auto& row : networks) counts.push_back(row[k]);
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
                     const std::vector<sampling::Row>& networks) {
  for (int k = 0; k <= size; ++k) {
    const auto found = pair_estimate(networks, static_cast<std::size_t>(k));
    table.add({std::string("enumeration"), std::int64_t{size}, self_coupling, std::int64_t{k},
               static_cast<double>(k) / size, found.value, found.error,
               static_cast<std::uint64_t>(networks.size())});
  }
}

}  // namespace

Plot pairs_figure(const FigureRequest& request) {
  const auto networks = static_cast<std::uint64_t>(100.0 * request.effort * networks_per_sample);
  const auto counted = count_pairs(size, self_couplings, networks, request);
  Table table({"series", "size", "self_coupling", "hamming_distance", "distance", "entropy",
               "entropy_error", "samples"});
  for (const double self_coupling : self_couplings) add_closed_form(table, self_coupling);
  for (const double self_coupling : self_couplings) add_finite_size(table, self_coupling);
  for (std::size_t p = 0; p < std::size(self_couplings); ++p)
    add_enumeration(table, self_couplings[p], counted[p]);
  return {table,
          replaced(commands, "@size@", std::to_string(size)),
          10.0,
          {{"entropy", std::string("S2 for closed_form; ln(mean number of ordered pairs)/N for "
                                   "finite_size and enumeration, where networks without fixed "
                                   "points count as zero pairs")}}};
}

}  // namespace steady::apps
