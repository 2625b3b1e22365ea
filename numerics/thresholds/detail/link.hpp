// A curve of success as a function of t = β·x, with what its likelihood needs.
#pragma once

#include <steady/numerics/thresholds/success_curve.hpp>

namespace steady::thresholds::detail {

/// One curve P(t), without state. y successes in n trials at t have the log-likelihood
/// y ln P + (n − y) ln(1 − P).
class Link {
 public:
  virtual ~Link() = default;
  virtual double probability(double t) const = 0;
  virtual double log_success(double t) const = 0;  ///< ln P
  virtual double log_failure(double t) const = 0;  ///< ln(1 − P)
  virtual double slope(double t) const = 0;        ///< P'
  /// Derivative of the log-likelihood.
  virtual double score(double successes, double trials, double t) const = 0;
  /// Fisher information n w, w = P'²/(P(1 − P)).
  virtual double information(double trials, double t) const = 0;
  /// ½ w'/w: the slope of Firth's penalty.
  virtual double half_log_slope(double t) const = 0;
};

const Link& link_of(Curve curve);

}  // namespace steady::thresholds::detail
