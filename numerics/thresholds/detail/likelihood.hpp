// The likelihood of a curve with Firth's penalty, and its maximum.
#pragma once

#include <optional>
#include <span>

#include <steady/numerics/thresholds/detail/link.hpp>
#include <steady/numerics/thresholds/detail/symmetric.hpp>
#include <steady/numerics/thresholds/success_curve.hpp>

namespace steady::thresholds::detail {

/// P = curve(β_0 + β_1 z) in the scaled control z = (control − centre)/scale, so that steps do not
/// depend on units. Keeps a reference to the levels.
class Likelihood {
 public:
  Likelihood(std::span<const Level> levels, Curve curve);

  bool has_two_controls() const;
  Vector design(double control) const { return {1.0, (control - centre_) / scale_}; }
  /// Derivative of one trial's log-likelihood with respect to β·design.
  double trial_score(const Vector& beta, const TrialRecord& trial) const;
  Matrix information(const Vector& beta) const;
  /// ln L + ½ ln det I.
  double penalised(const Vector& beta) const;
  /// Its gradient: Σ [ score + h w'/(2w) ] x with the leverages h = n w x·I^{-1}x.
  Vector score(const Vector& beta, const Matrix& covariance) const;
  double deviance(const Vector& beta) const;
  /// β and its covariance as threshold and width: J* = centre − scale β_0/β_1, w = scale/β_1.
  void report(const Vector& beta, const Matrix& covariance, CurveFit& fit) const;

 private:
  double argument(const Vector& beta, double control) const {
    return beta[0] + beta[1] * (control - centre_) / scale_;
  }

  std::span<const Level> levels_;
  const Link& link_;
  double centre_ = 0.0;
  double scale_ = 0.0;
};

/// Fisher scoring (Firth 1993) with the step halved until the penalised likelihood grows. The
/// maximum exists for any trials with two different controls; nothing when it was not reached.
std::optional<Vector> maximum(const Likelihood& likelihood);

}  // namespace steady::thresholds::detail
