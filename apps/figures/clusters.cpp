// Figure `clusters`: with growing self-coupling isolated fixed points merge into one cluster.
#include <string>
#include <vector>

#include <apps/frame/ranges.hpp>
#include <steady/numerics/studies/clusters.hpp>

#include "figure.hpp"
#include "layout.hpp"
#include "networks.hpp"

namespace steady::apps {
namespace {

constexpr int link_distance = 2;
constexpr int sizes[] = {8, 12, 16, 20};
constexpr double networks_per_sample = 2.0;

std::vector<studies::Clusters> points() {
  std::vector<studies::Clusters> list;
  for (const int size : sizes)
    for (const double self_coupling : grid(0.0, 1.0, 20))
      list.push_back({{.size = size}, self_coupling, link_distance});
  return list;
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  const auto networks = static_cast<std::uint64_t>(100.0 * request.effort * networks_per_sample);
  const auto list = points();
  if (request.check_rows)
    request.check_rows(static_cast<double>(networks) * static_cast<double>(list.size()));
  const auto measured = run_study<studies::Clusters>(request, list, networks);
  Table table({"size", "self_coupling", "link_distance", "isolated_fraction",
               "isolated_fraction_error", "largest_fraction", "largest_fraction_error", "clusters",
               "clusters_error", "empty_fraction", "samples"});
  for (std::size_t p = 0; p < list.size(); ++p) {
    const auto found = list[p].estimate(measured[p]);
    table.add({std::int64_t{list[p].networks.size}, list[p].self_coupling,
               std::int64_t{link_distance}, found.isolated_fraction.value,
               found.isolated_fraction.error, found.largest_fraction.value,
               found.largest_fraction.error, found.clusters.value, found.clusters.error,
               found.empty_fraction.estimate, networks});
  }
  return {table,
          figure_script("clusters"),
          10.0,
          {{"fractions", std::string("means over the networks that have fixed points; clusters: "
                                     "over all, without fixed points zero")}}};
}

Figure clusters_figure() {
  return {"clusters",
          "Isolated fixed points and the largest cluster against J_D at finite N",
          {"1.2", "1.4"},
          compute};
}

}  // namespace steady::apps
