#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <steady/theory/detail/log_sums.hpp>
#include <steady/theory/domain.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/patterns.hpp>
#include <vector>

namespace steady::theory {

namespace {

constexpr double kMinusInfinity = -std::numeric_limits<double>::infinity();

using detail::log_binomial, detail::log_sum_exp;

void require_point(double self_coupling, double pattern_strength) {
  require_within("self_coupling", self_coupling, -100.0, 100.0);
  require_within("pattern_strength", pattern_strength, -100.0, 100.0);
}

/// The two kinds of neurons of a state: those that agree with the pattern and those that differ.
struct Kinds {
  double share[2];
  double stability[2];  ///< J_D ± θm
};

/// Σ over the kinds of p λ(x + s).
double mean_mills(const Kinds& kinds, double shift) {
  double sum = 0.0;
  for (int k = 0; k < 2; ++k)
    if (kinds.share[k] > 0.0)
      sum += kinds.share[k] * inverse_mills_ratio(kinds.stability[k] + shift);
  return sum;
}

/// s = η Σ p λ(x + s): η λ falls or rises more slowly than s, so that there is one root.
double mean_shift(const Kinds& kinds, double symmetry) {
  const double reach = 1.0 + std::abs(kinds.stability[0]) + std::abs(kinds.stability[1]);
  double low = 0.0, high = 0.0;
  const auto excess = [&](double s) { return s - symmetry * mean_mills(kinds, s); };
  if (symmetry > 0.0)
    for (high = reach; excess(high) < 0.0;) high *= 2.0;
  else
    for (low = -reach; excess(low) > 0.0;) low *= 2.0;
  const auto adjacent = [](double a, double b) { return std::nextafter(a, b) == b; };
  const auto root = boost::math::tools::bisect(excess, low, high, adjacent);
  return 0.5 * (root.first + root.second);
}

/// ln of the number of ways in which n neurons whose two patterns agree (or differ) can have signs
/// u with all of them stable: u Σu ≥ least.
double log_stable_signs(int n, std::int64_t least) {
  std::vector<double> terms{kMinusInfinity};
  for (int up = 0; up <= n; ++up) {
    const std::int64_t sum = 2LL * up - n;
    if ((up == 0 || sum >= least) && (up == n || -sum >= least))
      terms.push_back(log_binomial(n, up));
  }
  return log_sum_exp(terms);
}

}  // namespace

double fixed_point_entropy_at(double magnetisation, double self_coupling, double pattern_strength,
                              double symmetry) {
  require_point(self_coupling, pattern_strength);
  require_within("magnetisation", magnetisation, -1.0, 1.0);
  require_within("symmetry", symmetry, -0.999, 1.0);
  const double field = pattern_strength * magnetisation;
  const Kinds kinds{{0.5 * (1.0 + magnetisation), 0.5 * (1.0 - magnetisation)},
                    {self_coupling + field, self_coupling - field}};
  const double shift = symmetry == 0.0 ? 0.0 : mean_shift(kinds, symmetry);
  double sum = binary_entropy(kinds.share[1]);
  for (int k = 0; k < 2; ++k)
    if (kinds.share[k] > 0.0) sum += kinds.share[k] * log_normal_cdf(kinds.stability[k] + shift);
  return symmetry == 0.0 ? sum : sum - 0.5 * shift * shift / symmetry;
}

double log_mean_fixed_points_at(int size, int flipped, double self_coupling,
                                double pattern_strength, double external_field) {
  require_size(size);
  require_point(self_coupling, pattern_strength);
  require_within("flipped", flipped, 0, size);
  require_within("external_field", external_field, 0.0, 1e100);
  const double n = size;
  const double root = std::sqrt(n / (n - 1.0 + n * external_field * external_field));
  const double sum = n - 2.0 * flipped;
  double result = log_binomial(size, flipped);
  if (flipped < size)
    result +=
        (n - flipped) * log_normal_cdf(root * (self_coupling + pattern_strength * (sum - 1.0) / n));
  if (flipped > 0)
    result += flipped * log_normal_cdf(root * (self_coupling - pattern_strength * (sum + 1.0) / n));
  return result;
}

double log_mean_fixed_points_planted(int size, double self_coupling, double pattern_strength,
                                     double external_field) {
  require_size(size);
  std::vector<double> terms;
  for (int k = 0; k <= size; ++k)
    terms.push_back(
        log_mean_fixed_points_at(size, k, self_coupling, pattern_strength, external_field));
  return log_sum_exp(terms);
}

double log_mean_fixed_points_hebbian(int size, int patterns, std::int64_t least_sum) {
  require_size(size);
  require_within("patterns", patterns, 1, 2);
  if (patterns == 1) return log_stable_signs(size, least_sum);
  // With u = ξ¹s where the patterns agree, and where they differ: the two groups have fields of
  // their own, 2 Σ u over the group.
  const std::int64_t least = least_sum > 0 ? (least_sum + 1) / 2 : least_sum / 2;
  std::vector<double> terms;
  for (int n = 0; n <= size; ++n)
    terms.push_back(log_binomial(size, n) + log_stable_signs(n, least) +
                    log_stable_signs(size - n, least));
  return log_sum_exp(terms) - size * std::numbers::ln2;
}

double hebbian_pattern_error(double load) {
  require_positive("load", load);
  return normal_cdf(-(1.0 + load) / std::sqrt(load));
}

}  // namespace steady::theory
