// What an option of solve is when its user leaves it open: measured, docs/theory.md, section 7.3.
#include <algorithm>

#include <steady/numerics/messages/solver.hpp>

namespace steady::messages {

double default_margin(Algorithm algorithm, double self_coupling) {
  if (algorithm == Algorithm::plain) return 0.0;
  return std::clamp(self_coupling - 0.08, 0.0, 0.1);
}

double default_rate(Algorithm algorithm, int max_iterations) {
  const double budget = static_cast<double>(max_iterations);
  return algorithm == Algorithm::focusing ? 1.0 / budget : std::min(0.1, 0.6 / budget);
}

double default_damping(Algorithm algorithm) {
  return algorithm == Algorithm::focusing ? 0.5 : 0.0;
}

double default_added_variance(Algorithm algorithm) {
  return algorithm == Algorithm::plain ? 0.0 : 0.0;
}

double default_largest_field(Algorithm algorithm) {
  return algorithm == Algorithm::reinforced ? 12.0 : 1e100;
}

double default_symmetry_breaking(Algorithm algorithm) {
  return algorithm == Algorithm::plain ? 0.0 : 1e-3;
}

}  // namespace steady::messages
