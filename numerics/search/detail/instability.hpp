// Internal: how far a state is from a fixed point, kept current while single neurons flip, and
// what a flip would make of it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <steady/numerics/network/network.hpp>
#include <steady/numerics/search/detail/instability_kernel.hpp>
#include <steady/numerics/simd/aligned_array.hpp>
#include <steady/numerics/simd/level.hpp>

namespace steady::search::detail {

/// One state of a network. A question or a flip costs one pass over the fields of one module.
class InstabilityState {
 public:
  InstabilityState(const network::Network& network, double self_coupling, double margin,
                   std::span<const std::int8_t> spins, SimdLevel simd = best_simd_level());

  int size() const { return network_->size(); }
  const Instability& total() const { return total_; }
  int spin(int neuron) const { return down_[place(neuron)] == 0 ? 1 : -1; }
  network::Spins spins() const;

  /// The change of total() if this neuron flipped.
  Instability change(int neuron) const;
  void flip(int neuron);

 private:
  std::size_t place(int neuron) const {
    return static_cast<std::size_t>(neuron / module_size_ * stride_ + neuron % module_size_);
  }
  Instability of_neuron(std::size_t place, std::int32_t field, bool flipped) const;
  Instability pass(int neuron, bool keep) const;
  const std::int32_t* own_from(std::size_t place) const {
    return own_.size() == 0 ? nullptr : own_.data() + place;
  }

  const network::Network* network_;
  InstabilityKernel kernel_;
  int module_size_;
  int stride_;
  Thresholds thresholds_;
  mutable AlignedArray<std::int32_t> fields_;  ///< written only by passes that keep
  AlignedArray<std::int32_t> down_;
  AlignedArray<std::int32_t> own_;  ///< d_i; empty: none
  std::vector<Instability> modules_;
  Instability total_;
};

}  // namespace steady::search::detail
