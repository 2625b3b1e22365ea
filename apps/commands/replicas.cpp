// steady replicas: y fixed points at mutual overlap q.
#include <memory>

#include <fmt/format.h>

#include <steady/theory/replicas.hpp>

#include "replica_table.hpp"
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  std::vector<double> self_coupling, replicas, overlap;
};

Columns<solvers::ReplicaEntropy> columns() {
  using Row = solvers::ReplicaEntropy;
  Columns<Row> c;
  c.add("self_coupling", "J_D, the diagonal coupling of every neuron to itself",
        &Row::self_coupling)
      .add("replicas", "y, the number of replicas; need not be an integer", &Row::replicas)
      .add("overlap", "q, the overlap of any two of them", &Row::overlap)
      .add("distance", "d = (1−q)/2, the fraction of neurons that differ between any two",
           [](const Row& row) { return 0.5 * (1.0 - row.overlap); })
      .add("entropy", "S_y(q) = lim (1/N) ln E[y-tuples], nats per neuron", &Row::entropy)
      .add("conjugate", "q̂ at the extremum", &Row::conjugate)
      .add("local_entropy",
           "s, ln of the number of fixed points in one cluster, per neuron; nan where "
           "q̂ < 0 (integer y only)",
           &Row::local_entropy)
      .add("complexity", "C, ln of the number of such clusters, per neuron", &Row::complexity);
  add_status(c, &Row::status);
  return c;
}

const About about{
    "How many groups of y fixed points have mutual overlap q: replica entropy and clusters",
    "(4.2)  S_y(q) = extr_q̂ { −y(y−1) q q̂/2 − y q̂/2\n"
    "                + ln ∫Dt ∫Dz [ Σ_s e^{√q̂ t s} Φ((J_D + s √q z)/√(1−q)) ]^y }\n"
    "  (4.9)  local entropy s = ∂S_y/∂y;   (4.10)  complexity C = S_y − y s",
    "steady replicas --self-coupling 0.05,0.1 --replicas 2,4.5 --overlap 0.1:0.9:0.1",
    columns().described(),
    "Networks are asymmetric (η = 0). Rows: self_coupling varies slowest, then replicas, overlap."};

void run_replicas(const Options& options, Run& run) {
  const std::size_t overlaps = options.overlap.size();
  const std::size_t replicas = options.replicas.size();
  run.check_rows(static_cast<double>(overlaps) * static_cast<double>(replicas) *
                 static_cast<double>(options.self_coupling.size()));
  const auto found = solve_all(
      options.self_coupling.size() * replicas * overlaps,
      [&](std::size_t i) {
        return solvers::replica_entropy(options.self_coupling[i / overlaps / replicas],
                                        options.replicas[i / overlaps % replicas],
                                        options.overlap[i % overlaps]);
      },
      run);
  run.write(columns(), found);
  report_unconverged(found);
}

}  // namespace

void add_replicas(Program& program) {
  auto options = std::make_shared<Options>();
  program.add("replicas", about)
      .range("--self-coupling", options->self_coupling, replica_self_coupling_bounds,
             "J_D, of either sign")
      .range("--replicas", options->replicas, {1, theory::largest_replicas},
             fmt::format("y, real, from 1 to {}", theory::largest_replicas))
      .range("--overlap", options->overlap, {1e-9, 1 - 1e-9}, "q, strictly between 0 and 1")
      .action([options](Run& run) { run_replicas(*options, run); });
}

}  // namespace steady::apps
