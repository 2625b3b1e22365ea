#include <steady/numerics/thresholds/detail/link.hpp>

#include <algorithm>
#include <cmath>

#include <steady/theory/gaussian.hpp>

namespace steady::thresholds::detail {
namespace {

/// ln(1 + e^x) without overflow.
double softplus(double x) {
  return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

class Logistic final : public Link {
 public:
  double probability(double t) const override {
    return t < 0.0 ? std::exp(t) / (1.0 + std::exp(t)) : 1.0 / (1.0 + std::exp(-t));
  }
  double log_success(double t) const override { return -softplus(-t); }
  double log_failure(double t) const override { return -softplus(t); }
  double slope(double t) const override { return information(1.0, t); }
  double score(double successes, double trials, double t) const override {
    return successes - trials * probability(t);
  }
  double information(double trials, double t) const override {
    const double p = probability(t);
    return trials * p * (1.0 - p);
  }
  double half_log_slope(double t) const override { return 0.5 - probability(t); }
};

class Probit final : public Link {
 public:
  double probability(double t) const override { return theory::normal_cdf(t); }
  double log_success(double t) const override { return theory::log_normal_cdf(t); }
  double log_failure(double t) const override { return theory::log_normal_tail(t); }
  double slope(double t) const override { return theory::normal_density(t); }
  double score(double successes, double trials, double t) const override {
    return successes * of_success(t) - (trials - successes) * of_failure(t);
  }
  double information(double trials, double t) const override {
    return trials * of_success(t) * of_failure(t);
  }
  double half_log_slope(double t) const override {
    return 0.5 * (of_failure(t) - of_success(t)) - t;
  }

 private:
  static double of_success(double t) { return theory::inverse_mills_ratio(t); }
  static double of_failure(double t) { return theory::inverse_mills_ratio(-t); }
};

}  // namespace

const Link& link_of(Curve curve) {
  static const Logistic logistic;
  static const Probit probit;
  return curve == Curve::probit ? static_cast<const Link&>(probit) : logistic;
}

}  // namespace steady::thresholds::detail
