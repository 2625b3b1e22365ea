// Figure `clusters`: with growing self-coupling isolated fixed points merge into one cluster.
#include <string>
#include <vector>

#include <apps/clustering.hpp>
#include <apps/frame/errors.hpp>
#include <apps/frame/ranges.hpp>
#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/network/ensembles.hpp>

#include "figure.hpp"
#include "layout.hpp"

namespace steady::apps {
namespace {

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

static Plot compute(const FigureRequest& request) {
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
          figure_script("clusters"),
          10.0,
          {{"fractions", std::string("means over the networks that have fixed points; clusters: "
                                     "over all, without fixed points zero")}}};
}

Figure clusters_figure() {
  return {"clusters", "Isolated fixed points and the largest cluster against J_D at finite N",
          compute};
}

}  // namespace steady::apps
