// Internal: counts where η < 0, docs/theory.md, eqs. (2.8), (2.9).
#pragma once

namespace steady::theory::detail {

/// b ∈ (0,1], and 1 − b known to full accuracy.
struct Repulsion {
  double strength;
  double rest;
};

/// ln 2 + ln Φ(x) + bλ(x)²/2 where x + bλ(x) = α; −∞ for b = 1, α ≤ 0, where there is no such x.
double repelled_entropy(double alpha, const Repulsion& repulsion);

/// N ln 2 + ln ∫Dz Φ(α + i z √(b/N))^N by steepest descent from the same x; size = N ≥ 3.
double log_mean_repelled(int size, double alpha, const Repulsion& repulsion);

}  // namespace steady::theory::detail
