// steady cycles: how many 2-cycles the parallel dynamics has.
#include <cmath>
#include <memory>

#include <steady/theory/cycles.hpp>

#include <apps/frame/signals.hpp>
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  std::vector<int> size;
  std::vector<double> self_coupling;
};

struct Row {
  int size;
  double self_coupling, log_mean;
};

Columns<Row> columns() {
  Columns<Row> c;
  c.add("size", "N, the number of neurons", &Row::size)
      .add("self_coupling", "J_D, the diagonal coupling of every neuron to itself",
           &Row::self_coupling)
      .add("mean_two_cycles", "mean number of unordered cycles of period exactly two, exact",
           [](const Row& row) { return std::exp(row.log_mean); })
      .add("log_mean_two_cycles", "its logarithm, where mean_two_cycles is `inf` or 0",
           &Row::log_mean);
  return c;
}

const About about{
    "How many cycles of period two the parallel dynamics has, in closed form",
    "(6.1)  E[2-cycles] = 2^(N−1) Σ_{k≥1} C(N,k) Φ₂(a,a;ρ_s)^(N−k) Φ₂(−a,−a;−ρ_d)^k, exact, with\n"
    "         a = J_D √(N/(N−1)), ρ_s = (N−1−2k)/(N−1), ρ_d = (N−2k+1)/(N−1)",
    "steady cycles --size 10,20,40 --self-coupling -0.5:0.5:0.1", columns().described(),
    "Parallel dynamics: s(t+1) = sign of all total fields at once. Networks are asymmetric (η = "
    "0).\n"
    "Rows: size varies slowest, then self_coupling."};

}  // namespace

void add_cycles(Program& program) {
  auto options = std::make_shared<Options>();
  program.add("cycles", about)
      .integers("--size", options->size, {2, 1e6}, "N, the number of neurons")
      .range("--self-coupling", options->self_coupling, self_coupling_bounds, "J_D, of either sign")
      .action([options](Run& run) {
        run.check_rows(static_cast<double>(options->size.size()) *
                       static_cast<double>(options->self_coupling.size()));
        std::vector<Row> rows;
        for (const int size : options->size)
          for (const double self_coupling : options->self_coupling) {
            check_stop();
            rows.push_back({size, self_coupling, theory::log_mean_two_cycles(size, self_coupling)});
          }
        run.write(columns(), rows);
      });
}

}  // namespace steady::apps
