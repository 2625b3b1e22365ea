// Random plus one pattern, eq. (1.11): J_ij = z_ij/√N + θ ξ_i ξ_j/N, with the noise of (1.1).
#include <cmath>

#include <steady/numerics/network/detail/ensemble_kinds.hpp>
#include <steady/theory/patterns.hpp>

namespace steady::network::detail {

EnsembleKind gaussian();

namespace {

double strength_of(const Ensemble& ensemble) {
  return ensemble.name.parameter("pattern_strength");
}

Couplings draw_planted(const Ensemble& ensemble, int size, const CouplingStreams& streams) {
  auto couplings = gaussian().draw({.symmetry = ensemble.symmetry}, size, streams);
  const auto pattern = pattern_of(streams.of("patterns"), size, 0);
  const double theta = strength_of(ensemble) / size;
  for (int i = 0; i < size; ++i)
    for (int j = 0; j < size; ++j)
      if (i != j)
        couplings.set(i, j,
                      couplings.value(i, j) + theta * pattern[static_cast<std::size_t>(i)] *
                                                  pattern[static_cast<std::size_t>(j)]);
  return couplings;
}

double log_mean(const NetworkSpec& spec, double self_coupling) {
  if (spec.modules > 1 || spec.ensemble.symmetry != 0.0 || !(std::abs(self_coupling) <= 100.0))
    return no_closed_form(spec, self_coupling);
  return theory::log_mean_fixed_points_planted(spec.size, self_coupling, strength_of(spec.ensemble),
                                               spec.external_field);
}

double variance(const Ensemble& ensemble, int size) {
  return (size - 1.0) / size * (1.0 + std::pow(strength_of(ensemble), 2) / size);
}

}  // namespace

EnsembleKind planted() {
  return {.name = "planted",
          .summary = "J_ij normal plus θ ξ_i ξ_j/N of one random pattern, dense (1.11)",
          .draw = draw_planted,
          .log_expected_count = log_mean,
          .parameters = {{"pattern_strength", -100.0, 100.0, false, 1.0, "θ"}},
          .field_variance = variance,
          .counts_with_fields = true,
          .stores_patterns = true};
}

}  // namespace steady::network::detail
