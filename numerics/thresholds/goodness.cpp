#include <steady/numerics/thresholds/goodness.hpp>

#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <gsl/gsl_cdf.h>

#include <steady/numerics/thresholds/detail/link.hpp>
#include <steady/numerics/thresholds/detail/symmetric.hpp>

namespace steady::thresholds {
namespace {

using detail::Matrix;
using detail::Vector;

constexpr double fewest_expected = 5.0;

/// Levels that are judged together.
struct Group {
  double residual = 0.0;                   ///< successes − expected
  double variance = 0.0;                   ///< Σ n p(1−p)
  Vector change{};                         ///< of the expected successes with β
  double successes = 0.0, failures = 0.0;  ///< expected

  void add(const Group& other) {
    residual += other.residual;
    variance += other.variance;
    for (std::size_t k = 0; k < 2; ++k) change[k] += other.change[k];
    successes += other.successes;
    failures += other.failures;
  }
  bool is_full() const { return successes >= fewest_expected && failures >= fewest_expected; }
};

Group group_of(const CurveFit& fit, const Level& level) {
  const auto& link = detail::link_of(fit.curve);
  const double t = (level.control - fit.threshold) / fit.width;
  const double n = static_cast<double>(level.trials), p = link.probability(t);
  const double q = link.probability(-t), slope = n * link.slope(t);
  return {
      static_cast<double>(level.successes) - n * p, n * p * q, {slope, slope * t}, n * p, n * q};
}

std::vector<Group> groups_of(const CurveFit& fit, std::span<const Level> levels) {
  std::vector<Group> groups;
  Group open;
  for (const auto& level : levels) {
    open.add(group_of(fit, level));
    if (!open.is_full()) continue;
    groups.push_back(open);
    open = {};
  }
  if (!groups.empty()) groups.back().add(open);
  return groups;
}

/// Σ r²/v less what a change of β explains of it.
double projected_chi_squared(const std::vector<Group>& groups) {
  double total = 0.0;
  Vector gradient{};
  Matrix information;
  for (const auto& group : groups) {
    total += group.residual * group.residual / group.variance;
    information.add(1.0 / group.variance, group.change);
    for (std::size_t k = 0; k < 2; ++k)
      gradient[k] += group.change[k] * group.residual / group.variance;
  }
  return total - information.inverse().form(gradient);
}

}  // namespace

double chi_squared_p_value(double chi_squared, int degrees_of_freedom) {
  if (degrees_of_freedom < 1)
    throw ArgumentError("degrees_of_freedom", fmt::format("= {} < 1", degrees_of_freedom));
  return gsl_cdf_chisq_Q(chi_squared, degrees_of_freedom);
}

Goodness goodness_of_fit(const CurveFit& fit, std::span<const Level> levels) {
  Goodness result;
  if (!fit.converged) return result;
  const auto groups = groups_of(fit, levels);
  if (groups.size() < 3) return result;
  result.degrees_of_freedom = static_cast<int>(groups.size()) - 2;
  result.chi_squared = projected_chi_squared(groups);
  result.p_value = chi_squared_p_value(result.chi_squared, result.degrees_of_freedom);
  return result;
}

}  // namespace steady::thresholds
