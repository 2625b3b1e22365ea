// Internal: one state of a network with its fields and its unstable neurons kept current.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <steady/numerics/dynamics/detail/kernels.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/numerics/simd/aligned_array.hpp>

namespace steady::dynamics::detail {

/// Neuron i of module l has the place l·P + i, P the module size rounded up to whole words of 64,
/// so that every module has its own words of bits.
class Places {
 public:
  explicit Places(const network::Network& network)
      : module_size_(network.module_size()),
        stride_((module_size_ + 63) / 64 * 64),
        modules_(network.modules()) {}
  int of(int neuron) const {
    return modules_ == 1 ? neuron : neuron / module_size_ * stride_ + neuron % module_size_;
  }
  int neuron(int place) const {
    return modules_ == 1 ? place : place / stride_ * module_size_ + place % stride_;
  }
  int modules() const { return modules_; }
  int module_size() const { return module_size_; }
  int stride() const { return stride_; }
  int count() const { return modules_ * stride_; }
  int words() const { return count() / 64; }
  /// Neurons of a module rounded up to whole vectors.
  int padded_module() const { return (module_size_ + lanes - 1) / lanes * lanes; }

 private:
  int module_size_;
  int stride_;
  int modules_;
};

using Bits = std::vector<std::uint64_t>;

inline bool bit(const Bits& bits, int place) {
  return (bits[static_cast<std::size_t>(place) / 64] >> (static_cast<unsigned>(place) % 64)) & 1;
}

class LiveState {
 public:
  LiveState(const network::Network& network, std::span<const std::int8_t> spins,
            std::int32_t threshold, SimdLevel simd);

  int size() const { return network_->size(); }
  int unstable() const { return unstable_count_; }
  int spin(int neuron) const { return bit(up_, places_.of(neuron)) ? 1 : -1; }
  bool is_unstable(int neuron) const { return bit(unstable_, places_.of(neuron)); }
  /// s_i h_i + d_i in units of 2^-20.
  std::int32_t stability(int neuron) const;
  /// Number `index` of the unstable neurons in the order of their numbers.
  int nth_unstable(int index) const;
  /// The neuron of the lowest s_i h_i + d_i, the first of several.
  int lowest() const;

  /// h_i without the self-coupling, by place.
  const std::int32_t* fields() const { return fields_.data(); }
  /// d_i by place; null: none.
  const std::int32_t* own() const { return own_ ? own_->data() : nullptr; }
  /// Σ s_i h_i, and the same sum of other numbers by place.
  std::int64_t sum_of_stabilities() const { return signed_sum(fields_.data()); }
  std::int64_t signed_sum(const std::int32_t* values) const;

  void flip(int neuron);
  /// Flips the neurons whose bits are set, all at once; returns their number.
  int flip(const Bits& places);

  const Bits& unstable_places() const { return unstable_; }
  const Bits& up_places() const { return up_; }
  const Places& places() const { return places_; }
  network::Spins spins() const;
  double magnetisation() const;
  double overlap(const Bits& up_of_other) const;
  /// The up bits of a state of the same network.
  Bits bits_of(std::span<const std::int8_t> spins) const;

 private:
  friend class Block;
  struct WithoutSums {};
  LiveState(WithoutSums, const network::Network& network, std::span<const std::int8_t> spins,
            std::int32_t threshold, SimdLevel simd);
  /// Flips the neuron at `place` as far as its module feels it through `column`.
  void flip_dense(int place, const std::int32_t* column, const std::int32_t* next);
  void add_dense(int module, const Bits& plus, const Bits& minus, int factor);
  void add_entries(const Bits& plus, const Bits& minus, int factor);
  void judge_module(int module);
  void judge_one(int place);
  int lowest_of_own() const;
  const std::int32_t* own_of(int first_place) const { return own_->data() + first_place; }

  const network::Network* network_;
  const Kernels* kernels_;
  Places places_;
  std::int32_t threshold_;
  /// d_i by place; null: none.
  std::shared_ptr<const AlignedArray<std::int32_t>> own_;
  AlignedArray<std::int32_t> fields_;
  Bits up_;
  Bits unstable_;
  int unstable_count_ = 0;
  std::vector<int> module_unstable_;
};

}  // namespace steady::dynamics::detail
