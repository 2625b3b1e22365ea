#include <steady/numerics/network/ensembles.hpp>

#include <cmath>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include <steady/numerics/network/ensemble_kinds.hpp>

namespace steady::network {

PairOfNormals correlated_normals(const RandomStream& stream, int size, int i, int j,
                                 double symmetry) {
  const auto [z, independent] =
      stream.normal_pair(pair_counter(i, j), static_cast<std::uint64_t>(size));
  return {z, symmetry * z + orthogonal_part(symmetry) * independent};
}

double orthogonal_part(double symmetry) {
  return std::sqrt((1.0 - symmetry) * (1.0 + symmetry));
}

bool fits_grid(double standard_deviation, int size) {
  return RandomStream::largest_normal * standard_deviation * size < 1024.0;
}

void require_fits_grid(double standard_deviation, int size) {
  if (fits_grid(standard_deviation, size)) return;
  throw std::domain_error(
      fmt::format("draw_couplings: couplings of standard deviation {} among size = {} neurons may "
                  "exceed the grid's range 2^10/size",
                  standard_deviation, size));
}

namespace {

/// As a matrix.
Couplings matrix_of(const SparseCouplings& sparse) {
  Couplings couplings(sparse.size());
  for (int j = 0; j < sparse.size(); ++j)
    for (const auto& entry : sparse.column(j))
      couplings.set(entry.neuron, j, std::ldexp(entry.value, -Couplings::fraction_bits));
  return couplings;
}

}  // namespace

void require_valid(const Ensemble& ensemble, int size) {
  if (size < 2) throw std::domain_error(fmt::format("draw_couplings: size = {} < 2", size));
  if (!(ensemble.symmetry >= 0.0 && ensemble.symmetry <= 1.0)) {
    throw std::domain_error(
        fmt::format("draw_couplings: symmetry = {} is outside [0, 1]", ensemble.symmetry));
  }
  const auto& degree = ensemble.mean_degree;
  if (degree && !(*degree > 0.0 && *degree <= size - 1.0)) {
    throw std::domain_error(fmt::format(
        "draw_couplings: mean degree = {} is outside (0, N-1] for N = {}", *degree, size));
  }
}

CouplingStreams coupling_streams(std::uint64_t seed, std::uint64_t sample) {
  return {{seed, "couplings", sample},
          {seed, "coupling presence", sample},
          {seed, "coupling gaps", sample}};
}

CouplingStreams module_streams(int module, std::uint64_t seed, std::uint64_t sample) {
  const auto number = std::to_string(module);
  return {{seed, "module couplings " + number, sample},
          {seed, "module coupling presence " + number, sample},
          {seed, "module coupling gaps " + number, sample}};
}

Couplings draw(const Ensemble& ensemble, int size, const CouplingStreams& streams) {
  require_valid(ensemble, size);
  if (!ensemble.mean_degree) return draw_gaussian(ensemble, size, streams.normals);
  require_fits_grid(sparse_deviation(size, *ensemble.mean_degree), size);
  return matrix_of(draw_sparse(ensemble, size, streams));
}

Couplings draw_couplings(const Ensemble& ensemble, int size, std::uint64_t seed,
                         std::uint64_t sample) {
  return draw(ensemble, size, coupling_streams(seed, sample));
}

SparseCouplings draw_sparse_couplings(const Ensemble& ensemble, int size, std::uint64_t seed,
                                      std::uint64_t sample) {
  if (!ensemble.mean_degree)
    throw std::domain_error("draw_sparse_couplings: the ensemble has no mean degree");
  return draw_sparse(ensemble, size, coupling_streams(seed, sample));
}

}  // namespace steady::network
