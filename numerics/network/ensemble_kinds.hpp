// The list of ensembles (internal; users call draw_couplings). A new ensemble is one new .cpp
// file, its declaration here and its line in ensembles.cpp.
#pragma once

#include <cstdint>

#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/network/ensembles.hpp>
#include <steady/numerics/network/sparse_couplings.hpp>
#include <steady/numerics/network/streams.hpp>

namespace steady::network {

/// Throws std::domain_error naming the parameter that is outside its domain.
void require_valid(const Ensemble& ensemble, int size);

/// The random numbers of one set of couplings.
struct CouplingStreams {
  RandomStream normals;  ///< values
  RandomStream graph;    ///< presence, pair by pair
  RandomStream gaps;     ///< presence, as gaps between present couplings
};

/// Those of draw_couplings, and those of module number `module` of several: streams named after
/// it, so that modules are independent and none depends on how many there are.
CouplingStreams coupling_streams(std::uint64_t seed, std::uint64_t sample);
CouplingStreams module_streams(int module, std::uint64_t seed, std::uint64_t sample);

/// Throw what draw_couplings and draw_sparse_couplings throw.
Couplings draw(const Ensemble& ensemble, int size, const CouplingStreams& streams);
SparseCouplings draw_sparse(const Ensemble& ensemble, int size, const CouplingStreams& streams);

Couplings draw_gaussian(const Ensemble& ensemble, int size, const RandomStream& normals);

/// Of the couplings present.
double sparse_deviation(int size, double mean_degree);

/// The standard normals of the pair i < j: z_ij, and z_ji with correlation η to it.
struct PairOfNormals {
  double forward;   ///< z_ij, for J_ij
  double backward;  ///< z_ji = η z_ij + √(1−η²) z', for J_ji
};

/// `stream` is that of the purpose "couplings"; the size is part of the counter, so that
/// networks of different sizes are independent.
PairOfNormals correlated_normals(const RandomStream& stream, int size, int i, int j,
                                 double symmetry);

/// √(1−η²).
double orthogonal_part(double symmetry);

/// The counter of the pair (i, j).
constexpr std::uint64_t pair_counter(int i, int j) {
  return (static_cast<std::uint64_t>(i) << 32) | static_cast<std::uint64_t>(j);
}

/// Whether a matrix holds couplings of this standard deviation, the largest possible one too;
/// decided by the parameters alone, never by the sample at hand.
bool fits_grid(double standard_deviation, int size);

/// Throws std::domain_error when not.
void require_fits_grid(double standard_deviation, int size);

}  // namespace steady::network
