// A network of any size as the dynamics and message passing see it: who feels neuron j, and how
// much. Dense, sparse, or modules joined by couplings λ; with external fields.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/network/sparse_couplings.hpp>
#include <steady/numerics/network/spins.hpp>
#include <steady/numerics/simd/aligned_array.hpp>
#include <steady/theory/topology.hpp>

namespace steady::network {

/// L modules of N neurons each; neuron i of module l has the number l·N + i. All numbers are
/// integers in units of 2^-20, so that fields are exact in any order of summation. Immutable but
/// for the external field, the neurons' own self-couplings and what is known of the variance of
/// couplings.
class Network {
 public:
  using Entry = network::Entry;  ///< one coupling that leaves a neuron

  /// What leaves neuron j: a dense block for the neurons first, first+1, … (the whole module, with
  /// a zero for j itself; starts on a cache line and is followed by zeros to the end of one; empty
  /// when the network is stored sparsely), and
  /// a list of other couplings.
  struct Column {
    std::int32_t first;
    std::span<const std::int32_t> dense;
    std::span<const Entry> sparse;
  };

  /// One module, stored sparsely when at most an eighth of its couplings is present. Fields and
  /// self-couplings of the neurons are taken over from Couplings.
  explicit Network(const Couplings& couplings);
  explicit Network(SparseCouplings couplings);

  /// Modules of equal size with their own couplings; same-index neurons of neighbouring modules
  /// feel each other with `coupling` = λ, eq. (5.1). Throws std::invalid_argument for no modules
  /// or unequal sizes, std::domain_error for a λ that is not finite or beyond 2^10/(modules).
  Network(const std::vector<Couplings>& modules, theory::Topology topology, double coupling);
  Network(std::vector<SparseCouplings> modules, theory::Topology topology, double coupling);

  int size() const { return modules_ * module_size_; }
  int modules() const { return modules_; }
  int module_size() const { return module_size_; }
  bool is_dense() const { return dense_.size() != 0; }
  theory::Topology topology() const { return topology_; }
  /// λ in units of 2^-20.
  std::int32_t coupling() const { return coupling_; }

  Column column(int j) const;

  /// Σ_j J_ij + λ·(neighbour modules), in units of 2^-20: the field without b where all are up.
  std::span<const std::int32_t> saturated_field() const { return saturated_; }

  /// b_i in units of 2^-20, added to the local field of neuron i; empty: none.
  std::span<const std::int32_t> external_field() const { return external_; }

  /// Whether all couplings i ≠ j of a module are known to come from laws of one and the same
  /// variance 1/N, as in the dense ensembles: then Σ_j J_ij² a_j may be taken as (1/N) Σ_j a_j. It
  /// is a property of where the couplings come from, never of how they are stored; draw_network
  /// knows it of what it draws. False for any other couplings: each J_ij² is then its own.
  bool has_homogeneous_variance() const { return homogeneous_variance_; }
  void set_homogeneous_variance(bool homogeneous) { homogeneous_variance_ = homogeneous; }

  /// Rounds to the nearest point of the grid. Throws std::invalid_argument for a length other than
  /// size() (or 0), std::domain_error for a field that is not finite or with which the sum of all
  /// that acts on a neuron, Σ_j |J_ij| + |λ| Σ … + |b_i| + |d_i|, reaches 1008
  /// (2^10 − 2^4).
  void set_external_field(std::span<const double> field);

  /// d_i in units of 2^-20, added to the J_D of every neuron; empty: none.
  std::span<const std::int32_t> self_couplings() const { return self_; }

  /// Rounds d_i down to the grid, as Couplings does. Throws as set_external_field.
  void set_self_couplings(std::span<const double> values);

 private:
  Network(std::span<const Couplings> modules, theory::Topology topology, double coupling);
  void join(double coupling);
  void store_densely(std::span<const Couplings> modules);
  void store_densely(const std::vector<SparseCouplings>& modules);
  void store_lists(std::vector<SparseCouplings> modules);
  void allocate_dense();
  std::int32_t* dense_column(int module, int j);
  void saturate();
  void require_range(std::span<const std::int32_t> field,
                     std::span<const std::int32_t> self_couplings) const;
  void take_own_terms(std::span<const Couplings> modules);

  int modules_;
  int module_size_;
  theory::Topology topology_ = theory::Topology::ring;
  std::int32_t coupling_ = 0;
  bool homogeneous_variance_ = false;
  std::size_t stride_ = 0;
  AlignedArray<std::int32_t> dense_;
  std::vector<Entry> entries_;
  std::vector<std::size_t> first_entry_;
  std::vector<std::int32_t> external_;
  std::vector<std::int32_t> self_;
  std::vector<std::int32_t> saturated_;
};

/// Network number `sample`. One module: the couplings of draw_couplings or, with a mean degree, of
/// draw_sparse_couplings. Several: module l has a stream of its own, so that it is the same for any
/// λ, topology and number of modules.
/// Throws what those throw.
Network draw_network(const NetworkSpec& spec, std::uint64_t seed, std::uint64_t sample);

/// Whether J_ij = J_ji for every pair (λ always is). One pass over the couplings.
bool is_symmetric(const Network& network);

/// h_i = Σ_j J_ij s_j + b_i + λ Σ …, without the self-coupling, in units of 2^-20.
std::vector<std::int32_t> local_fields(const Network& network, std::span<const std::int8_t> spins);

/// The integers t_i with  s_i h_i + J_D + d_i ≥ 0  ⇔  s_i h_i ≥ t_i·2^-20.
std::vector<std::int32_t> stability_thresholds(const Network& network, double self_coupling);

/// Number of neurons with s_i h_i + J_D + d_i < 0, from scratch: the independent check of every
/// claimed solution. Throws std::invalid_argument for spins that are not ±1 or of the wrong number.
int count_unstable(const Network& network, double self_coupling,
                   std::span<const std::int8_t> spins);

bool is_fixed_point(const Network& network, double self_coupling,
                    std::span<const std::int8_t> spins);

}  // namespace steady::network
