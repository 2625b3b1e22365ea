// Pairs of fixed points and 2-cycles: the same sum over Hamming distances with different signs
// (docs/theory.md, sections 3 and 6).
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <steady/theory/cycles.hpp>
#include <steady/theory/detail/log_sums.hpp>
#include <steady/theory/domain.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/pairs.hpp>
#include <vector>

namespace steady::theory {

namespace {

using detail::log_binomial, detail::log_sum_exp;

// ln{ 2^N C(N,k) Φ₂(a,a;ρ_s)^(N−k) Φ₂(b,b;−ρ_d)^k }: the k neurons on which the two states differ
// face the threshold b = a for pairs of fixed points and b = −a for 2-cycles.
double log_states_at(int size, double threshold_agree, double threshold_differ, int k) {
  const double others = size - 1.0;
  double sum = size * std::numbers::ln2 + log_binomial(size, k);
  if (k < size) {
    const double correlation = (others - 2.0 * k) / others;
    sum += (size - k) * log_bivariate_normal_cdf(threshold_agree, threshold_agree, correlation);
  }
  if (k > 0) {
    const double correlation = -(size - 2.0 * k + 1.0) / others;
    sum += k * log_bivariate_normal_cdf(threshold_differ, threshold_differ, correlation);
  }
  return sum;
}

double scaled_threshold(int size, double self_coupling) {
  require_size(size);
  require_self_coupling(self_coupling);
  return self_coupling * std::sqrt(size / (size - 1.0));
}

}  // namespace

double pair_entropy(double self_coupling, double overlap) {
  require_self_coupling(self_coupling);
  require_within("overlap", overlap, -1.0, 1.0);
  if (std::abs(overlap) == 1.0) return fixed_point_entropy(self_coupling);
  const double distance = 0.5 * (1.0 - overlap);
  return std::numbers::ln2 + binary_entropy(distance) +
         (1.0 - distance) * log_bivariate_normal_cdf(self_coupling, self_coupling, overlap) +
         distance * log_bivariate_normal_cdf(self_coupling, self_coupling, -overlap);
}

double pair_entropy_given_typical(double self_coupling, double overlap) {
  return pair_entropy(self_coupling, overlap) - fixed_point_entropy(self_coupling);
}

double log_mean_pairs(int size, double self_coupling, int hamming_distance) {
  const double a = scaled_threshold(size, self_coupling);
  if (hamming_distance < 0 || hamming_distance > size) {
    throw outside("hamming_distance", hamming_distance, "[0, size]");
  }
  return log_states_at(size, a, a, hamming_distance);
}

double log_mean_square_fixed_points(int size, double self_coupling) {
  const double a = scaled_threshold(size, self_coupling);
  std::vector<double> terms;
  for (int k = 0; k <= size; ++k) terms.push_back(log_states_at(size, a, a, k));
  return log_sum_exp(terms);
}

double log_mean_two_cycles(int size, double self_coupling) {
  const double a = scaled_threshold(size, self_coupling);
  std::vector<double> terms;
  for (int k = 1; k <= size; ++k) terms.push_back(log_states_at(size, a, -a, k));
  return log_sum_exp(terms) - std::numbers::ln2;  // unordered
}

}  // namespace steady::theory
