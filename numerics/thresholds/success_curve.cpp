// The success curve (7.9) by maximum likelihood with Firth's penalty.
#include <steady/numerics/thresholds/success_curve.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/thresholds/detail/likelihood.hpp>

namespace steady::thresholds {
namespace {

using detail::Likelihood;
using detail::Matrix;
using detail::Vector;

void require_levels(std::span<const Level> levels) {
  for (const auto& level : levels) {
    if (!std::isfinite(level.control))
      throw ArgumentError("control", fmt::format("= {} is not finite", level.control));
    if (level.successes > level.trials)
      throw ArgumentError("successes",
                          fmt::format("= {} in {} trials", level.successes, level.trials));
  }
}

/// What the trials leave open between the two controls around the threshold, (7.9): between them it
/// is uniform as long as no trial there shows the width, and each that does narrows it.
double error_within_gap(std::span<const Level> levels, double threshold) {
  const auto above =
      std::upper_bound(levels.begin(), levels.end(), threshold,
                       [](double value, const Level& level) { return value < level.control; });
  if (above == levels.begin() || above == levels.end()) return 0.0;
  const auto& below = *(above - 1);
  const double gap = above->control - below.control;
  const auto outside = below.successes + (above->trials - above->successes);
  return gap / std::sqrt(12.0 * (1.0 + static_cast<double>(outside)));
}

/// The fit with the covariance of β that `errors` makes of I^{-1} at the maximum.
template <class Errors>
CurveFit fit_with(std::span<const Level> levels, Curve curve, const Errors& errors) {
  require_levels(levels);
  CurveFit fit, none;
  fit.curve = none.curve = curve;
  std::vector<Level> used(levels.begin(), levels.end());
  std::erase_if(used, [](const Level& level) { return level.trials == 0; });
  fit.degrees_of_freedom = none.degrees_of_freedom = std::max(0, static_cast<int>(used.size()) - 2);
  if (used.size() < 2) return none;
  const Likelihood likelihood(used, curve);
  if (!likelihood.has_two_controls()) return none;
  const auto beta = detail::maximum(likelihood);
  if (!beta || !((*beta)[1] > 0.0)) return none;
  fit.deviance = likelihood.deviance(*beta);
  likelihood.report(*beta, errors(likelihood, *beta, likelihood.information(*beta).inverse()), fit);
  fit.converged = std::isfinite(fit.threshold_error) && std::isfinite(fit.width_error);
  return fit.converged ? fit : none;
}

/// I^{-1} M I^{-1} with M from the scores of all trials of each sample.
Matrix paired_covariance(const Likelihood& likelihood, const Vector& beta, const Matrix& inverse,
                         std::span<const TrialRecord> trials) {
  std::map<std::uint64_t, Vector> scores;
  for (const auto& trial : trials) {
    const double residual = likelihood.trial_score(beta, trial);
    const Vector x = likelihood.design(trial.control);
    Vector& score = scores[trial.sample];
    score[0] += residual * x[0];
    score[1] += residual * x[1];
  }
  const double samples = static_cast<double>(scores.size());
  Matrix filling;
  for (const auto& [sample, score] : scores) filling.add(samples / (samples - 2.0), score);
  return sandwich(inverse, filling);
}

}  // namespace

double success_probability(Curve curve, double t) {
  return detail::link_of(curve).probability(t);
}

CurveFit fit_curve(std::span<const Level> levels, Curve curve) {
  return fit_with(levels, curve,
                  [](const Likelihood&, const Vector&, const Matrix& inverse) { return inverse; });
}

CurveFit fit_curve_paired(std::span<const TrialRecord> trials, Curve curve) {
  const auto levels = levels_of(trials);
  auto fit = fit_with(levels, curve,
                      [&](const Likelihood& likelihood, const Vector& beta, const Matrix& inverse) {
                        return paired_covariance(likelihood, beta, inverse, trials);
                      });
  if (!fit.converged) return fit;
  // Residuals that are the same for all networks look like no fluctuation at all.
  fit.threshold_error = std::max({fit.threshold_error, fit_curve(levels, curve).threshold_error,
                                  error_within_gap(levels, fit.threshold)});
  return fit;
}

}  // namespace steady::thresholds
