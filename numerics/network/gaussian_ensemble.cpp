// The dense ensemble, eq. (1.1): J_ij = z_ij/√N, with corr(z_ij, z_ji) = η.
#include <algorithm>
#include <array>
#include <cmath>

#include <steady/numerics/network/ensemble_kinds.hpp>

namespace steady::network {

namespace {

// Tiles of rows × columns, so that the writes across the diagonal stay within the cache.
constexpr int tile_rows = 16;
constexpr int tile_columns = 64;

// J_ij and J_ji for j = begin … end−1, all > i.
void fill_pairs(Couplings& couplings, const RandomStream& normals, double symmetry, int i,
                int begin, int end) {
  const int size = couplings.size();
  const double root = std::sqrt(static_cast<double>(size));
  const double orthogonal = orthogonal_part(symmetry);
  std::array<double, tile_columns> z;
  std::array<double, tile_columns> independent;
  const auto count = static_cast<std::size_t>(end - begin);
  normals.normal_pairs(pair_counter(i, begin), static_cast<std::uint64_t>(size),
                       std::span(z).first(count), std::span(independent).first(count));
  for (std::size_t k = 0; k < count; ++k) {
    const int j = begin + static_cast<int>(k);
    couplings.set(i, j, z[k] / root);
    couplings.set(j, i, (symmetry * z[k] + orthogonal * independent[k]) / root);
  }
}

}  // namespace

Couplings draw_gaussian(const Ensemble& ensemble, int size, const RandomStream& normals) {
  require_fits_grid(1.0 / std::sqrt(static_cast<double>(size)), size);
  Couplings couplings(size);
  for (int rows = 0; rows < size; rows += tile_rows)
    for (int columns = rows; columns < size; columns += tile_columns)
      for (int i = rows; i < std::min(size, rows + tile_rows); ++i) {
        const int begin = std::max(i + 1, columns);
        const int end = std::min(size, columns + tile_columns);
        if (begin < end) fill_pairs(couplings, normals, ensemble.symmetry, i, begin, end);
      }
  return couplings;
}

}  // namespace steady::network
