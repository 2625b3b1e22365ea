// What an ensemble is made of. A new one is a file in ensembles/ and a line in ensembles.cpp.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/network/sparse_couplings.hpp>
#include <steady/numerics/network/streams.hpp>

namespace steady::network::detail {

/// The random numbers of one set of couplings: a stream for each purpose.
class CouplingStreams {
 public:
  /// Those of draw_couplings.
  CouplingStreams(std::uint64_t seed, std::uint64_t sample) : seed_(seed), sample_(sample) {}

  /// Those of module number `module` of several: streams named after it, so that modules are
  /// independent and none depends on how many there are.
  static CouplingStreams of_module(int module, std::uint64_t seed, std::uint64_t sample);

  RandomStream of(std::string_view purpose) const;

 private:
  std::uint64_t seed_;
  std::uint64_t sample_;
  std::string before_ = {};
  std::string after_ = {};
};

inline double no_closed_form(const NetworkSpec&, double) {
  return std::numeric_limits<double>::quiet_NaN();
}

/// One entry of the list. The functions are called with parameters that require_valid has passed.
struct EnsembleKind {
  std::string_view name;
  std::string_view summary;

  /// A dense network; null: the ensemble must be sparse.
  Couplings (*draw)(const Ensemble&, int size, const CouplingStreams&) = nullptr;

  /// One with a mean degree; null: the ensemble cannot be sparse.
  SparseCouplings (*draw_sparse)(const Ensemble&, int size, const CouplingStreams&) = nullptr;

  /// ln E[#], for one module or for coupled ones (λ ≠ 0); NaN where there is no closed form.
  double (*log_expected_count)(const NetworkSpec&, double self_coupling) = no_closed_form;

  /// Throws std::domain_error for what the checks common to all ensembles let pass; null: nothing.
  void (*require_valid)(const Ensemble&, int size) = nullptr;

  /// Which η there are.
  double lowest_symmetry = -1.0, highest_symmetry = 1.0;

  /// What it has beside η and the mean degree: `ensemble.name.parameter("patterns")`.
  std::vector<EnsembleParameter> parameters = {};

  /// Σ_{j≠i} ⟨J_ij²⟩ of a given neuron; null: (N−1)/N.
  double (*field_variance)(const Ensemble&, int size) = nullptr;

  /// Whether log_expected_count knows external fields (in one module).
  bool counts_with_fields = false;

  /// Whether dense networks are like those of (1.1) at large N: fields Gaussian and independent
  /// of the state, all couplings of one variance 1/N.
  bool large_as_gaussian = false;

  /// Whether stored_pattern is a pattern of its networks.
  bool stores_patterns = false;
};

const EnsembleKind& kind_of(const Ensemble& ensemble);

/// Throw what draw_couplings and draw_sparse_couplings throw.
Couplings draw(const Ensemble& ensemble, int size, const CouplingStreams& streams);
SparseCouplings draw_sparse(const Ensemble& ensemble, int size, const CouplingStreams& streams);

/// Pattern number `pattern`, from the stream of the purpose "patterns".
Spins pattern_of(const RandomStream& stream, int size, int pattern);

/// Of sparse ensembles with as many inputs for every neuron: η = 0 and a whole mean degree.
void require_whole_degree(const Ensemble& ensemble);

/// Of dense ensembles whose couplings are all as large as the grid holds at that size only.
void require_dense_size(const Ensemble& ensemble, int size);

/// The least n with n·g ≥ t, g > 0: a threshold t in fields that are multiples of g.
constexpr std::int64_t quotient_up(std::int64_t t, std::int64_t g) {
  return t / g + (t % g > 0);
}

/// Adds the input of neuron `to` from neuron `from`, normal, with a number of its own in the
/// stream.
void add_gaussian_input(std::vector<Link>& links, const RandomStream& normals, int size,
                        double deviation, int to, int from);

/// ln E[#] where every field is Gaussian of variance (N−1)/N and rows are independent, as in dense
/// networks of η = 0: eqs. (2.2), (5.2).
double log_mean_of_gaussian_rows(const NetworkSpec& spec, double self_coupling);

/// The streams of module number `module` of `modules`.
CouplingStreams streams_of(int module, int modules, std::uint64_t seed, std::uint64_t sample);

// What ensembles have in common.

/// The counter of the pair (i, j) in a stream; the size is its subcounter, so that networks of
/// different sizes are independent.
constexpr std::uint64_t pair_counter(int i, int j) {
  return (static_cast<std::uint64_t>(i) << 32) | static_cast<std::uint64_t>(j);
}

/// The standard normals of the pair i < j: z_ij, and z_ji with correlation η to it.
struct PairOfNormals {
  double forward;   ///< z_ij, for J_ij
  double backward;  ///< z_ji = η z_ij + √(1−η²) z', for J_ji
};

/// `stream` is that of the purpose "couplings".
PairOfNormals correlated_normals(const RandomStream& stream, int size, int i, int j,
                                 double symmetry);

/// √(1−η²).
double orthogonal_part(double symmetry);

/// Of the couplings present in a sparse network.
double sparse_deviation(int size, double mean_degree);

/// Whether a matrix holds Gaussian couplings of this standard deviation, the largest possible one
/// too; decided by the parameters alone, never by the sample at hand.
bool fits_grid(double standard_deviation, int size);

/// Throws std::domain_error when not.
void require_fits_grid(double standard_deviation, int size);

/// Calls fill(i, begin, end) for the pairs (i, j), begin ≤ j < end, j > i, of the whole triangle in
/// tiles, so that writes across the diagonal stay within the cache. end − begin ≤ tile_columns.
inline constexpr int tile_columns = 64;
template <class Fill>
void for_tiles_of_pairs(int size, Fill&& fill) {
  constexpr int tile_rows = 16;
  for (int rows = 0; rows < size; rows += tile_rows)
    for (int columns = rows; columns < size; columns += tile_columns)
      for (int i = rows; i < size && i < rows + tile_rows; ++i) {
        const int begin = i + 1 > columns ? i + 1 : columns;
        const int end = size < columns + tile_columns ? size : columns + tile_columns;
        if (begin < end) fill(i, begin, end);
      }
}

}  // namespace steady::network::detail
