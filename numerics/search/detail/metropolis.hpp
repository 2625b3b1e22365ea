// Internal: single flips accepted by the rule of Metropolis.
#pragma once

#include <steady/numerics/dynamics/detail/choices.hpp>
#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/search/annealing.hpp>
#include <steady/numerics/search/detail/instability.hpp>

namespace steady::search::detail {

/// The energy's change as a number.
inline double energy_of(const Instability& change, Energy energy) {
  return energy == Energy::unstable ? change.unstable
                                    : static_cast<double>(change.deficit) * 0x1p-20;
}

/// Proposals and their acceptance from one stream.
class Metropolis {
 public:
  explicit Metropolis(network::RandomStream random) : random_(random) {}

  /// Uniformly below n, within a relative n/2^64.
  int below(int n) {
    return static_cast<int>((static_cast<Wide>(random_.next()) * static_cast<Wide>(n)) >> 64);
  }

  network::Spins random_start(int size) { return network::random_spins(size, random_); }

  /// True with probability min(1, e^{−action}). Draws only when it has to.
  bool accepts(double action) {
    return action <= 0.0 || dynamics::detail::logarithm(random_.next_uniform()) < -action;
  }

 private:
  __extension__ using Wide = unsigned __int128;
  network::RandomStream random_;
};

}  // namespace steady::search::detail
