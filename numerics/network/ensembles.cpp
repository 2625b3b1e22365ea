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

void require_fits_grid(double standard_deviation, int size) {
  const double largest = RandomStream::largest_normal * standard_deviation;
  if (largest * size < 1024.0) return;
  throw std::domain_error(
      fmt::format("draw_couplings: couplings of standard deviation {} among {} neurons may exceed "
                  "the grid's range 2^10/size",
                  standard_deviation, size));
}

namespace {

Couplings draw(const Ensemble& ensemble, int size, const RandomStream& normals,
               const RandomStream& graph) {
  if (size < 2) throw std::domain_error(fmt::format("draw_couplings: size = {} < 2", size));
  if (!(ensemble.symmetry >= 0.0 && ensemble.symmetry <= 1.0)) {
    throw std::domain_error(
        fmt::format("draw_couplings: symmetry = {} is outside [0, 1]", ensemble.symmetry));
  }
  if (ensemble.mean_degree) return draw_sparse(ensemble, size, normals, graph);
  return draw_gaussian(ensemble, size, normals);
}

}  // namespace

Couplings draw_couplings(const Ensemble& ensemble, int size, std::uint64_t seed,
                         std::uint64_t sample) {
  return draw(ensemble, size, {seed, "couplings", sample}, {seed, "coupling presence", sample});
}

Couplings draw_module(const Ensemble& ensemble, int size, int module, std::uint64_t seed,
                      std::uint64_t sample) {
  const auto number = std::to_string(module);
  return draw(ensemble, size, {seed, "module couplings " + number, sample},
              {seed, "module coupling presence " + number, sample});
}

}  // namespace steady::network
