// The replica action for integer y: a binomial sum over how many replicas are up on a site.
#include <gsl/gsl_sf_gamma.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <steady/theory/detail/log_integral.hpp>
#include <steady/theory/domain.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/replicas.hpp>
#include <vector>

namespace steady::theory {

namespace {

// ln ∫Dz Φ(x₊)^up Φ(x₋)^down: the integrand is log-concave, and each half of the z-axis has one
// bend.
double log_site_integral(double self_coupling, double overlap, int up, int down) {
  const double root = std::sqrt(overlap);
  const double width = std::sqrt(1.0 - overlap);
  const double scale = width / root;
  const double bend = std::abs(self_coupling) / root;
  const auto log_density = [=](double z) {
    return -0.5 * z * z + up * log_normal_cdf((self_coupling + root * z) / width) +
           down * log_normal_cdf((self_coupling - root * z) / width);
  };
  const auto slope = [=](double z) {
    return -z + up / scale * inverse_mills_ratio((self_coupling + root * z) / width) -
           down / scale * inverse_mills_ratio((self_coupling - root * z) / width);
  };
  // up ≥ down: the peak is at z ≥ 0.
  const double peak = up == down ? 0.0 : detail::find_peak(slope, 0.0, std::min(1.0, scale));
  const double infinity = std::numeric_limits<double>::infinity();
  const double first = std::min(1.0, scale);
  // On z ≥ 0 the factor that bends is Φ(x₋) for J_D > 0 and Φ(x₊) for J_D < 0, both at |J_D|/√q.
  const double right = detail::log_integral(log_density, peak, first, 0.0, infinity, bend, scale);
  const double left = detail::log_integral(log_density, 0.0, first, -infinity, 0.0, -bend, scale);
  const double top = std::max(left, right);
  return top + std::log1p(std::exp(std::min(left, right) - top)) -
         0.5 * std::log(2.0 * std::numbers::pi);
}

}  // namespace

std::vector<double> log_replica_integrals(double self_coupling, int replicas, double overlap) {
  require(std::abs(self_coupling) <= 100.0, "self_coupling", self_coupling, "[-100,100]");
  if (replicas < 1 || replicas > 200)
    throw outside("replicas", replicas, "the integers from 1 to 200");
  require_between("overlap", overlap, 0.0, 1.0);
  std::vector<double> logs(static_cast<std::size_t>(replicas) + 1);
  for (int k = 0; 2 * k <= replicas; ++k)
    logs[static_cast<std::size_t>(k)] = logs[static_cast<std::size_t>(replicas - k)] =
        log_site_integral(self_coupling, overlap, replicas - k, k);
  return logs;
}

ReplicaAction replica_action_binomial(const std::vector<double>& log_integrals, double overlap,
                                      double conjugate) {
  const int y = static_cast<int>(log_integrals.size()) - 1;
  // (y−2k)² − y − y(y−1)q without cancellation: |q̂| may be large and 1 − q small.
  const double constraint = y * ((y - 1.0) * overlap + 1.0);
  std::vector<double> exponents;
  for (int k = 0; k <= y; ++k) {
    exponents.push_back(gsl_sf_lnchoose(static_cast<unsigned>(y), static_cast<unsigned>(k)) +
                        0.5 * conjugate * (y * (y - 1.0) * (1.0 - overlap) - 4.0 * k * (y - k)) +
                        log_integrals[static_cast<std::size_t>(k)]);
  }
  const double top = *std::max_element(exponents.begin(), exponents.end());
  double total = 0.0;
  double square = 0.0;
  double fourth = 0.0;
  for (int k = 0; k <= y; ++k) {
    const double weight = std::exp(exponents[static_cast<std::size_t>(k)] - top);
    const double sum = (y - 2.0 * k) * (y - 2.0 * k);
    total += weight;
    square += weight * sum;
    fourth += weight * sum * sum;
  }
  square /= total;
  fourth /= total;
  const double none = std::numeric_limits<double>::quiet_NaN();
  ReplicaAction action{none, none, none, none, none, none, none, none, none};
  action.value = top + std::log(total);
  action.d_conjugate = 0.5 * (square - constraint);
  if (y > 1) {
    action.mean_overlap = (square - y) / (y * (y - 1.0));
    action.d_mean_overlap_d_conjugate = 0.5 * (fourth - square * square) / (y * (y - 1.0));
  }
  return action;
}

ReplicaAction replica_action_binomial(const ReplicaPoint& point) {
  if (point.replicas != std::floor(point.replicas))
    throw outside("replicas", point.replicas, "the integers (the binomial sum)");
  require(point.replicas >= 1.0 && point.replicas <= 200.0, "replicas", point.replicas,
          "the integers from 1 to 200");
  require_finite("conjugate", point.conjugate);
  return replica_action_binomial(
      log_replica_integrals(point.self_coupling, static_cast<int>(point.replicas), point.overlap),
      point.overlap, point.conjugate);
}

}  // namespace steady::theory
