// Internal: how far a state is from a fixed point, kept current while single neurons flip, and
// what a flip would make of it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <steady/numerics/network/network.hpp>
#include <steady/numerics/simd/aligned_array.hpp>
#include <steady/numerics/simd/level.hpp>

namespace steady::search::detail {

/// What is missing to a fixed point.
struct Instability {
  int unstable = 0;  ///< neurons with x_i < 0
  /// Σ_i min(16, max(0, κ − x_i)) in units of 2^-20, eq. (7.11).
  std::int64_t deficit = 0;

  Instability& operator+=(const Instability& other) {
    unstable += other.unstable;
    deficit += other.deficit;
    return *this;
  }
  friend Instability operator-(Instability a, const Instability& b) {
    a.unstable -= b.unstable;
    a.deficit -= b.deficit;
    return a;
  }
  friend bool operator==(const Instability&, const Instability&) = default;
};

/// Neurons i with s_i h_i < hard are unstable, and min(16, max(0, soft − s_i h_i)) is missing.
struct Thresholds {
  std::int32_t hard;
  std::int32_t soft;
};

inline constexpr std::int32_t largest_deficit = 1 << 24;  // of one neuron: 16

/// Sums over `count` neurons, a multiple of 16, with the fields h + step·column, step 2, 0 or −2.
/// `down` is −1 for s_i = −1 and 0 for +1. `keep` stores the new fields.
using InstabilityKernel = Instability (*)(std::int32_t* field, const std::int32_t* column, int step,
                                          const std::int32_t* down, int count,
                                          const Thresholds& thresholds, bool keep);
InstabilityKernel instability_kernel(SimdLevel level);
Instability instability_portable(std::int32_t*, const std::int32_t*, int, const std::int32_t*, int,
                                 const Thresholds&, bool);
Instability instability_avx2(std::int32_t*, const std::int32_t*, int, const std::int32_t*, int,
                             const Thresholds&, bool);
Instability instability_avx512(std::int32_t*, const std::int32_t*, int, const std::int32_t*, int,
                               const Thresholds&, bool);

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

  const network::Network* network_;
  InstabilityKernel kernel_;
  int module_size_;
  int stride_;
  Thresholds thresholds_;
  mutable AlignedArray<std::int32_t> fields_;  ///< written only by passes that keep
  AlignedArray<std::int32_t> down_;
  std::vector<Instability> modules_;
  Instability total_;
};

}  // namespace steady::search::detail
