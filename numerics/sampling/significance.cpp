#include <steady/numerics/sampling/significance.hpp>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include <fmt/format.h>

namespace steady::sampling {

double z_score(const Estimate& measured, double expected) {
  const double deviation = measured.value - expected;
  if (deviation == 0.0 && measured.error == 0.0) return 0.0;
  return deviation / measured.error;
}

double two_sided_p_value(double z) {
  return std::erfc(std::abs(z) / std::numbers::sqrt2);
}

double family_wise_threshold(double family, std::size_t tests) {
  if (!(family > 0.0 && family < 1.0)) {
    throw std::domain_error(
        fmt::format("family_wise_threshold: family = {} is outside (0, 1)", family));
  }
  if (tests == 0) throw std::domain_error("family_wise_threshold: no tests");
  return -std::expm1(std::log1p(-family) / static_cast<double>(tests));
}

}  // namespace steady::sampling
