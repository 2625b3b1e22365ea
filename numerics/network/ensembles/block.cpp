// Block networks, eq. (1.12): the neurons in B groups of as nearly the same size as can be; a share
// w of the field variance (N−1)/N comes from a neuron's own group. Gaussian, η = 0: rows are
// independent and every field has that variance, so that the mean count is that of dense networks
// at every B and w.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/network/detail/ensemble_kinds.hpp>
#include <steady/theory/domain.hpp>

namespace steady::network::detail {
namespace {

int blocks_of(const Ensemble& ensemble) {
  return static_cast<int>(ensemble.name.parameter("blocks"));
}

/// Block b holds the neurons from first(b) to first(b+1).
int first(int block, int size, int blocks) {
  return static_cast<int>(static_cast<std::int64_t>(block) * size / blocks);
}

/// Standard deviations of J_ij for j in the block of i, which has `own` neurons, and elsewhere.
struct Deviations {
  double inside, outside;
};
Deviations deviations(const Ensemble& ensemble, int size, int own) {
  const double share = ensemble.name.parameter("inside");
  const double variance = (size - 1.0) / size;
  return {std::sqrt(share * variance / (own - 1.0)),
          std::sqrt((1.0 - share) * variance / (size - own))};
}

Couplings draw_blocks(const Ensemble& ensemble, int size, const CouplingStreams& streams) {
  const auto normals = streams.of("couplings");
  const int blocks = blocks_of(ensemble);
  std::vector<int> block(static_cast<std::size_t>(size));
  std::vector<Deviations> of_block;
  for (int b = 0; b < blocks; ++b) {
    const int begin = first(b, size, blocks), end = first(b + 1, size, blocks);
    of_block.push_back(deviations(ensemble, size, end - begin));
    for (int i = begin; i < end; ++i) block[static_cast<std::size_t>(i)] = b;
  }
  const auto deviation = [&](int i, int j) {
    const int own = block[static_cast<std::size_t>(i)];
    const auto& both = of_block[static_cast<std::size_t>(own)];
    return own == block[static_cast<std::size_t>(j)] ? both.inside : both.outside;
  };
  Couplings couplings(size);
  for_tiles_of_pairs(size, [&](int i, int begin, int end) {
    for (int j = begin; j < end; ++j) {
      const auto [forward, backward] = correlated_normals(normals, size, i, j, 0.0);
      couplings.set(i, j, deviation(i, j) * forward);
      couplings.set(j, i, deviation(j, i) * backward);
    }
  });
  return couplings;
}

void require_blocks(const Ensemble& ensemble, int size) {
  const int blocks = blocks_of(ensemble);
  if (size < 2 * blocks)
    throw DomainError("size", fmt::format("= {}, but {} blocks of two neurons or more need {}",
                                          size, blocks, 2 * blocks));
  const auto [inside, outside] = deviations(ensemble, size, size / blocks);
  if (!fits_grid(std::max(inside, outside), size))
    throw DomainError("size",
                      fmt::format("= {}: couplings of standard deviation {:.2g} may exceed the "
                                  "range 2^10/N of the grid; fewer blocks or neurons",
                                  size, std::max(inside, outside)));
}

}  // namespace

EnsembleKind block() {
  return {.name = "block",
          .summary =
              "B groups of neurons, a share w of the field variance from a neuron's own group, "
              "J_ij normal, η = 0 (1.12)",
          .draw = draw_blocks,
          .log_expected_count = log_mean_of_gaussian_rows,
          .require_valid = require_blocks,
          .lowest_symmetry = 0.0,
          .highest_symmetry = 0.0,
          .parameters = {{"blocks", 2.0, 1000.0, true, 2.0, "B, number of groups"},
                         {"inside", 0.0, 1.0, false, 0.9, "w, share of the field variance"}},
          .counts_with_fields = true};
}

}  // namespace steady::network::detail
