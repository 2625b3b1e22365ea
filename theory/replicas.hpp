// y replicas of fixed points at mutual overlap q (docs/theory.md, section 4); η = 0.
#pragma once

#include <vector>

namespace steady::theory {

/// The largest y of the replica integral.
inline constexpr double largest_replicas = 1e5;

/// Where the replica action is evaluated.
struct ReplicaPoint {
  double self_coupling;  ///< J_D, |J_D| ≤ 100
  double replicas;       ///< y ∈ [1, largest_replicas], need not be an integer
  double overlap;        ///< q ∈ (0,1)
  double conjugate;      ///< q̂; negative values only where y is an integer
};

/// The action of eq. (4.2) and its partial derivatives in closed integral form, eqs. (4.4)–(4.8).
/// At the stationary q̂ the first derivatives are those of S_y(q) itself.
struct ReplicaAction {
  double value;
  double mean_overlap;                ///< ⟨tanh²v⟩: equals q at the stationary q̂, eq. (4.4)
  double d_conjugate;                 ///< ∂/∂q̂ = ½ y(y−1) (⟨tanh²v⟩ − q), eq. (4.4)
  double d_overlap;                   ///< ∂/∂q = ½ y(y−1) (⟨r²⟩ − q̂), eq. (4.5)
  double d_replicas;                  ///< ∂/∂y, eq. (4.6)
  double d_self_coupling;             ///< ∂/∂J_D, eq. (4.7)
  double d_mean_overlap_d_conjugate;  ///< ∂⟨tanh²v⟩/∂q̂, eq. (4.8)
  double d_mean_overlap_d_replicas;   ///< ∂⟨tanh²v⟩/∂y
  double d_replicas2;                 ///< ∂²/∂y²
};

/// The two-dimensional integral of eq. (4.2) for any real y and q̂ ≥ 0. What depends on (J_D, q)
/// alone is computed once, so that a search over (y, q̂) is cheap.
class ReplicaIntegral {
 public:
  /// Throws std::domain_error for |self_coupling| > 100 or NaN, overlap outside (0,1).
  ReplicaIntegral(double self_coupling, double overlap);

  /// Throws std::domain_error for replicas outside [1, largest_replicas] or conjugate outside [0,
  /// 1e4].
  ReplicaAction at(double replicas, double conjugate) const;

  double self_coupling() const { return self_coupling_; }
  double overlap() const { return overlap_; }

 private:
  /// One point of the z-quadrature on z ≥ 0; the other half-plane follows from (z,t) → (−z,−t).
  struct Node {
    double log_weight;  ///< of the quadrature weight times 2 φ(z)
    double log_up;      ///< ln Φ(x₊), x± = (J_D ± √q z)/√(1−q)
    double mills_up;    ///< φ(x₊)/Φ(x₊)
    double mills_down;
    double tilt;      ///< w = ½ ln[Φ(x₊)/Φ(x₋)] ≥ 0
    double log_both;  ///< ln(1 + e^(−2w)): ln 2 cosh w beyond w
  };
  double self_coupling_;
  double overlap_;
  std::vector<Node> nodes_;
};

/// The same at one point. Throws std::domain_error naming the argument outside its domain.
ReplicaAction replica_action(const ReplicaPoint& point);

/// The binomial sum of eq. (4.3) for integer y ∈ [1, 200] and q̂ of either sign: value,
/// mean_overlap, d_conjugate and d_mean_overlap_d_conjugate; the other derivatives are NaN.
/// Throws std::domain_error for a y that is not an integer.
ReplicaAction replica_action_binomial(const ReplicaPoint& point);

/// The z-integrals of eq. (4.3), which depend neither on q̂: logarithms for k = 0…y.
std::vector<double> log_replica_integrals(double self_coupling, int replicas, double overlap);

/// Eq. (4.3) from such integrals.
ReplicaAction replica_action_binomial(const std::vector<double>& log_integrals, double overlap,
                                      double conjugate);

}  // namespace steady::theory
