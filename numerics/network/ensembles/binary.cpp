// The binary ensemble, eq. (1.7): J_ij = ±1/√N with equal chances, and J_ji = J_ij with probability
// (1+η)/2. All pairs share the one number of the grid that 1/√N rounds to, so that fields are
// integers times it and the mean count (2.7) is exact for the couplings as drawn.
#include <cmath>
#include <cstdint>
#include <numbers>

#include <steady/numerics/network/detail/ensemble_kinds.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/module_sites.hpp>

namespace steady::network::detail {
namespace {

double magnitude(int size) {
  return 1.0 / std::sqrt(static_cast<double>(size));
}

Couplings draw_signs(const Ensemble& ensemble, int size, const CouplingStreams& streams) {
  const auto signs = streams.of("coupling signs");
  const double up = magnitude(size);
  const double alike = 0.5 * (1.0 + ensemble.symmetry);
  Couplings couplings(size);
  for_tiles_of_pairs(size, [&](int i, int begin, int end) {
    for (int j = begin; j < end; ++j) {
      const auto words = signs.block(pair_counter(i, j), static_cast<std::uint64_t>(size));
      const double forward = (words[0] >> 63) != 0 ? up : -up;
      couplings.set(i, j, forward);
      couplings.set(j, i, open_uniform(words[1]) < alike ? forward : -forward);
    }
  });
  return couplings;
}

// Eqs. (2.7) and (5.13), with the numbers of the grid: g for 1/√N, l for λ and the threshold t for
// −J_D.
double log_mean(const NetworkSpec& spec, double self_coupling) {
  if (spec.ensemble.symmetry != 0.0) return no_closed_form(spec, self_coupling);
  const std::int64_t g = std::lrint(std::ldexp(magnitude(spec.size), Couplings::fraction_bits));
  const std::int64_t t = stability_threshold(self_coupling);
  const auto one = [&](std::int64_t threshold) {
    return theory::log_mean_fixed_points_binary(spec.size, quotient_up(threshold, g));
  };
  if (spec.modules == 1) return one(t);
  const std::int64_t l = std::lrint(std::ldexp(spec.coupling, Couplings::fraction_bits));
  return theory::log_mean_fixed_points_modules(
      spec.topology, spec.modules, spec.size,
      [&](int alignment) { return one(t - l * alignment) / spec.size - std::numbers::ln2; });
}

}  // namespace

EnsembleKind binary() {
  return {.name = "binary",
          .summary = "J_ij = +1/√N or −1/√N with equal chances, dense (1.7)",
          .draw = draw_signs,
          .log_expected_count = log_mean,
          .require_valid = require_dense_size,
          .large_as_gaussian = true};
}

}  // namespace steady::network::detail
