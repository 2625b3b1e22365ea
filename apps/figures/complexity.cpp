// Figure `complexity`: how many clusters there are of how many fixed points each.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <apps/frame/errors.hpp>
#include <steady/numerics/solvers/replica_entropy.hpp>

#include "figure.hpp"
#include "layout.hpp"

namespace steady::apps {
namespace {

constexpr const char* commands = R"gnuplot(
distances = "@distances@"
shade = sprintf("%s %s %s %s", c1, c2, c3, c4)
symbols = "7 5 9 13"
at(i, mark) = column("curve") == i && column("mark") == mark && column("complexity") > -0.006 ? column("local_entropy") : NaN
set lmargin at screen 0.17; set rmargin at screen 0.975
set tmargin at screen 0.98; set bmargin at screen 0.16
set xrange [-0.02:0.045]; set xtics 0.02; set mxtics 2
set yrange [-0.006:0.075]; set ytics 0.02; set mytics 2
set xlabel "local entropy ".(tex ? "$s$" : "{/:Italic s}") offset 0,0.4
set ylabel "complexity ".(tex ? "$C$" : "{/:Italic C}") offset 1,0
set key at graph 0.98,0.97 right top Left reverse samplen 3 spacing 1.1
set label 1 JD." = @coupling@" left at graph 0.03,0.14
set arrow 1 from 0,graph 0 to 0,graph 1 nohead lc rgb grey lw 0.6 dt (6,4)
plot 0 with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  for [i=1:4] data using (at(i, 0)):(column("complexity")) with lines lc rgb word(shade,i) lw 1.4 dt i notitle, \
  for [i=1:4] data using (at(i, 1)):(column("complexity")) with points pt (word(symbols,i)+0) ps 0.5 lc rgb word(shade,i) notitle, \
  for [i=1:4] NaN with linespoints pt (word(symbols,i)+0) ps 0.5 dt i lc rgb word(shade,i) lw 1.4 title (tex ? "$d$" : "{/:Italic d}")." = ".word(distances,i)
)gnuplot";

constexpr double self_coupling = 0.066;
constexpr double distances[] = {0.005, 0.02, 0.1, 0.3};
// Marked on the curves: y = 1 is the upper end, where clusters are typical.
constexpr double marked[] = {1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0};

}  // namespace

Plot complexity_figure(const FigureRequest& request) {
  Table table({"curve", "self_coupling", "distance", "replicas", "local_entropy", "complexity",
               "entropy", "mark"});
  std::string names;
  std::int64_t curve = 0;
  for (const double distance : distances) {
    names += fmt::format("{}{}", curve++ > 0 ? " " : "", distance);
    const auto solve = [&](double replicas) {
      if (request.stop.stop_requested()) throw Interrupted();
      return solvers::replica_entropy(self_coupling, replicas, 1.0 - 2.0 * distance);
    };
    // At large distances S_y is not convex next to y = 1; clusters are described from where C is
    // largest on.
    std::vector<solvers::ReplicaEntropy> found;
    for (int i = 0; i <= 120; ++i) found.push_back(solve(std::pow(20.0, i / 120.0)));
    const auto first =
        std::max_element(found.begin(), found.end(),
                         [](const auto& a, const auto& b) { return a.complexity < b.complexity; });
    const auto add = [&](const solvers::ReplicaEntropy& point, bool mark) {
      if (point.status == solvers::Status::converged && point.replicas >= first->replicas)
        table.add({curve, self_coupling, distance, point.replicas, point.local_entropy,
                   point.complexity, point.entropy, static_cast<std::int64_t>(mark)});
    };
    for (const auto& point : found) add(point, false);
    for (const double replicas : marked) add(solve(replicas), true);
  }
  auto text = replaced(commands, "@distances@", names);
  return {table, replaced(text, "@coupling@", fmt::format("{}", self_coupling)), 6.5};
}

}  // namespace steady::apps
