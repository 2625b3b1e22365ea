#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>
#include <steady/numerics/solvers/isolation.hpp>
#include <steady/theory/pairs.hpp>

namespace steady::solvers {

double isolation_distance(double self_coupling) {
  constexpr double smallest = 1e-12, largest = 0.5;
  const auto entropy = [&](double distance) {
    return theory::pair_entropy_given_typical(self_coupling, 1.0 - 2.0 * distance);
  };
  if (!(entropy(smallest) < 0.0 && entropy(largest) > 0.0))
    return std::numeric_limits<double>::quiet_NaN();
  // The sign alone: an exact zero amid rounding is no reason to stop before the first such double.
  const auto sign = [&](double distance) { return entropy(distance) < 0.0 ? -1.0 : 1.0; };
  const auto adjacent = [](double low, double high) { return std::nextafter(low, high) == high; };
  return boost::math::tools::bisect(sign, smallest, largest, adjacent).second;
}

}  // namespace steady::solvers
