// A state and its local fields, kept current while neurons flip: the one plain class for whatever
// walks from state to state. (The dynamics of many sweeps and Monte Carlo have vector kernels of
// their own, with the same integers.)
//
// An own update rule is a loop over visits,
//   KeptFields state(network, start);
//   const double field = state.field(i) * 0x1p-20 + self_coupling * state.spin(i);
//   state.set(i, field + noise >= 0.0 ? 1 : -1);
// (and network.self_couplings() where neurons have some of their own);
// a term beyond pairs adds to the fields what a flip changes,
//   state.flip(j);                                   // s_i s_j s_k: h_i += K s_j s_k, and so on
//   state.add(i, 2 * K * state.spin(j) * state.spin(k));
// and other kinds of neurons have the products of products.hpp.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <steady/numerics/network/network.hpp>

namespace steady::network {

class KeptFields {
 public:
  /// Refers to the network, whose own terms must not change meanwhile. One pass over all
  /// couplings. Throws std::invalid_argument for spins that are not ±1 or of the wrong number.
  KeptFields(const Network& network, std::span<const std::int8_t> spins);

  int size() const { return static_cast<int>(spins_.size()); }
  const Spins& spins() const { return spins_; }
  /// h_i = Σ_j J_ij s_j + b_i + λ Σ … of all neurons in units of 2^-20, without the self-coupling:
  /// network::local_fields of spins(), plus what was added.
  std::span<const std::int32_t> fields() const { return fields_; }

  int spin(int neuron) const { return spins_[static_cast<std::size_t>(neuron)]; }
  std::int32_t field(int neuron) const { return fields_[static_cast<std::size_t>(neuron)]; }
  /// s_i h_i + d_i in units of 2^-20: x_i ≥ 0 means at least stability_threshold(J_D).
  std::int32_t stability(int neuron) const {
    const auto own = network_->self_couplings();
    return spin(neuron) * field(neuron) + (own.empty() ? 0 : own[static_cast<std::size_t>(neuron)]);
  }

  /// Number of neurons with s_i h_i + d_i < threshold, in units of 2^-20.
  int count_below(std::int32_t threshold) const;

  /// One pass over what leaves the neuron.
  void flip(int neuron);
  /// s_i = `spin`, ±1; whether it was another.
  bool set(int neuron, int spin) {
    if (spin == this->spin(neuron)) return false;
    flip(neuron);
    return true;
  }
  /// h_i += change, in units of 2^-20, for terms that the network does not hold. The sum must stay
  /// below 2^31.
  void add(int neuron, std::int32_t change) { fields_[static_cast<std::size_t>(neuron)] += change; }

 private:
  const Network* network_;
  Spins spins_;
  std::vector<std::int32_t> fields_;
};

}  // namespace steady::network
