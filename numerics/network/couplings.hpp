// One network: its couplings, rounded to a dyadic grid so that every field is an exact integer.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <steady/numerics/network/state.hpp>

namespace steady::network {

/// Off-diagonal couplings J_ij = grid(i,j)·2^-20 of `size` neurons, row i feeding neuron i.
/// The diagonal is zero: the self-coupling J_D is a parameter of the dynamics. A neuron may have a
/// field b_i and a self-coupling d_i of its own; it is then stable when
/// s_i (Σ_j J_ij s_j + b_i) + J_D + d_i ≥ 0.
class Couplings {
 public:
  static constexpr int fraction_bits = 20;

  /// Zero couplings. Throws std::domain_error when size < 2.
  explicit Couplings(int size);

  /// Row after row, in units of 2^-20. In contrast to set, one coupling may be as large as 2^10 as
  /// long as fields stay in range. Throws std::domain_error for another length than size², a
  /// diagonal that is not zero, or a row with Σ_j |J_ij| ≥ 2^10.
  Couplings(int size, std::vector<std::int32_t> grid);

  int size() const { return size_; }

  /// Coupling from neuron j to neuron i in units of 2^-20.
  std::int32_t grid(int i, int j) const { return values_[index(i, j)]; }

  /// Coupling from neuron j to neuron i as a number.
  double value(int i, int j) const;

  /// Rounds to the nearest point of the grid. Throws std::domain_error when i == j, when the
  /// value is not finite, or when |value| ≥ 2^10 / size (fields must stay below 2^30 steps; with
  /// own terms, too, see set_external_field).
  void set(int i, int j, double value);

  /// Row i, `size` entries in units of 2^-20, entry i zero.
  std::span<const std::int32_t> row(int i) const;

  /// b_i in units of 2^-20, part of every local field; empty: all zero.
  std::span<const std::int32_t> external_field() const { return external_; }

  /// Rounds b_i to the nearest point of the grid. Throws std::invalid_argument for a length other
  /// than size() (or 0), std::domain_error for a field that is not finite or with which
  /// Σ_j |J_ij| + |b_i| + |d_i| reaches 1008 (2^10 − 2^4).
  void set_external_field(std::span<const double> field);

  /// d_i in units of 2^-20, added to the J_D of every neuron; empty: all zero.
  std::span<const std::int32_t> self_couplings() const { return self_; }

  /// Rounds d_i down to the grid: as fields are integers, this decides every stability at J_D = 0
  /// (or any J_D of the grid) as the number itself does, just like stability_threshold. Throws as
  /// set_external_field.
  void set_self_couplings(std::span<const double> values);

 private:
  std::size_t index(int i, int j) const {
    return static_cast<std::size_t>(i) * static_cast<std::size_t>(size_) +
           static_cast<std::size_t>(j);
  }
  /// Σ_j |J_ij| in units of 2^-20.
  std::int64_t reach(int i) const;
  void require_range(std::span<const std::int32_t> field,
                     std::span<const std::int32_t> self_couplings) const;

  int size_;
  std::vector<std::int32_t> values_;
  std::vector<std::int32_t> external_;
  std::vector<std::int32_t> self_;
};

/// The integer t with  s_i h_i + J_D ≥ 0  ⇔  s_i h_i ≥ t·2^-20, namely ⌈−J_D·2^20⌉: exact for
/// every real J_D. Saturates at ±2^30, beyond every field. Throws std::domain_error on NaN.
std::int32_t stability_threshold(double self_coupling);

/// The integers t_i with  s_i h_i + J_D + d_i ≥ 0  ⇔  s_i h_i ≥ t_i·2^-20, of `size` neurons with
/// these d_i (all zero when empty): stability_threshold(J_D) less d_i, where it saturates, too.
std::vector<std::int32_t> stability_thresholds(double self_coupling, int size,
                                               std::span<const std::int32_t> self_couplings);

/// Σ_j J_ij s_j + b_i in units of 2^-20.
std::int32_t local_field(const Couplings& couplings, PackedState state, int neuron);

/// Whether s_i h_i + J_D + d_i ≥ 0 for every neuron, eq. (1.2); size ≤ 64.
bool is_fixed_point(const Couplings& couplings, double self_coupling, PackedState state);

}  // namespace steady::network
