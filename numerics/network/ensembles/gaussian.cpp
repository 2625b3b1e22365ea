// The dense ensemble, eq. (1.1): J_ij = z_ij/√N, with corr(z_ij, z_ji) = η. Its sparse form,
// eq. (1.5), is in sparse_gaussian.cpp.
#include <array>
#include <cmath>
#include <numbers>
#include <span>

#include <steady/numerics/network/detail/ensemble_kinds.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/module_sites.hpp>
#include <steady/theory/modules.hpp>

namespace steady::network::detail {

SparseCouplings draw_sparse_gaussian(const Ensemble&, int size, const CouplingStreams&);

namespace {

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

Couplings draw_dense(const Ensemble& ensemble, int size, const CouplingStreams& streams) {
  require_fits_grid(1.0 / std::sqrt(static_cast<double>(size)), size);
  const auto normals = streams.of("couplings");
  Couplings couplings(size);
  for_tiles_of_pairs(size, [&](int i, int begin, int end) {
    fill_pairs(couplings, normals, ensemble.symmetry, i, begin, end);
  });
  return couplings;
}

// Eqs. (2.2) and (2.4), sparse (2.6), modules (5.2) and (5.13).
double log_mean(const NetworkSpec& spec, double self_coupling) {
  const double symmetry = spec.ensemble.symmetry;
  const auto& degree = spec.ensemble.mean_degree;
  if (spec.modules == 1 && !degree)
    return theory::log_mean_fixed_points(spec.size, self_coupling, symmetry, spec.external_field);
  if (symmetry != 0.0) return no_closed_form(spec, self_coupling);
  if (spec.modules == 1)
    return theory::log_mean_fixed_points_sparse(spec.size, self_coupling, *degree,
                                                spec.external_field);
  if (degree) {  // (5.13), with the λ of the grid: neurons without inputs ask for the sign of x_i
    const double coupling = std::ldexp(
        std::rint(std::ldexp(spec.coupling, Couplings::fraction_bits)), -Couplings::fraction_bits);
    return theory::log_mean_fixed_points_modules(
        spec.topology, spec.modules, spec.size, [&](int alignment) {
          return theory::log_mean_fixed_points_sparse(
                     spec.size, self_coupling + coupling * alignment, *degree) /
                     spec.size -
                 std::numbers::ln2;
        });
  }
  return theory::log_mean_fixed_points_modules(spec.topology, spec.modules, spec.size,
                                               spec.coupling, self_coupling);
}

}  // namespace

EnsembleKind gaussian() {
  return {.name = "gaussian",
          .summary = "J_ij normal, dense (1.1) or, with a mean degree, sparse (1.5)",
          .draw = draw_dense,
          .draw_sparse = draw_sparse_gaussian,
          .log_expected_count = log_mean,
          .counts_with_fields = true,
          .large_as_gaussian = true};
}

}  // namespace steady::network::detail
