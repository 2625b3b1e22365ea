// steady::theory alone: the closed-form entropy at J_D = 0 must be ln[2Φ(0)] = 0 and at J_D → ∞
// must be ln 2, where every state is a fixed point.
#include <cmath>
#include <cstdio>

#include <steady/theory/entropy.hpp>

int main() {
  const double without = steady::theory::fixed_point_entropy(0.0);
  const double strong = steady::theory::fixed_point_entropy(40.0);
  std::printf("entropy: %.17g at J_D = 0, %.17g at J_D = 40\n", without, strong);
  return std::abs(without) < 1e-15 && std::abs(strong - std::log(2.0)) < 1e-15 ? 0 : 1;
}
