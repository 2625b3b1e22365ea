// Cycles of the parallel dynamics (docs/theory.md, section 6); η = 0.
#pragma once

namespace steady::theory {

/// ln E[number of unordered cycles of period exactly two], exact at any size ≥ 2, eq. (6.1).
double log_mean_two_cycles(int size, double self_coupling);

}  // namespace steady::theory
