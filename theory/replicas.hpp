// y replicas of fixed points at mutual overlap q (docs/theory.md, section 4); η = 0.
#pragma once

namespace steady::theory {

/// Where the replica action is evaluated.
struct ReplicaPoint {
  double self_coupling;  ///< J_D, |J_D| ≤ 100
  double replicas;       ///< y ∈ [1, 1000], need not be an integer
  double overlap;        ///< q ∈ (0,1)
  double conjugate;      ///< q̂; negative values only where y is an integer
};

/// The action of eq. (4.2) and its partial derivatives in closed integral form, eqs. (4.4)–(4.8).
/// At the stationary q̂ the first derivatives are those of S_y(q) itself.
struct ReplicaAction {
  double value;
  double d_conjugate;       ///< ∂/∂q̂ = ½ y(y−1) (⟨tanh²v⟩ − q)
  double d_overlap;         ///< ∂/∂q
  double d_replicas;        ///< ∂/∂y
  double d_self_coupling;   ///< ∂/∂J_D
  double d_conjugate2;      ///< ∂²/∂q̂²
  double d_conjugate_replicas;  ///< ∂²/∂q̂∂y
  double d_replicas2;       ///< ∂²/∂y²
};

/// The two-dimensional integral for any real y, eq. (4.2); q̂ ≥ 0.
/// Throws std::domain_error naming the argument outside the domains above.
ReplicaAction replica_action(const ReplicaPoint& point);

/// The binomial sum, eq. (4.3), of the same number for integer y ∈ [1, 200] and q̂ of either sign:
/// value and d_conjugate, d_overlap, d_self_coupling, d_conjugate2; the derivatives with respect
/// to y are NaN. Throws std::domain_error for a y that is not an integer.
ReplicaAction replica_action_binomial(const ReplicaPoint& point);

/// Largest possible local entropy at distance d: all states, H(d).
double local_entropy_bound(double distance);

}  // namespace steady::theory
