// How far a typical fixed point is from the next (docs/theory.md, section 3); η = 0.
#pragma once

namespace steady::solvers {

/// The distance d ∈ (0, 1/2) below which a typical fixed point has no others: S₂(q) − Σ, eq. (3.3),
/// is negative from d = 0⁺, eq. (3.3a), up to a single zero. Returned is the first double at which
/// it is not negative; NaN where S₂ − Σ has the same sign at d = 1e-12 and 1/2 (J_D ≤ 0, or so
/// large that the window is below 1e-12). Throws DomainError for |self_coupling| > 1e100.
double isolation_distance(double self_coupling);

}  // namespace steady::solvers
