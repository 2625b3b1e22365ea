// steady entropy: how many fixed points there are, in closed form.
#include <cmath>
#include <memory>
#include <steady/theory/entropy.hpp>

#include <apps/frame/signals.hpp>
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  std::vector<double> self_coupling;
  std::vector<double> symmetry{0.0};
  std::vector<int> size;
};

struct Row {
  double self_coupling, symmetry, entropy;
  int size = 0;
  double log_mean = 0.0;
};

Columns<Row> columns() {
  Columns<Row> c;
  c.add("self_coupling", "J_D, the diagonal coupling of every neuron to itself",
        &Row::self_coupling)
      .add("symmetry", "η = corr(J_ij, J_ji): 0 asymmetric, 1 symmetric (the SK model)",
           &Row::symmetry)
      .only_with("--size")
      .add("size", "N, the number of neurons", &Row::size)
      .only_with("")
      .add("entropy", "Σ = lim (1/N) ln E[#], nats per neuron; # is the number of fixed points",
           &Row::entropy)
      .only_with("--size")
      .add("mean_count", "E[#] at this N, exact; `inf` beyond 1.8e308",
           [](const Row& row) { return std::exp(row.log_mean); })
      .add("log_mean_count_per_neuron", "(1/N) ln E[#] at this N, exact, always finite",
           [](const Row& row) { return row.log_mean / row.size; });
  return c;
}

const About about{
    "How many fixed points a network has: the annealed entropy, in closed form",
    "(2.1), (2.3)  Σ(J_D, η) = ln 2 + max_u [ −u²/2 + ln Φ(J_D + √η u) ]; at η = 0, ln[2 Φ(J_D)]\n"
    "  (2.2), (2.4)  E[#] at finite N, exact: 2^N ∫Dz Φ((J_D + z √(η/N)) / √((N−1−η)/N))^N",
    "steady entropy --self-coupling 0:1:0.05 --symmetry 0,0.5,1 --size 40", columns().described(),
    "Rows: self_coupling varies slowest, then symmetry, then size. Annealed means ln of the mean;\n"
    "the typical entropy, the mean of ln #, is measured by `steady enumerate`."};

void run_entropy(const Options& options, Run& run) {
  refuse_chance(run);
  const bool finite = !options.size.empty();
  run.check_rows(static_cast<double>(options.self_coupling.size()) *
                 static_cast<double>(options.symmetry.size()) *
                 static_cast<double>(finite ? options.size.size() : 1));
  std::vector<Row> rows;
  for (const double self_coupling : options.self_coupling)
    for (const double symmetry : options.symmetry) {
      check_stop();
      const double entropy = theory::fixed_point_entropy(self_coupling, symmetry);
      if (!finite) rows.push_back({self_coupling, symmetry, entropy});
      for (const int size : options.size)
        rows.push_back({self_coupling, symmetry, entropy, size,
                        theory::log_mean_fixed_points(size, self_coupling, symmetry)});
    }
  run.write(columns(), rows);
}

}  // namespace

void add_entropy(Program& program) {
  auto options = std::make_shared<Options>();
  program.add("entropy", about)
      .range("--self-coupling", options->self_coupling, self_coupling_bounds, "J_D, of either sign")
      .range("--symmetry", options->symmetry, {0, 1}, "η in [0,1]", "0")
      .optional_integers("--size", options->size, {2, 1e9},
                         "N: also the exact mean count at this size")
      .action([options](Run& run) { run_entropy(*options, run); });
}

}  // namespace steady::apps
