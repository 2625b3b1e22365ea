// Internal: what a few inputs a neuron do to sums that messages take as Gaussian, eq. (7.16).
#pragma once

#include <vector>

#include <steady/numerics/network/network.hpp>

namespace steady::messages::detail {

/// Σ_j J_ij^2, J_ij^4 and J_ij^6 of every neuron i. Inputs from other modules, which are treated
/// exactly, do not count.
struct InputSums {
  std::vector<double> squares, fourths, sixths;
};
InputSums input_sums(const network::Network& network);

/// The two leading terms of Edgeworth's series for ln P(x_i ≥ 0), nats.
struct Edgeworth {
  double first = 0.0;   ///< of the fourth cumulant
  double second = 0.0;  ///< of its square and of the sixth cumulant

  Edgeworth& operator+=(const Edgeworth& other) {
    first += other.first;
    second += other.second;
    return *this;
  }
};

/// For one neuron at u = (J_D + …)/√V, whose inputs have the signs ±1 with equal probabilities.
Edgeworth edgeworth(double u, double variance, double fourths, double sixths);

}  // namespace steady::messages::detail
