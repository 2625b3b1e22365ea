// steady cycles: how many 2-cycles the parallel dynamics has.
#include <cmath>
#include <memory>

#include <steady/theory/cycles.hpp>

#include "frame/signals.hpp"
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  std::vector<int> size;
  std::vector<double> self_coupling;
};

const About about{
    "How many cycles of period two the parallel dynamics has, in closed form",
    "(6.1)  E[2-cycles] = 2^(N−1) Σ_{k≥1} C(N,k) Φ₂(a,a;ρ_s)^(N−k) Φ₂(−a,−a;−ρ_d)^k, exact, with\n"
    "         a = J_D √(N/(N−1)), ρ_s = (N−1−2k)/(N−1), ρ_d = (N−2k+1)/(N−1)",
    "steady cycles --size 10,20,40 --self-coupling -0.5:0.5:0.1",
    {{"size", "N, the number of neurons"},
     {"self_coupling", "J_D, the diagonal coupling of every neuron to itself"},
     {"mean_two_cycles", "mean number of unordered cycles of period exactly two, exact"},
     {"log_mean_two_cycles", "its logarithm, where mean_two_cycles is `inf` or 0"}},
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
        refuse_chance(run);
        run.check_rows(static_cast<double>(options->size.size()) *
                       static_cast<double>(options->self_coupling.size()));
        Table table({"size", "self_coupling", "mean_two_cycles", "log_mean_two_cycles"});
        for (const int size : options->size)
          for (const double self_coupling : options->self_coupling) {
            check_stop();
            const double log_mean = theory::log_mean_two_cycles(size, self_coupling);
            table.add({std::int64_t{size}, self_coupling, std::exp(log_mean), log_mean});
          }
        run.write(table);
      });
}

}  // namespace steady::apps
