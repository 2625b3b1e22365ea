#include <steady/numerics/thresholds/detail/likelihood.hpp>

#include <algorithm>
#include <cmath>

namespace steady::thresholds::detail {

Likelihood::Likelihood(std::span<const Level> levels, Curve curve)
    : levels_(levels), link_(link_of(curve)) {
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

bool Likelihood::has_two_controls() const {
  return scale_ > 0.0 && std::isfinite(1.0 / scale_);
}

double Likelihood::trial_score(const Vector& beta, const TrialRecord& trial) const {
  return link_.score(trial.outcome.success ? 1.0 : 0.0, 1.0, argument(beta, trial.control));
}

Matrix Likelihood::information(const Vector& beta) const {
  Matrix result;
  for (const auto& level : levels_) {
    const double n = static_cast<double>(level.trials);
    result.add(link_.information(n, argument(beta, level.control)), design(level.control));
  }
  return result;
}

double Likelihood::penalised(const Vector& beta) const {
  double value = 0.5 * std::log(information(beta).determinant());
  for (const auto& level : levels_) {
    const double t = argument(beta, level.control);
    value += static_cast<double>(level.successes) * link_.log_success(t) +
             static_cast<double>(level.trials - level.successes) * link_.log_failure(t);
  }
  return value;
}

Vector Likelihood::score(const Vector& beta, const Matrix& covariance) const {
  Vector result{};
  for (const auto& level : levels_) {
    const double n = static_cast<double>(level.trials);
    const double t = argument(beta, level.control);
    const Vector x = design(level.control);
    const double leverage = link_.information(n, t) * covariance.form(x);
    const double residual = link_.score(static_cast<double>(level.successes), n, t) +
                            leverage * link_.half_log_slope(t);
    result[0] += residual * x[0];
    result[1] += residual * x[1];
  }
  return result;
}

double Likelihood::deviance(const Vector& beta) const {
  double value = 0.0;
  for (const auto& level : levels_) {
    const double t = argument(beta, level.control);
    const double n = static_cast<double>(level.trials), y = static_cast<double>(level.successes);
    if (y > 0.0) value += 2.0 * y * (std::log(y / n) - link_.log_success(t));
    if (y < n) value += 2.0 * (n - y) * (std::log((n - y) / n) - link_.log_failure(t));
  }
  return std::max(value, 0.0);
}

void Likelihood::report(const Vector& beta, const Matrix& covariance, CurveFit& fit) const {
  fit.width = scale_ / beta[1];
  fit.threshold = centre_ - beta[0] * fit.width;
  const Vector by_threshold{-fit.width, beta[0] * fit.width / beta[1]};
  const Vector by_width{0.0, -fit.width / beta[1]};
  fit.threshold_error = std::sqrt(covariance.form(by_threshold));
  fit.width_error = std::sqrt(covariance.form(by_width));
  const Vector side = covariance * by_width;
  fit.covariance = by_threshold[0] * side[0] + by_threshold[1] * side[1];
}

namespace {

/// `from` + the longest of step, step/2, step/4, … that makes the likelihood grow; rounding decides
/// that close to the maximum, where any step is taken.
Vector climb(const Likelihood& likelihood, const Vector& from, Vector step, bool close) {
  const double value = likelihood.penalised(from);
  for (int halvings = 0; halvings < 40; ++halvings) {
    const Vector next{from[0] + step[0], from[1] + step[1]};
    if (likelihood.penalised(next) > value || close) return next;
    for (double& part : step) part *= 0.5;
  }
  return from;
}

}  // namespace

std::optional<Vector> maximum(const Likelihood& likelihood) {
  constexpr int max_iterations = 200;
  constexpr double tolerance = 1e-11;
  constexpr double longest = 5.0;
  constexpr double close = 1e-3;
  Vector beta{};
  for (int iteration = 0; iteration < max_iterations; ++iteration) {
    const Matrix covariance = likelihood.information(beta).inverse();
    Vector step = covariance * likelihood.score(beta, covariance);
    const double largest = std::max(std::abs(step[0]), std::abs(step[1]));
    if (largest > longest)
      for (double& part : step) part *= longest / largest;
    beta = climb(likelihood, beta, step, largest < close);
    if (largest < tolerance * (1.0 + std::abs(beta[0]) + std::abs(beta[1]))) return beta;
  }
  return std::nullopt;
}

}  // namespace steady::thresholds::detail
