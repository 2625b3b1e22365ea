// The innermost loop of the integral over modules, vectorised. Internal.
#pragma once

#include <array>

namespace steady::theory::detail {

constexpr int max_entries = 6;     // 2 spins × (2 neighbours + 1)
constexpr int max_directions = 4;  // derivatives: q of both kinds, J_D, λ

/// The grid points of one module as columns: X_e, ∂X_e and the logarithm of the weight.
struct Columns {
  int entries = 0;
  int directions = 0;
  std::array<const double*, max_entries> value{};
  std::array<std::array<const double*, max_entries>, max_directions> slope{};
  const double* log_weight = nullptr;
};

/// What the other modules contribute to Z = Σ_e c_e X_e, and to its derivatives.
struct Coefficients {
  std::array<double, max_entries> value{};
  std::array<std::array<double, max_entries>, max_directions> slope{};
};

/// Σ_j w_j Z_j^y, the same with ln Z_j, and with ∂Z_j/Z_j.
struct KernelSums {
  double weight = 0.0;
  double log_z = 0.0;
  std::array<double, max_directions> slope{};
};

/// Sums over the points begin ≤ j < end; `offset` is added to their log-weights.
KernelSums kernel_sums(const Columns& columns, const Coefficients& c, int begin, int end, double y,
                       double offset);

}  // namespace steady::theory::detail
