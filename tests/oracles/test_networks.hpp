// Random networks for tests and benchmarks that must not depend on the library's own streams.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <steady/numerics/network/couplings.hpp>

namespace steady::oracles {

/// A standard normal by Box-Muller: the same on every platform.
inline double standard_normal(std::mt19937_64& engine) {
  const auto uniform = [&engine] { return (static_cast<double>(engine() >> 11) + 0.5) * 0x1p-53; };
  const double radius = std::sqrt(-2.0 * std::log(uniform()));
  return radius * std::cos(2.0 * 3.14159265358979323846 * uniform());
}

/// J_ij ~ N(0, 1/N) with corr(J_ij, J_ji) = symmetry, eq. (1.1).
inline network::Couplings gaussian_network(int size, double symmetry, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  network::Couplings couplings(size);
  const double scale = 1.0 / std::sqrt(size);
  const double other = std::sqrt(1.0 - symmetry * symmetry);
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < i; ++j) {
      const double first = standard_normal(engine);
      const double second = symmetry * first + other * standard_normal(engine);
      couplings.set(i, j, scale * first);
      couplings.set(j, i, scale * second);
    }
  }
  return couplings;
}

/// Couplings that are small multiples of 1/4: fields often cancel to exactly zero, and
/// stabilities often hit the threshold exactly.
inline network::Couplings coarse_network(int size, double symmetry, std::uint64_t seed) {
  const network::Couplings smooth = gaussian_network(size, symmetry, seed);
  network::Couplings couplings(size);
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < size; ++j) {
      if (i != j) couplings.set(i, j, std::round(4.0 * smooth.value(i, j)) / 4.0);
    }
  }
  return couplings;
}

}  // namespace steady::oracles
