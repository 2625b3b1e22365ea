// Figure `clusters`: with growing self-coupling isolated fixed points merge into one cluster.
#include <string>
#include <vector>

#include <apps/clustering.hpp>
#include <apps/frame/errors.hpp>
#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/network/ensembles.hpp>

#include "figure.hpp"
#include "layout.hpp"
#include "measure.hpp"

namespace steady::apps {
namespace {

constexpr const char* commands = R"gnuplot(
sizes = "8 12 16 20"
shade = sprintf("%s %s %s %s", c4, c3, c2, c1)
full = "13 9 5 7"
is(n) = column("size") == n ? column("self_coupling") : NaN
bar(name) = column(name."_error")
set multiplot
set lmargin at screen 0.17; set rmargin at screen 0.975
set xrange [-0.03:1.03]; set xtics 0.2; set mxtics 2
set yrange [-0.04:1.04]; set ytics 0.2; set mytics 2
unset key

# (a) Fixed points without another within two flips.
set tmargin at screen 0.985; set bmargin at screen 0.55
set format x ""
set ylabel "isolated fraction" offset 0.6,0
set label 1 "(a)" right at graph 0.97,0.16
set key at graph 0.97,0.95 right top Left reverse samplen 2 spacing 1.1
plot for [i=1:4] data using (is(word(sizes,i)+0)):(column("isolated_fraction")-bar("isolated_fraction")):(0):(2*bar("isolated_fraction")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (is(word(sizes,i)+0)):(column("isolated_fraction")) with linespoints lw 0.8 dt i pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) title Ntext." = ".word(sizes,i)
unset label 1

# (b) The share of all fixed points in the largest cluster.
set tmargin at screen 0.53; set bmargin at screen 0.105
unset key
set format x "%g"
set xlabel JD offset 0,0.4
set ylabel "share of largest cluster" offset 0.6,0
set label 2 "(b)" right at graph 0.97,0.08
plot for [i=1:4] data using (is(word(sizes,i)+0)):(column("largest_fraction")-bar("largest_fraction")):(0):(2*bar("largest_fraction")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (is(word(sizes,i)+0)):(column("largest_fraction")) with linespoints lw 0.8 dt i pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) notitle
unset label 2
unset multiplot
)gnuplot";

constexpr int link_distance = 2;
constexpr int sizes[] = {8, 12, 16, 20};
constexpr double networks_per_sample = 2.0;

struct Point {
  int size;
  double self_coupling;
};

std::vector<Point> points() {
  std::vector<Point> list;
  for (const int size : sizes)
    for (const double self_coupling : grid(0.0, 1.0, 20)) list.push_back({size, self_coupling});
  return list;
}

/// rows[point][network]
std::vector<std::vector<sampling::Row>> measure_points(const std::vector<Point>& list,
                                                       std::uint64_t networks,
                                                       const FigureRequest& request) {
  if (request.check_rows)
    request.check_rows(static_cast<double>(networks) * static_cast<double>(list.size()));
  sampling::RunOptions run;
  run.threads = request.threads;
  run.stop = request.stop;
  run.on_progress = request.on_progress;
  constexpr double analysis = 1e-6;  // seconds a fixed point
  for (const auto& at : list) {
    const auto cost = enumeration::forecast(at.size, at.self_coupling, 0.0);
    run.costs.push_back(cost.seconds + analysis * cost.fixed_points);
  }
  auto result = sampling::run_tasks(
      list.size(), networks,
      [&](const sampling::Task& task, std::stop_token stop) -> sampling::Row {
        const auto& at = list[task.point];
        const auto states = enumeration::all_fixed_points(
            network::draw_couplings({}, at.size, request.seed, task.sample), at.self_coupling,
            {.stop = stop});
        return states ? cluster_row(*states, at.size, link_distance) : sampling::Row{};
      },
      run);
  if (result.stopped) throw Interrupted();
  return std::move(result.rows);
}

}  // namespace

Plot clusters_figure(const FigureRequest& request) {
  const auto networks = static_cast<std::uint64_t>(100.0 * request.effort * networks_per_sample);
  const auto list = points();
  const auto measured = measure_points(list, networks, request);
  Table table({"size", "self_coupling", "link_distance", "isolated_fraction",
               "isolated_fraction_error", "largest_fraction", "largest_fraction_error", "clusters",
               "clusters_error", "empty_fraction", "samples"});
  for (std::size_t p = 0; p < list.size(); ++p) {
    const auto found = estimate_clusters(measured[p]);
    table.add({std::int64_t{list[p].size}, list[p].self_coupling, std::int64_t{link_distance},
               found.isolated_fraction.value, found.isolated_fraction.error,
               found.largest_fraction.value, found.largest_fraction.error, found.clusters.value,
               found.clusters.error, found.empty_fraction.estimate, networks});
  }
  return {table,
          commands,
          10.0,
          {{"fractions", std::string("means over the networks that have fixed points; clusters: "
                                     "over all, without fixed points zero")}}};
}

}  // namespace steady::apps
