// Internal: sums of numbers that are known by their logarithms.
#pragma once

#include <gsl/gsl_sf_gamma.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace steady::theory::detail {

/// ln Σ exp(x_k) of one term or more; −∞ where all are.
inline double log_sum_exp(const std::vector<double>& terms) {
  const double top = *std::max_element(terms.begin(), terms.end());
  if (std::isinf(top)) return top;
  double sum = 0.0;
  for (const double term : terms) sum += std::exp(term - top);
  return top + std::log(sum);
}

/// ln of the binomial coefficient, 0 ≤ k ≤ n.
inline double log_binomial(int n, int k) {
  return gsl_sf_lnchoose(static_cast<unsigned>(n), static_cast<unsigned>(k));
}

}  // namespace steady::theory::detail
