// steady local-entropy: how many fixed points one cluster holds.
#include <limits>
#include <memory>

#include <fmt/format.h>

#include <steady/theory/entropy.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/replicas.hpp>

#include "replica_table.hpp"
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  std::vector<double> self_coupling, distance, replicas;
};

struct Row {
  double distance;
  solvers::ReplicaEntropy found;
};

Columns<Row> columns() {
  using Found = solvers::ReplicaEntropy;
  const auto found = [](auto member) {
    return [member](const Row& row) { return row.found.*member; };
  };
  Columns<Row> c;
  c.add("self_coupling", "J_D, the diagonal coupling of every neuron to itself",
        found(&Found::self_coupling))
      .add("distance", "d, the fraction of neurons that differ between any two members",
           &Row::distance)
      .add("replicas", "y: solves C = 0, or as given by --replicas", found(&Found::replicas))
      .add("local_entropy",
           "s(d), ln of the number of members per neuron; negative: no such cluster",
           found(&Found::local_entropy))
      .add("complexity", "C, ln of the number of clusters per neuron (0 up to rounding at C = 0)",
           found(&Found::complexity))
      .add("upper_bound", "H(d), the entropy of all states at distance d",
           [](const Row& row) { return theory::binary_entropy(row.distance); })
      .add("entropy", "S_y(q) at q = 1−2d, nats per neuron", found(&Found::entropy))
      .add("conjugate", "q̂ at the extremum", found(&Found::conjugate));
  add_status(c, found(&Found::status));
  return c;
}

const About about{
    "How many fixed points a cluster of diameter d holds: the densest clusters, or given y",
    "(4.9)  s = ∂S_y/∂y,   (4.10)  C = S_y − y s,   (4.11)  C = 0 fixes y for the densest clusters",
    "steady local-entropy --self-coupling 0.05,0.08 --distance 0.005:0.495:0.005",
    columns().described(),
    "Networks are asymmetric (η = 0). At d = 1/2 replicas are independent: s = Σ, C = 0 for every\n"
    "y (replicas is nan). s <= H(d) holds at C = 0; next to y = 1, where S_y is not convex, s and "
    "C\n"
    "are derivatives of S_y without the meaning of a number of clusters. The search for C = 0 ends "
    "at\n"
    "y = " +
        fmt::format("{}", solvers::largest_searched_replicas) + "."};

// q = 0: S_y = y Σ.
solvers::ReplicaEntropy unrelated(double self_coupling) {
  const double entropy = theory::fixed_point_entropy(self_coupling);
  const double none = std::numeric_limits<double>::quiet_NaN();
  return {
      solvers::Status::converged, self_coupling, none, 0.0, none, 0.0, entropy, 0.0, none, none, 0};
}

solvers::ReplicaEntropy solve(double self_coupling, double distance, const double* replicas) {
  if (distance == 0.5) return unrelated(self_coupling);
  return replicas != nullptr
             ? solvers::replica_entropy(self_coupling, *replicas, 1.0 - 2.0 * distance)
             : solvers::densest_clusters(self_coupling, distance);
}

void run_local_entropy(const Options& options, Run& run) {
  const std::size_t distances = options.distance.size();
  const std::size_t curves = std::max<std::size_t>(1, options.replicas.size());
  run.check_rows(static_cast<double>(distances) * static_cast<double>(curves) *
                 static_cast<double>(options.self_coupling.size()));
  const auto found = solve_all(
      options.self_coupling.size() * curves * distances,
      [&](std::size_t i) {
        return solve(
            options.self_coupling[i / distances / curves], options.distance[i % distances],
            options.replicas.empty() ? nullptr : &options.replicas[i / distances % curves]);
      },
      run);
  std::vector<Row> rows;
  for (std::size_t i = 0; i < found.size(); ++i)
    rows.push_back({options.distance[i % distances], found[i]});
  run.write(columns(), rows);
  report_unconverged(found);
}

}  // namespace

void add_local_entropy(Program& program) {
  auto options = std::make_shared<Options>();
  program.add("local-entropy", about)
      .range("--self-coupling", options->self_coupling, replica_self_coupling_bounds,
             "J_D, of either sign")
      .range("--distance", options->distance, {1e-9, 0.5}, "d in (0, 1/2]")
      .optional_range("--replicas", options->replicas, {1, theory::largest_replicas},
                      fmt::format("y, from 1 to {}; without it the densest clusters, C = 0",
                                  theory::largest_replicas))
      .action([options](Run& run) { run_local_entropy(*options, run); });
}

}  // namespace steady::apps
