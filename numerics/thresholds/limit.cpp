#include <steady/numerics/thresholds/limit.hpp>

#include <cmath>
#include <set>

namespace steady::thresholds {
namespace {

std::size_t different_sizes(std::span<const SizeThreshold> thresholds) {
  std::set<int> sizes;
  for (const auto& point : thresholds) sizes.insert(point.size);
  return sizes.size();
}

double form_spread(std::span<const SizeThreshold> thresholds, const Limit& chosen) {
  double spread = std::numeric_limits<double>::quiet_NaN();
  for (const auto form :
       {Extrapolation::power, Extrapolation::inverse, Extrapolation::inverse_root}) {
    if (form == chosen.form || different_sizes(thresholds) < parameters_of(form)) continue;
    const auto other = extrapolate(thresholds, form);
    if (other.converged) spread = std::fmax(spread, std::abs(other.value - chosen.value));
  }
  return spread;
}

Goodness goodness_of_form(const Limit& fit) {
  Goodness result;
  if (!fit.converged || fit.degrees_of_freedom < 1) return result;
  return {fit.chi_squared, fit.degrees_of_freedom,
          chi_squared_p_value(fit.chi_squared, fit.degrees_of_freedom)};
}

LimitStatus verdict(const JudgedLimit& limit) {
  if (!limit.fit.converged || limit.fit.form == Extrapolation::logarithm)
    return LimitStatus::no_limit;
  if (limit.goodness.degrees_of_freedom < 1) return LimitStatus::no_degrees_of_freedom;
  if (limit.goodness.rejected(form_significance)) return LimitStatus::form_rejected;
  if (limit.form_spread > limit.error) return LimitStatus::form_dependent;
  return LimitStatus::converged;
}

}  // namespace

JudgedLimit judged_limit(std::span<const SizeThreshold> thresholds, Extrapolation form) {
  JudgedLimit limit;
  if (different_sizes(thresholds) < parameters_of(form)) return limit;
  limit.fit = extrapolate(thresholds, form);
  limit.error = scaled_error(limit.fit);
  limit.goodness = goodness_of_form(limit.fit);
  if (limit.fit.converged && form != Extrapolation::logarithm)
    limit.form_spread = form_spread(thresholds, limit.fit);
  limit.status = verdict(limit);
  return limit;
}

}  // namespace steady::thresholds
