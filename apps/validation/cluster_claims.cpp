// Claims about more than two fixed points at a time: triples and clusters.
#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include <apps/validation/claims.hpp>
#include <steady/numerics/studies/clusters.hpp>
#include <steady/numerics/studies/triple_counting.hpp>

namespace steady::apps {
namespace {

Experiment triples(const ClosedForms& closed, int size, double self_coupling,
                   std::uint64_t networks, std::uint64_t seed) {
  Experiment experiment{{}, networks, 2.0, {}};
  for (int distance = 2; distance <= 2 * size / 3; distance += 2)
    experiment.expectations.push_back(
        {fmt::format("mean triples, N = {}, J_D = {}, distance {}", size, self_coupling, distance),
         std::exp(closed.log_mean_triples(size, self_coupling, distance)),
         {}});
  experiment.measure =
      measured_by(studies::TripleCounting{{.size = size}, self_coupling}, seed,
                  [](const studies::TripleCounting::Outcome& found, std::span<double> values) {
                    std::ranges::copy(found.triples, values.begin());
                  });
  return experiment;
}

/// Flipping neuron i leaves its field: s_i h_i ≥ |J_D| cannot hold for both signs of s_i.
Experiment lonely(int size, double self_coupling, std::uint64_t networks, std::uint64_t seed) {
  return {{{fmt::format("fixed points with a neighbour, N = {}, J_D = {}", size, self_coupling),
            0.0, 0.0}},
          networks,
          2.0,
          measured_by(studies::Clusters{{.size = size}, self_coupling, 1}, seed,
                      [](const studies::Clusters::Outcome& found, std::span<double> values) {
                        values[0] = found.clusters == 0.0 ? 0.0 : 1.0 - found.isolated_fraction;
                      })};
}

}  // namespace

std::vector<Experiment> cluster_experiments(const ClosedForms& closed, Level level,
                                            std::uint64_t seed) {
  const std::uint64_t more = level == Level::full ? 10 : 1;
  return {triples(closed, 6, 0.3, 100000 * more, seed), triples(closed, 9, 0.6, 50000 * more, seed),
          lonely(14, -0.05, 5000 * more, seed)};
}

}  // namespace steady::apps
