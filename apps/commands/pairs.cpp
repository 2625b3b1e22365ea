// steady pairs: how many pairs of fixed points there are at a given overlap or distance.
#include <cmath>
#include <memory>

#include <steady/theory/pairs.hpp>

#include <apps/frame/signals.hpp>
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  std::vector<double> self_coupling;
  std::vector<double> overlap;
  std::vector<int> size;
};

/// A row with --overlap.
struct AtOverlap {
  double self_coupling, overlap, entropy, entropy_given_typical;
};

/// A row with --size.
struct AtDistance {
  double self_coupling;
  int size, hamming_distance;
  double log_mean;
};

template <class Row>
Columns<Row> common_columns() {
  Columns<Row> c;
  c.add("self_coupling", "J_D, the diagonal coupling of every neuron to itself",
        &Row::self_coupling);
  return c;
}

Columns<AtOverlap> asymptotic_columns() {
  auto c = common_columns<AtOverlap>();
  c.only_with("--overlap")
      .add("overlap", "q = (1/N) Σ s_i s'_i of the two states", &AtOverlap::overlap)
      .add("distance", "d = (1−q)/2, the fraction of neurons that differ",
           [](const AtOverlap& row) { return (1 - row.overlap) / 2; })
      .add("entropy", "S₂(q) = lim (1/N) ln E[ordered pairs], nats per neuron", &AtOverlap::entropy)
      .add("entropy_given_typical", "S₂(q) − Σ(J_D), nats per neuron",
           &AtOverlap::entropy_given_typical);
  return c;
}

Columns<AtDistance> finite_columns() {
  auto c = common_columns<AtDistance>();
  c.only_with("--size")
      .add("size", "N, the number of neurons", &AtDistance::size)
      .add("hamming_distance", "k = 0…N, the number of neurons that differ",
           &AtDistance::hamming_distance)
      .add("mean_pairs", "E[ordered pairs at distance k], exact; k = 0: fixed points",
           [](const AtDistance& row) { return std::exp(row.log_mean); })
      .add("log_mean_pairs", "its logarithm, where mean_pairs is `inf` or 0",
           &AtDistance::log_mean);
  return c;
}

const About about{
    "How many pairs of fixed points lie at a given overlap, in closed form",
    "(3.2)  S₂(q) = ln 2 + H(d) + (1−d) ln Φ₂(J_D,J_D;q) + d ln Φ₂(J_D,J_D;−q),  d = (1−q)/2\n"
    "  (3.3)  S₂(q) − Σ, seen from a typical fixed point\n"
    "  (3.1)  E[pairs at k] = 2^N C(N,k) Φ₂(a,a;ρ_s)^(N−k) Φ₂(a,a;−ρ_d)^k at finite N, exact, "
    "with\n"
    "         a = J_D √(N/(N−1)), ρ_s = (N−1−2k)/(N−1), ρ_d = (N−2k+1)/(N−1)",
    "steady pairs --self-coupling 0.1,0.5 --overlap 0:1:0.02\n"
    "  steady pairs --self-coupling 0.1 --size 20",
    described_together(asymptotic_columns(), finite_columns()),
    "Networks are asymmetric (η = 0). Rows: self_coupling varies slowest, then size, then k."};

double number_of_rows(const Options& options) {
  double per_coupling = static_cast<double>(options.overlap.size());
  for (const int size : options.size) per_coupling += size + 1.0;
  return per_coupling * static_cast<double>(options.self_coupling.size());
}

std::vector<AtOverlap> asymptotic_pairs(const Options& options) {
  std::vector<AtOverlap> rows;
  for (const double self_coupling : options.self_coupling)
    for (const double overlap : options.overlap) {
      check_stop();
      rows.push_back({self_coupling, overlap, theory::pair_entropy(self_coupling, overlap),
                      theory::pair_entropy_given_typical(self_coupling, overlap)});
    }
  return rows;
}

std::vector<AtDistance> finite_pairs(const Options& options) {
  std::vector<AtDistance> rows;
  for (const double self_coupling : options.self_coupling)
    for (const int size : options.size)
      for (int k = 0; k <= size; ++k) {
        check_stop();
        rows.push_back({self_coupling, size, k, theory::log_mean_pairs(size, self_coupling, k)});
      }
  return rows;
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
        run.check_rows(number_of_rows(*options));
        if (options->size.empty())
          run.write(asymptotic_columns(), asymptotic_pairs(*options));
        else
          run.write(finite_columns(), finite_pairs(*options));
      });
}

}  // namespace steady::apps
