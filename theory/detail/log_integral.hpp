// ln ∫ exp(L(x)) dx for a concave L: the one quadrature behind every log-space Gaussian integral
// of this room (docs/theory.md, appendix A.3). Internal; only .cpp files include it.
#pragma once

#include <algorithm>
#include <array>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <cstddef>
#include <limits>

namespace steady::theory::detail {

inline constexpr int kPanels = 4;            // of 20 nodes, in each piece between two cuts
inline constexpr double kNegligible = 42.0;  // e^-42 ≈ 6e-19 of the peak
inline constexpr double kNoShape = 1e17;     // |L| beyond which only its peak counts

/// The point beyond `from`, in direction ±1, where L has fallen below its peak by kNegligible, or
/// `limit` if that comes first. L must fall monotonically; `scale` is a first guess of the step.
template <class LogDensity>
double end_of_support(const LogDensity& log_density, double from, double peak, double scale,
                      double limit, double direction) {
  double inside = 0.0;
  double outside = scale;
  const double room = std::abs(limit - from);
  while (outside < room && log_density(from + direction * outside) > peak - kNegligible) {
    inside = outside;
    outside *= 2.0;
  }
  if (outside >= room) {
    if (std::isfinite(room) && log_density(limit) > peak - kNegligible) return limit;
    outside = room;
  }
  for (int step = 0; step < 6; ++step) {
    const double middle = 0.5 * (inside + outside);
    (log_density(from + direction * middle) > peak - kNegligible ? inside : outside) = middle;
  }
  return from + direction * outside;
}

/// Where a decreasing slope L' vanishes right of `from` (slope(from) > 0), to about a thousandth
/// of the distance: enough to centre an interval.
template <class Slope>
double find_peak(const Slope& slope, double from, double scale) {
  double low = 0.0;
  double high = scale;
  while (slope(from + high) > 0.0) {
    low = high;
    high *= 2.0;
  }
  for (int step = 0; step < 10 + (low == 0.0 ? 30 : 0) && low < 0.999 * high; ++step) {
    const double middle = 0.5 * (low + high);
    (slope(from + middle) > 0.0 ? low : high) = middle;
  }
  return from + 0.5 * (low + high);
}

/// ln ∫_lower^upper exp(L(x)) dx, with L concave and near its maximum at `peak`. L may bend
/// sharply around `bend` on the scale `bend_width` and is smooth elsewhere. The pieces
/// are short on the scales of L, so a fixed rule suffices and the cost is bounded.
template <class LogDensity>
double log_integral(const LogDensity& log_density, double peak, double scale, double lower,
                    double upper, double bend, double bend_width) {
  const double top = log_density(peak);
  // Neighbouring doubles are then 16 or more apart: there is no shape left to integrate, and the
  // logarithm of the width is lost in the rounding of the peak.
  if (!(std::abs(top) < kNoShape)) return top;
  const double left = end_of_support(log_density, peak, top, scale, lower, -1.0);
  const double right = end_of_support(log_density, peak, top, scale, upper, 1.0);
  std::array<double, 6> cut = {left,
                               std::clamp(peak, left, right),
                               std::clamp(bend - 9.0 * bend_width, left, right),
                               std::clamp(bend, left, right),
                               std::clamp(bend + 9.0 * bend_width, left, right),
                               right};
  std::sort(cut.begin(), cut.end());
  const auto density = [&](double x) { return std::exp(log_density(x) - top); };
  double sum = 0.0;
  for (std::size_t i = 0; i + 1 < cut.size(); ++i) {
    const double width = (cut[i + 1] - cut[i]) / kPanels;
    if (!(width > 0.0)) continue;
    for (int panel = 0; panel < kPanels; ++panel) {
      const double start = cut[i] + panel * width;
      sum += boost::math::quadrature::gauss<double, 20>::integrate(density, start, start + width);
    }
  }
  return top + std::log(sum);
}

}  // namespace steady::theory::detail
