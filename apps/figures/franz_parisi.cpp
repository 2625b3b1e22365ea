// Figure `franz-parisi`: what surrounds a typical fixed point.
#include <cmath>
#include <limits>
#include <string>

#include <apps/frame/errors.hpp>
#include <steady/theory/pairs.hpp>

#include "figure.hpp"
#include "layout.hpp"
#include "measure.hpp"

namespace steady::apps {
namespace {

constexpr const char* commands = R"gnuplot(
couplings = "0.06 0.2 0.5 1 2"
shade = sprintf("%s %s %s %s %s", c1, c2, c3, c4, grey)
is(j) = column("self_coupling") == j ? column("distance") : NaN
set multiplot
set lmargin at screen 0.17; set rmargin at screen 0.96

# (a) All distances.
set tmargin at screen 0.985; set bmargin at screen 0.60
set xrange [0:0.5]; set xtics 0.1; set mxtics 2
set yrange [-0.2:0.99]; set ytics 0.2; set mytics 2
set xlabel "distance ".(tex ? "$d$" : "{/:Italic d}") offset 0,0.5
set ylabel (tex ? "$S_2-\\Sigma$" : "{/:Italic S}_2 − ".Sigma)." (nats)" offset 0.8,0
set label 1 "(a)" right at graph 0.97,0.08
set key at graph 0.5,0.97 center top Left reverse samplen 3 spacing 1.05 maxrows 3
plot 0 with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  for [i=5:1:-1] data using (is(word(couplings,i)+0)):(column("entropy_given_typical")) with lines lc rgb word(shade,i) lw 1.6 dt i title JD." = ".word(couplings,i)
unset label 1; unset key

# (b) Close to the typical fixed point the entropy is negative at every self-coupling.
set tmargin at screen 0.50; set bmargin at screen 0.105
set logscale x; set xrange [1e-6:0.5]; set format x "10^{%T}"; set xtics 10; unset mxtics
set yrange [-0.045:0.04]; set ytics 0.02; set mytics 2
set xlabel "distance ".(tex ? "$d$" : "{/:Italic d}") offset 0,0.4
set label 2 "(b)" left at graph 0.03,0.08
plot 0 with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  for [i=5:1:-1] data using (is(word(couplings,i)+0)):(column("entropy_given_typical")) with lines lc rgb word(shade,i) lw 1.6 dt i notitle
unset label 2
unset multiplot
)gnuplot";

constexpr double self_couplings[] = {0.06, 0.2, 0.5, 1.0, 2.0};

}  // namespace

Plot franz_parisi_figure(const FigureRequest& request) {
  if (request.stop.stop_requested()) throw Interrupted();
  Table table({"self_coupling", "distance", "overlap", "entropy", "entropy_given_typical"});
  std::vector<double> distances;
  for (int i = 0; i <= 200; ++i) distances.push_back(1e-6 * std::pow(0.05 / 1e-6, i / 200.0));
  for (const double distance : grid(0.055, 0.5, 89)) distances.push_back(distance);
  for (const double self_coupling : self_couplings)
    for (const double distance : distances) {
      const double overlap = 1.0 - 2.0 * distance;
      table.add({self_coupling, distance, overlap, theory::pair_entropy(self_coupling, overlap),
                 theory::pair_entropy_given_typical(self_coupling, overlap)});
    }
  return {table, commands, 11.5};
}

}  // namespace steady::apps
