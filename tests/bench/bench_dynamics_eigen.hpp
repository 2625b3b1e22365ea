// The reference of bench_dynamics: products with a dense matrix, by Eigen for this processor.
#pragma once

#include <cstdint>
#include <memory>

#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/network/spins.hpp>

namespace steady::bench {

/// What one writes first: a product of a matrix row with the state at every visit (asynchronous),
/// of the whole matrix with the state at every sweep (parallel).
class PlainDynamics {
 public:
  PlainDynamics(const network::Couplings& couplings, double self_coupling);
  ~PlainDynamics();

  /// Random order until no neuron is unstable, looked at after every sweep; number of flips.
  double relax(const network::Spins& start, std::int64_t max_sweeps, std::uint64_t seed) const;

  /// Number of flips of `sweeps` parallel updates.
  double parallel_sweeps(const network::Spins& start, std::int64_t sweeps) const;

 private:
  struct Matrix;
  std::unique_ptr<Matrix> matrix_;
  float self_coupling_;
};

}  // namespace steady::bench
