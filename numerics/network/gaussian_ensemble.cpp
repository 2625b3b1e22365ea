// The dense ensemble, eq. (1.1): J_ij = z_ij/√N, with corr(z_ij, z_ji) = η.
#include <cmath>

#include <steady/numerics/network/ensemble_kinds.hpp>

namespace steady::network {

Couplings draw_gaussian(const Ensemble& ensemble, int size, const RandomStream& normals) {
  const double root = std::sqrt(static_cast<double>(size));
  require_fits_grid(1.0 / root, size);
  Couplings couplings(size);
  for (int i = 0; i < size; ++i) {
    for (int j = i + 1; j < size; ++j) {
      const auto z = correlated_normals(normals, size, i, j, ensemble.symmetry);
      couplings.set(i, j, z.forward / root);
      couplings.set(j, i, z.backward / root);
    }
  }
  return couplings;
}

}  // namespace steady::network
