// Figure `complexity`: number of clusters against their size, below and above the gap closing.
#include <cmath>
#include <iterator>
#include <string>
#include <vector>

#include <steady/numerics/solvers/replica_entropy.hpp>

#include "figure.hpp"
#include "in_parallel.hpp"

namespace steady::apps {
namespace {

constexpr double self_couplings[] = {0.03, 0.09};
constexpr double distances[] = {0.01, 0.03, 0.1};

// y = 2^(i/8): the marked integers are among them.
std::vector<double> replicas() {
  std::vector<double> values;
  for (int i = 0; i <= 48; ++i) values.push_back(std::exp2(i / 8.0));
  return values;
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  const auto at = replicas();
  const std::size_t curves = std::size(self_couplings) * std::size(distances);
  const auto points = in_parallel(request, curves * at.size(), [&at](std::size_t i) {
    const std::size_t curve = i / at.size();
    return solvers::replica_entropy(self_couplings[curve / std::size(distances)], at[i % at.size()],
                                    1.0 - 2.0 * distances[curve % std::size(distances)]);
  });
  Table table({"self_coupling", "distance", "replicas", "local_entropy", "complexity", "entropy",
               "status"});
  for (std::size_t i = 0; i < points.size(); ++i)
    table.add({points[i].self_coupling, distances[i / at.size() % std::size(distances)],
               points[i].replicas, points[i].local_entropy, points[i].complexity, points[i].entropy,
               std::string(to_string(points[i].status))});
  return {table, figure_script("complexity"), 10.0};
}

Figure complexity_figure() {
  return {"complexity",
          "C(s): number of clusters against their size, for several d and y",
          {"4.9", "4.10"},
          compute,
          Made::of_theory};
}

}  // namespace steady::apps
