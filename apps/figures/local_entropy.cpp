// Figure `local-entropy`: s(d) of the densest clusters across the transitions.
#include <cmath>
#include <limits>
#include <string>

#include <fmt/format.h>

#include <apps/frame/errors.hpp>
#include <steady/numerics/solvers/transitions.hpp>
#include <steady/theory/gaussian.hpp>

#include "figure.hpp"
#include "layout.hpp"
#include "measure.hpp"

namespace steady::apps {
namespace {

constexpr const char* commands = R"gnuplot(
couplings = "@couplings@"
shade = sprintf("%s %s %s %s %s", c1, c2, c3, c4, grey)
is(i) = strcol("series") eq "densest" && column("curve") == i ? column("distance") : NaN
bound(x) = strcol("series") eq "bound" ? column("distance") : NaN
stretch(i, name) = strcol("stretch") eq name ? is(i) : NaN
name(i) = JD." = ".word(couplings, i).(i == 2 ? " (gap closing)" : i == 4 ? " (monotone)" : "")
set multiplot
set lmargin at screen 0.175; set rmargin at screen 0.96

# (a) All distances.
set tmargin at screen 0.985; set bmargin at screen 0.60
set xrange [0:0.5]; set xtics 0.1; set mxtics 2
set yrange [-0.04:0.215]; set ytics 0.05; set mytics 2
set xlabel "distance ".(tex ? "$d$" : "{/:Italic d}") offset 0,0.5
set ylabel "local entropy ".(tex ? "$s$" : "{/:Italic s}") offset 0.8,0
set label 1 "(a)" right at graph 0.97,0.08
set label 2 (tex ? "$H(d)$" : "{/:Italic H}({/:Italic d})") left at 0.052,0.195
set key at graph 0.27,0.98 left top Left reverse samplen 3 spacing 1.05
plot 0 with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  data using (bound(0)):(column("upper_bound")) with lines lc rgb "black" lw 1.2 dt (6,4) notitle, \
  for [i=5:1:-1] data using (is(i)):(column("local_entropy")) with lines lc rgb word(shade,i) lw 1.6 dt i title name(i)
unset label 1; unset label 2

# (b) Small distances, where the transitions happen.
set tmargin at screen 0.50; set bmargin at screen 0.105
set logscale x; set xrange [0.0005:0.12]; set xtics ("0.001" 0.001, "0.01" 0.01, "0.1" 0.1); set mxtics 10
set yrange [-0.0105:0.0205]; set ytics 0.01; set mytics 2
set label 1 "(b)" right at graph 0.97,0.08
set xlabel "distance ".(tex ? "$d$" : "{/:Italic d}") offset 0,0.4
set key at graph 0.03,0.05 left bottom Left reverse samplen 1.5 spacing 1.05
plot 0 with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  data using (bound(0)):(column("upper_bound")) with lines lc rgb "black" lw 1.2 dt (6,4) notitle, \
  for [i=5:1:-1] data using (is(i)):(column("local_entropy")) with lines lc rgb word(shade,i) lw 1.6 dt i notitle, \
  for [i=1:5] data using (column("mark") == 1 ? stretch(i, "negative") : NaN):(column("local_entropy")) with points pt 6 ps 0.5 lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:5] data using (column("mark") == 1 ? stretch(i, "falling") : NaN):(column("local_entropy")) with points pt 11 ps 0.45 lc rgb word(shade,i) notitle, \
  NaN with points pt 6 ps 0.5 lw 0.8 lc rgb "black" title "negative", \
  NaN with points pt 11 ps 0.45 lc rgb "black" title "falling"
unset multiplot
)gnuplot";

constexpr int points = 160;
constexpr int marked = 6;  // every sixth point of a marked stretch

std::vector<double> distances() {
  std::vector<double> list;
  for (int i = 0; i <= points; ++i)
    list.push_back(5e-4 * std::pow(0.495 / 5e-4, static_cast<double>(i) / points));
  return list;
}

// A cluster of negative entropy does not exist; where s falls, clusters of that diameter are not
// the inside of larger ones.
std::string stretch(const solvers::ReplicaEntropy& found) {
  if (found.local_entropy < 0.0) return "negative";
  return found.d_overlap > 0.0 ? "falling" : "rising";
}

}  // namespace

Plot local_entropy_figure(const FigureRequest& request) {
  const auto closing = solvers::gap_closing();
  const auto monotone = solvers::monotone();
  const double critical[] = {closing.self_coupling, monotone.self_coupling};
  const double self_couplings[] = {0.04, critical[0], 0.5 * (critical[0] + critical[1]),
                                   critical[1], 0.1};
  Table table({"series", "curve", "self_coupling", "distance", "replicas", "local_entropy",
               "upper_bound", "stretch", "mark"});
  const double none = std::numeric_limits<double>::quiet_NaN();
  std::string couplings;
  for (std::size_t i = 0; i < std::size(self_couplings); ++i) {
    couplings += fmt::format("{}{:.3f}", i > 0 ? " " : "", self_couplings[i]);
    int position = 0;
    for (const double distance : distances()) {
      if (request.stop.stop_requested()) throw Interrupted();
      const auto found = solvers::densest_clusters(self_couplings[i], distance);
      if (found.status != solvers::Status::converged) continue;
      table.add({std::string("densest"), static_cast<std::int64_t>(i + 1), self_couplings[i],
                 distance, found.replicas, found.local_entropy, theory::binary_entropy(distance),
                 stretch(found), static_cast<std::int64_t>(position++ % marked == 0)});
    }
  }
  for (const double distance : distances())
    table.add({std::string("bound"), std::int64_t{0}, none, distance, none, none,
               theory::binary_entropy(distance), std::string("none"), std::int64_t{0}});
  return {table,
          replaced(commands, "@couplings@", couplings),
          11.5,
          {{"gap_closing", closing.self_coupling},
           {"monotone", monotone.self_coupling},
           {"uncertainty", closing.uncertainty}}};
}

}  // namespace steady::apps
