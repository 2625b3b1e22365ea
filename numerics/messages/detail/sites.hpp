// Internal: neurons of the same index in coupled modules, treated together and exactly.
#pragma once

#include <cstddef>
#include <vector>

#include <steady/numerics/messages/detail/posterior.hpp>
#include <steady/numerics/network/network.hpp>

namespace steady::messages::detail {

/// The law (7.5) of a site by enumeration of its 2^L configurations.
class Sites {
 public:
  Sites(const network::Network& network, const PosteriorKernels& kernels);

  /// Means of all neurons of all modules; the arrays are ordered like the neurons.
  void posterior(const PosteriorArrays& arrays) const;

  /// Σ over sites of ln Z; only the inputs of `arrays` are used.
  double log_normalisation(const PosteriorArrays& arrays) const;

 private:
  struct Tables;
  void fill(const PosteriorArrays& arrays, std::size_t site, Tables& tables) const;

  const PosteriorKernels& kernels_;
  std::size_t modules_, module_size_;
  double coupling_;  ///< λ
  /// For configuration σ and module l: where in the table of module l its stability is found.
  std::vector<std::size_t> entry_;
  std::size_t entries_;  ///< per module: 2 spins × number of neighbour sums
  std::size_t largest_sum_;
};

}  // namespace steady::messages::detail
