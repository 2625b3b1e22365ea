// The logistic curve (7.9) by maximum likelihood with Firth's penalty.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/thresholds/success_curve.hpp>

namespace steady::thresholds {
namespace {

using Vector = std::array<double, 2>;

/// A symmetric 2×2 matrix.
struct Matrix {
  double aa = 0.0, ab = 0.0, bb = 0.0;

  double determinant() const { return aa * bb - ab * ab; }
  Matrix inverse() const {
    const double d = determinant();
    return {bb / d, -ab / d, aa / d};
  }
  Vector operator*(const Vector& v) const { return {aa * v[0] + ab * v[1], ab * v[0] + bb * v[1]}; }
  void add(double weight, const Vector& x) {
    aa += weight * x[0] * x[0];
    ab += weight * x[0] * x[1];
    bb += weight * x[1] * x[1];
  }
  double form(const Vector& v) const {
    return aa * v[0] * v[0] + 2.0 * ab * v[0] * v[1] + bb * v[1] * v[1];
  }
};

/// A M A for symmetric A, M.
Matrix sandwich(const Matrix& bread, const Matrix& filling) {
  const Vector first = bread * Vector{1.0, 0.0}, second = bread * Vector{0.0, 1.0};
  const Vector inner = filling * second;
  return {filling.form(first), first[0] * inner[0] + first[1] * inner[1], filling.form(second)};
}

double logistic(double x) {
  return x < 0.0 ? std::exp(x) / (1.0 + std::exp(x)) : 1.0 / (1.0 + std::exp(-x));
}

/// ln(1 + e^x) without overflow.
double softplus(double x) {
  return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

/// The model logit P = β_0 + β_1 z in the scaled control z = (control − centre)/scale, so that the
/// Newton steps do not depend on units.
class Model {
 public:
  explicit Model(std::span<const Level> levels) : levels_(levels) {
    double total = 0.0;
    for (const auto& level : levels) {
      centre_ += static_cast<double>(level.trials) * level.control;
      total += static_cast<double>(level.trials);
    }
    centre_ /= total;
    for (const auto& level : levels)
      scale_ += static_cast<double>(level.trials) * std::pow(level.control - centre_, 2);
    scale_ = std::sqrt(scale_ / total);
  }

  bool has_two_controls() const { return scale_ > 0.0 && std::isfinite(1.0 / scale_); }
  Vector design(double control) const { return {1.0, (control - centre_) / scale_}; }
  double probability(const Vector& beta, double control) const {
    return logistic(logit(beta, control));
  }

  Matrix information(const Vector& beta) const {
    Matrix result;
    for (const auto& level : levels_) {
      const double p = probability(beta, level.control);
      result.add(static_cast<double>(level.trials) * p * (1.0 - p), design(level.control));
    }
    return result;
  }

  /// ln L + ½ ln det I.
  double penalised(const Vector& beta) const {
    double value = 0.5 * std::log(information(beta).determinant());
    for (const auto& level : levels_) {
      const double x = logit(beta, level.control);
      value -= static_cast<double>(level.successes) * softplus(-x) +
               static_cast<double>(level.trials - level.successes) * softplus(x);
    }
    return value;
  }

  /// Its gradient: Σ [ y − n p + h (½ − p) ] x with the leverages h = n p(1−p) x·I^{-1}x.
  Vector score(const Vector& beta, const Matrix& covariance) const {
    Vector result{};
    for (const auto& level : levels_) {
      const double n = static_cast<double>(level.trials);
      const double p = probability(beta, level.control);
      const Vector x = design(level.control);
      const double leverage = n * p * (1.0 - p) * covariance.form(x);
      const double residual = static_cast<double>(level.successes) - n * p + leverage * (0.5 - p);
      result[0] += residual * x[0];
      result[1] += residual * x[1];
    }
    return result;
  }

  double deviance(const Vector& beta) const {
    double value = 0.0;
    for (const auto& level : levels_) {
      const double x = logit(beta, level.control);
      const double n = static_cast<double>(level.trials), y = static_cast<double>(level.successes);
      if (y > 0.0) value += 2.0 * y * (std::log(y / n) + softplus(-x));
      if (y < n) value += 2.0 * (n - y) * (std::log((n - y) / n) + softplus(x));
    }
    return std::max(value, 0.0);
  }

  /// β and its covariance as threshold and width: J* = centre − scale β_0/β_1, w = scale/β_1.
  void report(const Vector& beta, const Matrix& covariance, LogisticFit& fit) const {
    fit.width = scale_ / beta[1];
    fit.threshold = centre_ - beta[0] * fit.width;
    const Vector by_threshold{-fit.width, beta[0] * fit.width / beta[1]};
    const Vector by_width{0.0, -fit.width / beta[1]};
    fit.threshold_error = std::sqrt(covariance.form(by_threshold));
    fit.width_error = std::sqrt(covariance.form(by_width));
    const Vector side = covariance * by_width;
    fit.covariance = by_threshold[0] * side[0] + by_threshold[1] * side[1];
  }

 private:
  double logit(const Vector& beta, double control) const {
    return beta[0] + beta[1] * (control - centre_) / scale_;
  }

  std::span<const Level> levels_;
  double centre_ = 0.0;
  double scale_ = 0.0;
};

/// Newton's method with the step halved until the penalised likelihood grows. The maximum exists
/// for any data with two different controls.
std::optional<Vector> maximum(const Model& model) {
  constexpr int max_iterations = 200;
  constexpr double tolerance = 1e-11;
  Vector beta{};
  double value = model.penalised(beta);
  for (int iteration = 0; iteration < max_iterations; ++iteration) {
    const Matrix covariance = model.information(beta).inverse();
    Vector step = covariance * model.score(beta, covariance);
    const double largest = std::max(std::abs(step[0]), std::abs(step[1]));
    constexpr double longest = 5.0;
    constexpr double certain = 1e-3;  // so close to the maximum rounding decides which is higher
    if (largest > longest)
      for (double& part : step) part *= longest / largest;
    for (int halvings = 0; halvings < 40; ++halvings) {
      const Vector next{beta[0] + step[0], beta[1] + step[1]};
      const double next_value = model.penalised(next);
      if (next_value > value || largest < certain) {
        beta = next;
        value = next_value;
        break;
      }
      for (double& part : step) part *= 0.5;
    }
    if (largest < tolerance * (1.0 + std::abs(beta[0]) + std::abs(beta[1]))) return beta;
  }
  return std::nullopt;
}

void require_levels(std::span<const Level> levels) {
  for (const auto& level : levels) {
    if (!std::isfinite(level.control))
      throw std::invalid_argument(
          fmt::format("fit_logistic: control = {} is not finite", level.control));
    if (level.successes > level.trials)
      throw std::invalid_argument(
          fmt::format("fit_logistic: {} successes in {} trials", level.successes, level.trials));
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

/// A fit with the covariance of β that `errors` makes of I^{-1} at the maximum.
template <class Errors>
LogisticFit fit_with(std::span<const Level> levels, const Errors& errors) {
  require_levels(levels);
  LogisticFit fit;
  std::vector<Level> used(levels.begin(), levels.end());
  std::erase_if(used, [](const Level& level) { return level.trials == 0; });
  fit.degrees_of_freedom = std::max(0, static_cast<int>(used.size()) - 2);
  if (used.size() < 2) return fit;
  const Model model(used);
  if (!model.has_two_controls()) return fit;
  const auto beta = maximum(model);
  if (!beta || !((*beta)[1] > 0.0)) return fit;
  fit.deviance = model.deviance(*beta);
  model.report(*beta, errors(model, *beta, model.information(*beta).inverse()), fit);
  fit.converged = std::isfinite(fit.threshold_error) && std::isfinite(fit.width_error);
  return fit.converged ? fit : LogisticFit{};
}

}  // namespace

LogisticFit fit_logistic(std::span<const Level> levels) {
  return fit_with(levels,
                  [](const Model&, const Vector&, const Matrix& inverse) { return inverse; });
}

LogisticFit fit_logistic_paired(std::span<const TrialRecord> trials) {
  const auto levels = levels_of(trials);
  auto fit = fit_with(levels, [&](const Model& model, const Vector& beta, const Matrix& inverse) {
    std::map<std::uint64_t, Vector> scores;
    for (const auto& trial : trials) {
      const double residual =
          (trial.outcome.success ? 1.0 : 0.0) - model.probability(beta, trial.control);
      const Vector x = model.design(trial.control);
      Vector& score = scores[trial.sample];
      score[0] += residual * x[0];
      score[1] += residual * x[1];
    }
    const double samples = static_cast<double>(scores.size());
    Matrix filling;
    for (const auto& [sample, score] : scores) filling.add(samples / (samples - 2.0), score);
    return sandwich(inverse, filling);
  });
  if (!fit.converged) return fit;
  // Residuals that are the same for all networks look like no fluctuation at all.
  fit.threshold_error = std::max({fit.threshold_error, fit_logistic(levels).threshold_error,
                                  error_within_gap(levels, fit.threshold)});
  return fit;
}

}  // namespace steady::thresholds
