// The mean count of the binary ensemble (docs/theory.md, eq. (2.7)).
#include <gsl/gsl_sf_gamma.h>

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <steady/theory/domain.hpp>
#include <steady/theory/entropy.hpp>

namespace steady::theory {

namespace {

using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

// ln P(k ≥ least) for k ~ Binomial(n, 1/2), term by term: for tails that underflow.
double log_far_tail(int n, int least) {
  double sum = 1.0;
  double term = 1.0;
  for (int k = least; k < n && term > 1e-17 * sum; ++k) {
    term *= (n - k) / (k + 1.0);
    sum += term;
  }
  return gsl_sf_lnchoose(n, least) - n * std::numbers::ln2 + std::log(sum);
}

// ln P(k ≥ least) for k ~ Binomial(n, 1/2), by the incomplete beta function I_{1/2}(least,
// n−least+1).
double log_tail(int n, int least) {
  if (least <= 0) return 0.0;
  if (least > n) return -std::numeric_limits<double>::infinity();
  constexpr double comfortable = 1e-290;
  const double a = least;
  const double b = n - least + 1.0;
  const double tail = boost::math::ibeta(a, b, 0.5, Policy());
  if (tail > 0.5) return std::log1p(-boost::math::ibetac(a, b, 0.5, Policy()));
  return tail > comfortable ? std::log(tail) : log_far_tail(n, least);
}

}  // namespace

double log_mean_fixed_points_binary(int size, std::int64_t least_sum) {
  require_size(size);
  const int inputs = size - 1;
  // Beyond ±N nothing changes. Among sums of N−1 signs, least_sum and the next one of their parity
  // are the same bound: k = ⌈(N−1+least_sum)/2⌉ of them have to be up.
  const auto bound = static_cast<int>(std::clamp<std::int64_t>(least_sum, -size, size));
  const int least_up = (inputs + bound + 1) / 2;  // N−1+bound ≥ −1, where 0 is right too
  return size * (std::numbers::ln2 + log_tail(inputs, least_up));
}

}  // namespace steady::theory
