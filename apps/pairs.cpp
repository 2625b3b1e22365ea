// steady pairs: how many pairs of fixed points there are at a given overlap or distance.
#include <cmath>
#include <memory>

#include <steady/theory/pairs.hpp>

#include "frame/signals.hpp"
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  std::vector<double> self_coupling;
  std::vector<double> overlap;
  std::vector<int> size;
};

const About about{
    "How many pairs of fixed points lie at a given overlap, in closed form",
    "(3.2)  S₂(q) = ln 2 + H(d) + (1−d) ln Φ₂(J_D,J_D;q) + d ln Φ₂(J_D,J_D;−q),  d = (1−q)/2\n"
    "  (3.3)  S₂(q) − Σ, seen from a typical fixed point\n"
    "  (3.1)  E[pairs at k] = 2^N C(N,k) Φ₂(a,a;ρ_s)^(N−k) Φ₂(a,a;−ρ_d)^k at finite N, exact, "
    "with\n"
    "         a = J_D √(N/(N−1)), ρ_s = (N−1−2k)/(N−1), ρ_d = (N−2k+1)/(N−1)",
    "steady pairs --self-coupling 0.1,0.5 --overlap 0:1:0.02\n"
    "  steady pairs --self-coupling 0.1 --size 20",
    {{"self_coupling", "J_D, the diagonal coupling of every neuron to itself"},
     {"overlap", "q = (1/N) Σ s_i s'_i of the two states (with --overlap)"},
     {"distance", "d = (1−q)/2, the fraction of neurons that differ (with --overlap)"},
     {"entropy", "S₂(q) = lim (1/N) ln E[ordered pairs], nats per neuron (with --overlap)"},
     {"entropy_given_typical", "S₂(q) − Σ(J_D), nats per neuron (with --overlap)"},
     {"size", "N, the number of neurons (with --size)"},
     {"hamming_distance", "k = 0…N, the number of neurons that differ (with --size)"},
     {"mean_pairs", "E[ordered pairs at distance k], exact; k = 0: fixed points (with --size)"},
     {"log_mean_pairs", "its logarithm, where mean_pairs is `inf` or 0 (with --size)"}},
    "Networks are asymmetric (η = 0). Rows: self_coupling varies slowest, then size, then k."};

double rows(const Options& options) {
  double per_coupling = static_cast<double>(options.overlap.size());
  for (const int size : options.size) per_coupling += size + 1.0;
  return per_coupling * static_cast<double>(options.self_coupling.size());
}

Table asymptotic_pairs(const Options& options) {
  Table table({"self_coupling", "overlap", "distance", "entropy", "entropy_given_typical"});
  for (const double self_coupling : options.self_coupling)
    for (const double overlap : options.overlap) {
      check_stop();
      table.add({self_coupling, overlap, (1 - overlap) / 2,
                 theory::pair_entropy(self_coupling, overlap),
                 theory::pair_entropy_given_typical(self_coupling, overlap)});
    }
  return table;
}

Table finite_pairs(const Options& options) {
  Table table({"self_coupling", "size", "hamming_distance", "mean_pairs", "log_mean_pairs"});
  for (const double self_coupling : options.self_coupling)
    for (const int size : options.size)
      for (int k = 0; k <= size; ++k) {
        check_stop();
        const double log_mean = theory::log_mean_pairs(size, self_coupling, k);
        table.add(
            {self_coupling, std::int64_t{size}, std::int64_t{k}, std::exp(log_mean), log_mean});
      }
  return table;
}

}  // namespace

void add_pairs(Program& program) {
  auto options = std::make_shared<Options>();
  program.add("pairs", about)
      .range("--self-coupling", options->self_coupling, self_coupling_bounds, "J_D, of either sign")
      .optional_range("--overlap", options->overlap, {-1, 1}, "q in [-1,1]: the limit of large N")
      .optional_integers("--size", options->size, {2, 1e6}, "N: exact, at every Hamming distance")
      .exactly_one_of({"--overlap", "--size"})
      .action([options](Run& run) {
        refuse_chance(run);
        run.check_rows(rows(*options));
        run.write(options->size.empty() ? asymptotic_pairs(*options) : finite_pairs(*options));
      });
}

}  // namespace steady::apps
