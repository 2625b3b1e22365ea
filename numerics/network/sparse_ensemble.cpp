// The sparse ensemble, eq. (1.5): a coupling is present with probability p = c/(N−1) and then has
// variance (N−1)/(N c), so that the field variance (N−1) p (N−1)/(N c) = (N−1)/N is the dense one.
//
// η = 0: a directed graph, J_ij and J_ji present independently (so they are independent).
// η > 0: an undirected graph, both present or none. Then ⟨J_ij J_ji⟩ = p η (N−1)/(N c) = η ⟨J_ij²⟩;
//        with independent presence the correlation could not exceed p.
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/network/ensemble_kinds.hpp>

namespace steady::network {
namespace {

struct Presence {
  bool forward;   // of J_ij
  bool backward;  // of J_ji
};

Presence draw_presence(const RandomStream& stream, int size, int i, int j, double probability,
                       bool directed) {
  const auto words = stream.block(pair_counter(i, j), static_cast<std::uint64_t>(size));
  const bool forward = open_uniform(words[0]) < probability;
  return {forward, directed ? open_uniform(words[1]) < probability : forward};
}

}  // namespace

Couplings draw_sparse(const Ensemble& ensemble, int size, const RandomStream& normals,
                      const RandomStream& graph) {
  const double degree = ensemble.mean_degree.value();
  if (!(degree > 0.0 && degree <= size - 1.0)) {
    throw std::domain_error(fmt::format(
        "draw_couplings: mean degree = {} is outside (0, N-1] for N = {}", degree, size));
  }
  const double probability = degree / (size - 1.0);
  const double deviation = std::sqrt((size - 1.0) / (size * degree));
  require_fits_grid(deviation, size);
  const bool directed = ensemble.symmetry == 0.0;
  Couplings couplings(size);
  for (int i = 0; i < size; ++i) {
    for (int j = i + 1; j < size; ++j) {
      const auto present = draw_presence(graph, size, i, j, probability, directed);
      if (!present.forward && !present.backward) continue;
      const auto z = correlated_normals(normals, size, i, j, ensemble.symmetry);
      if (present.forward) couplings.set(i, j, deviation * z.forward);
      if (present.backward) couplings.set(j, i, deviation * z.backward);
    }
  }
  return couplings;
}

}  // namespace steady::network
