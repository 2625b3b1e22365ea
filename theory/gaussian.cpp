#include <steady/theory/gaussian.hpp>

#include <cmath>

namespace steady::theory {

double normal_cdf(double x) { return 0.5 * std::erfc(-x * M_SQRT1_2); }

}  // namespace steady::theory
