// Hebbian networks, eq. (1.10): J_ij = (1/N) Σ_μ ξ_i^μ ξ_j^μ for P random patterns. All couplings
// are whole multiples of the one number of the grid that 1/N rounds to, so that fields that vanish
// do so exactly and signs are right; their size is right to 2^−21 N. With the diagonal of the sum
// every neuron has the self-coupling P/N, on the same grid, beside J_D.
#include <cmath>
#include <cstdint>
#include <vector>

#include <steady/numerics/network/detail/ensemble_kinds.hpp>
#include <steady/theory/patterns.hpp>

namespace steady::network::detail {
namespace {

/// 1/N on the grid.
std::int64_t unit(int size) {
  return (std::int64_t{1} << Couplings::fraction_bits) / size;
}

int patterns_of(const Ensemble& ensemble) {
  return static_cast<int>(ensemble.name.parameter("patterns"));
}

bool with_diagonal(const Ensemble& ensemble) {
  return ensemble.name.parameter("diagonal") != 0.0;
}

Couplings draw_hebbian(const Ensemble& ensemble, int size, const CouplingStreams& streams) {
  const auto n = static_cast<std::size_t>(size);
  const auto stream = streams.of("patterns");
  std::vector<std::int32_t> products(n * n, 0);
  for (int mu = 0; mu < patterns_of(ensemble); ++mu) {
    const auto pattern = pattern_of(stream, size, mu);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < i; ++j) products[i * n + j] += pattern[i] * pattern[j];
  }
  Couplings couplings(size);
  const double step = std::ldexp(static_cast<double>(unit(size)), -Couplings::fraction_bits);
  for (int i = 0; i < size; ++i)
    for (int j = 0; j < i; ++j) {
      const double value =
          step * products[static_cast<std::size_t>(i) * n + static_cast<std::size_t>(j)];
      couplings.set(i, j, value);
      couplings.set(j, i, value);
    }
  if (with_diagonal(ensemble))
    couplings.set_self_couplings(
        std::vector<double>(static_cast<std::size_t>(size), step * patterns_of(ensemble)));
  return couplings;
}

// Eq. (2.14) with the numbers of the grid.
double log_mean(const NetworkSpec& spec, double self_coupling) {
  const int patterns = patterns_of(spec.ensemble);
  if (patterns > 2 || spec.modules > 1) return no_closed_form(spec, self_coupling);
  const auto least = quotient_up(stability_threshold(self_coupling), unit(spec.size));
  const int missing = with_diagonal(spec.ensemble) ? 0 : patterns;
  return theory::log_mean_fixed_points_hebbian(spec.size, patterns, missing + least);
}

double variance(const Ensemble& ensemble, int size) {
  return patterns_of(ensemble) * (size - 1.0) / (static_cast<double>(size) * size);
}

}  // namespace

EnsembleKind hebbian() {
  return {.name = "hebbian",
          .summary = "J_ij = (1/N) Σ_μ ξ_i ξ_j of P random patterns, --symmetry 1 (1.10)",
          .draw = draw_hebbian,
          .log_expected_count = log_mean,
          .require_valid = require_dense_size,
          .lowest_symmetry = 1.0,
          .highest_symmetry = 1.0,
          .parameters = {{"patterns", 1.0, 1000.0, true, 1.0, "P, number of patterns"},
                         {"diagonal", 0.0, 1.0, true, 0.0,
                          "1: with the diagonal of the sum, a self-coupling P/N beside J_D"}},
          .field_variance = variance,
          .stores_patterns = true};
}

}  // namespace steady::network::detail
