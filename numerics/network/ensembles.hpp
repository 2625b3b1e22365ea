// Random coupling ensembles (docs/theory.md, section 1): an open list.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/network/spins.hpp>

namespace steady::network {

/// A number that one ensemble has and others have not.
struct EnsembleParameter {
  std::string name;
  double smallest, largest;
  bool whole;
  double by_default;
  std::string meaning;
};

/// An entry of the list of ensembles with its own parameters: `binary`, `hebbian:patterns=3`; the
/// first one where nothing is said. Parameters that are not mentioned have their defaults.
class EnsembleName {
 public:
  EnsembleName() = default;
  /// Throws DomainError for an unknown name or parameter, saying which there are, and for a value
  /// outside its bounds.
  EnsembleName(std::string_view text);
  EnsembleName(const char* text) : EnsembleName(std::string_view(text)) {}
  EnsembleName(const std::string& text) : EnsembleName(std::string_view(text)) {}

  /// As given, but without what is as by default: texts are equal where names are.
  std::string_view text() const;
  std::size_t place_in_list() const { return place_; }
  /// Of this ensemble. Throws std::invalid_argument for one that it does not have.
  double parameter(std::string_view name) const;

  bool operator==(const EnsembleName&) const = default;

 private:
  std::size_t place_ = 0;
  std::vector<double> values_;  ///< in the order of its description
  std::string text_;            ///< empty: all as by default
};

/// Which random networks. Most ensembles have the field variance Σ_{j≠i} ⟨J_ij²⟩ = (N−1)/N, see
/// field_variance.
struct Ensemble {
  /// η = corr(J_ij, J_ji) ∈ [−1,1]; −1: antisymmetric.
  double symmetry = 0.0;
  /// Without a value: dense, every coupling is present. With a value c ∈ (0, N−1], in ensembles
  /// that can be sparse: each coupling is present with probability c/(N−1), and a present one has
  /// variance (N−1)/(N c), eq. (1.5). At η = 0 the graph is directed: the two directions of a pair
  /// are present independently. At η ≠ 0 it is undirected (both or none), so that
  /// corr(J_ij, J_ji) = η holds exactly.
  std::optional<double> mean_degree = {};
  /// What law the couplings have: "gaussian" eq. (1.1), "binary" eq. (1.7), … of ensembles().
  EnsembleName name = {};

  bool operator==(const Ensemble&) const = default;
};

/// One entry of the list of ensembles.
struct EnsembleInfo {
  std::string name;
  std::string summary;  ///< one line
  bool can_be_sparse;   ///< whether Ensemble::mean_degree may be given
  bool must_be_sparse;  ///< whether it must
  double lowest_symmetry, highest_symmetry;
  std::vector<EnsembleParameter> parameters;
};

/// All there are, the default first.
const std::vector<EnsembleInfo>& ensembles();

const EnsembleInfo& ensemble_info(EnsembleName name);

/// The largest dense network: the grid of couplings holds no larger one.
inline constexpr int largest_dense_size = 14177;

/// Mean of h_i² over the networks, of a state that does not know them.
double field_variance(const Ensemble& ensemble, int size);

/// Whether the networks are dense and at large N like those of (1.1): fields Gaussian and
/// independent of the state, all couplings of one variance 1/N.
bool large_as_gaussian(const Ensemble& ensemble);

/// Whether the networks have patterns.
bool stores_patterns(const Ensemble& ensemble);

/// The pattern ξ^μ, μ = 0, 1, …, of an ensemble that has some (hebbian, planted), of one module:
/// the first patterns of a network are the same however many it has.
Spins stored_pattern(int size, int pattern, std::uint64_t seed, std::uint64_t sample);

/// Throws DomainError naming the parameter: size < 2, a symmetry outside [−1,1], a mean degree
/// outside (0, N−1] or in an ensemble that cannot be sparse, or none in one that must be; what an
/// ensemble does not allow.
void require_valid(const Ensemble& ensemble, int size);

/// Network number `sample` of the ensemble as a matrix: the same couplings for any self-coupling,
/// any number of threads and any order, on any machine. Different sizes are independent; different
/// symmetries use the same random numbers. Couplings are rounded to the grid of 2^-20.
/// Cost: one Philox block (two when sparse) per pair of neurons.
/// Throws std::domain_error as require_valid does, and where a matrix cannot hold the largest
/// possible coupling (dense: size above largest_dense_size; sparse: size above about 119 √c, where
/// draw_sparse_couplings goes on).
Couplings draw_couplings(const Ensemble& ensemble, int size, std::uint64_t seed,
                         std::uint64_t sample);

}  // namespace steady::network
