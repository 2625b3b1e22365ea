// Internal: the parts into which a network falls, each in the order in which its neurons are set.
#pragma once

#include <cstddef>
#include <vector>

#include <steady/numerics/network/couplings.hpp>

namespace steady::enumeration::detail {

/// All in units of 2^-20: whole numbers, whose sums are exact in double.
struct Component {
  std::vector<int> neurons;       ///< their numbers in the network
  std::vector<double> couplings;  ///< J, row after row, symmetric, the diagonal zero
  std::vector<double> field;      ///< b_i
  bool has_field = false;         ///< some b_i is not zero

  int size() const { return static_cast<int>(neurons.size()); }
  const double* row(int i) const {
    return couplings.data() + static_cast<std::size_t>(i) * neurons.size();
  }
};

/// Neurons that feel each other, directly or by others. First comes the neuron with the largest
/// Σ |J_ij| over all, then over those that are left: what stays free to the end matters least.
std::vector<Component> components(const network::Couplings& couplings);

}  // namespace steady::enumeration::detail
