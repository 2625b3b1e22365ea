// What an option of solve is when its user leaves it open: measured, docs/theory.md, section 7.3.
#include <algorithm>
#include <cmath>

#include <steady/numerics/messages/solver.hpp>

namespace steady::messages {

double default_margin(Algorithm algorithm, double self_coupling) {
  if (algorithm == Algorithm::plain) return 0.0;
  // The decimal number that is meant: 0.2 at 0.3, not 0.19999999999999998.
  constexpr double digits = 1e12;
  return std::max(0.045, std::round((self_coupling - 0.1) * digits) / digits);
}

double default_rate(Algorithm algorithm, int iterations) {
  const double budget = static_cast<double>(iterations);
  return algorithm == Algorithm::focusing ? 1.0 / budget : std::min(0.1, 0.8 / budget);
}

int default_repair_unstable(int size) {
  return std::max(4, size / 250);
}

double default_added_variance(Algorithm algorithm, double self_coupling) {
  if (algorithm == Algorithm::plain) return 0.0;
  // Below 0.1 the fields wander for long, and more softness is worth its price.
  return std::clamp(0.0015 + 0.075 * (0.1 - self_coupling), 0.0015, 0.003);
}

double default_largest_field(Algorithm algorithm) {
  return algorithm == Algorithm::reinforced ? 4.0 : 1e100;
}

double default_symmetry_breaking(Algorithm algorithm) {
  return algorithm == Algorithm::plain ? 0.0 : 1e-3;
}

Options resolved(Options o, int neurons) {
  if (std::isnan(o.margin)) o.margin = default_margin(o.algorithm, o.self_coupling);
  if (std::isnan(o.rate))
    o.rate = default_rate(o.algorithm, o.max_iterations / std::max(1, o.attempts));
  if (std::isnan(o.added_variance))
    o.added_variance = default_added_variance(o.algorithm, o.self_coupling);
  if (std::isnan(o.largest_field)) o.largest_field = default_largest_field(o.algorithm);
  if (std::isnan(o.symmetry_breaking)) o.symmetry_breaking = default_symmetry_breaking(o.algorithm);
  if (!o.repair_unstable) o.repair_unstable = default_repair_unstable(neurons);
  return o;
}

}  // namespace steady::messages
