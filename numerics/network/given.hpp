// A network that somebody has: couplings, self-couplings, fields or thresholds from files, brought
// to the grid of the engines without losing track of what that changes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <steady/numerics/files/arrays.hpp>
#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/numerics/network/spins.hpp>

namespace steady::network {

/// How states are written: s_i = ±1, or x_i ∈ {0, 1} with s_i = 2x_i − 1.
enum class StateConvention { plus_minus, zero_one };

/// What a neuron does whose input is exactly zero. `keep`: both its states are stable, the rule of
/// all engines, and that of F. Li et al., PNAS 101, 4781 (2004). `on`: it is on from the threshold
/// on, input ≥ θ; `off`: only above it, input > θ.
enum class TieRule { keep, on, off };

struct GivenOptions {
  std::string data_set;            ///< array in the file; empty: the only square one
  bool transpose = false;          ///< column i feeds neuron i, instead of row i
  bool keep_diagonal = true;       ///< W_ii as self-couplings; false: as if they were zero
  std::optional<double> diagonal;  ///< instead of every W_ii, in the units of the file
  std::filesystem::path field;     ///< b_i; of {0,1} the thresholds θ_i; empty: what the file has
  std::string field_data_set;
  StateConvention states = StateConvention::plus_minus;
  TieRule ties = TieRule::keep;
  /// J_D that the networks will be asked at: where ties do not keep the state, inputs are multiples
  /// of a unit only together with them.
  std::vector<double> self_couplings = {};
};

/// x_i = s_i (Σ_{j≠i} J_ij s_j + b_i) + d_i + J_D ≥ 0 for all i is a fixed point, eq. (1.2) with
/// fields and self-couplings of each neuron's own. With x_i ∈ {0,1}, on where Σ_j W_ij x_j > θ_i
/// (the diagonal included), the same states are the fixed points of J_ij = W_ij/2, d_i = W_ii/2,
/// b_i = ½ Σ_j W_ij − θ_i: no other network, only other names.
///
/// Engines see all of it multiplied by 2^scale and rounded to multiples of 2^-20. The scale is 0
/// where that is exact, else the one nearest to 0 that makes it exact (whole and dyadic numbers),
/// else the largest that keeps fields within ±2^9 (the smallest rounding). Of {0,1} W_ij, θ_i and
/// W_ii are rounded, and b_i is what follows of them: ties of neurons without input stay ties.
class GivenNetwork {
 public:
  /// `field` may be empty. Throws std::domain_error, with the remedy, for a matrix that is not
  /// square or smaller than 2 × 2, a field of another length, or ties that the grid cannot tell.
  GivenNetwork(files::Matrix matrix, const std::vector<double>& field, const GivenOptions& options,
               std::string source = "", std::uint64_t sample = 0);

  int size() const { return static_cast<int>(self_couplings_.size()); }
  const std::string& source() const { return source_; }  ///< file and data set
  std::uint64_t sample() const { return sample_; }       ///< number in that file
  const GivenOptions& options() const { return options_; }

  /// J_ij in the ±1 convention, in the units of the file; the diagonal is zero.
  const files::Matrix& matrix() const { return matrix_; }
  const std::vector<double>& self_couplings() const { return self_couplings_; }  ///< d_i
  /// b_i; from {0,1} the double nearest to it (stability and engines do not use it then).
  const std::vector<double>& external_field() const { return field_; }

  /// Engines see 2^scale times the values as read; J_D and temperatures must follow.
  int scale() const { return scale_; }
  double to_engine(double value) const;
  double from_engine(double value) const;
  /// Whether the grid holds all values exactly.
  bool is_exact() const { return exact_; }
  /// Bound of what rounding changes in x_i, in the units of the file; half a step a coupling at
  /// most, of {0,1} a step.
  double rounding(int neuron) const;
  double largest_rounding() const;

  /// For engines that enumerate. Throws std::domain_error for more neurons than `max_packed_size`.
  Couplings couplings() const;
  /// For engines of any size; stored sparsely when few couplings are present.
  Network network() const;

  /// x_i from the values as read, with an exact sign; in the units of the file.
  double stability(std::span<const std::int8_t> spins, int neuron, double self_coupling) const;
  /// Whether no x_i is negative, from the values as read, not from the grid. What an engine finds
  /// at J_D + largest_rounding() holds all of them.
  bool is_fixed_point(std::span<const std::int8_t> spins, double self_coupling) const;

  /// A neuron whose x_i is so near to zero that rounding may have decided.
  struct Doubt {
    int neuron;
    double stability;  ///< x_i of the values as read
    double rounding;
  };
  struct Judgement {
    int unstable = 0;           ///< neurons with x_i < 0 by the values as read
    std::vector<Doubt> doubts;  ///< empty for an exact grid
  };
  /// Throws std::invalid_argument for spins that are not ±1 of size().
  Judgement judged(std::span<const std::int8_t> spins, double self_coupling) const;

 private:
  std::int32_t steps_of(double value) const;
  Couplings bare_couplings() const;  // without fields and self-couplings
  std::vector<double> all_to_engine(std::vector<double> values) const;
  std::vector<double> engine_field() const;
  template <class Add>
  void for_each_term(std::span<const std::int8_t> spins, int neuron, double self_coupling,
                     const Add& add) const;
  void take_field(const std::vector<double>& field);
  void take_diagonal();
  void become_plus_minus();
  void choose_scale();
  void break_ties();
  void measure_rounding();

  files::Matrix matrix_;
  std::vector<double> self_couplings_;
  std::vector<double> field_;
  std::vector<double> field_remainder_;  // of b_i beside the double; empty: none
  std::vector<double> thresholds_;       // θ_i of {0,1}; empty: ±1
  std::vector<double> rounding_;         // empty: none
  GivenOptions options_;
  std::string source_;
  std::uint64_t sample_;
  int scale_ = 0;
  bool exact_ = true;
};

/// The names of the networks in a file, its samples (files::list_square_matrices).
std::vector<std::string> given_networks(const std::filesystem::path& file,
                                        const GivenOptions& options);

/// Network number `sample` of a file, with the field b_i that the file has for it
/// (files::list_fields) where `options` name none. Throws files::FileError naming the file and the
/// remedy.
GivenNetwork read_given_network(const std::filesystem::path& file, const GivenOptions& options,
                                std::uint64_t sample = 0);

/// All of them, reading the file once. Throws as read_given_network.
std::vector<GivenNetwork> read_all_given_networks(const std::filesystem::path& file,
                                                  const GivenOptions& options);

/// Bytes that reading all networks of a file, and building both forms for engines of one of them,
/// need at the peak: ask before.
double given_network_bytes(const std::filesystem::path& file, const GivenOptions& options);

/// The couplings of a network as a matrix to write: row i feeds neuron i, the joints of modules
/// included, d_i on the diagonal. Sparse where the network is stored so. Read as a given network it
/// is the same, at scale 0.
files::Matrix matrix_of(const Network& network);

/// States one a row, of `size` neurons: of any array file, the end states of a file of runs
/// (files::RunsReader; `name` is then one of its groups), or the fixed points of `enumerate
/// --states` (files::list_fixed_points). Truth values are states in any convention, and the
/// program's own files are always ±1. Throws files::FileError naming the file, row and column: a
/// zero, 0/1 where ±1 is expected, other numbers, rows of another length.
std::vector<Spins> read_states(const std::filesystem::path& file, int size,
                               StateConvention convention, const std::string& name = "");

/// 1 for +1; 0 or −1 for −1.
int written_as(std::int8_t spin, StateConvention convention);

}  // namespace steady::network
