// Claims about more than two fixed points at a time: triples and clusters.
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include <apps/validation/claims.hpp>
#include <steady/numerics/enumeration/clusters.hpp>
#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/network/ensembles.hpp>

namespace steady::apps {
namespace {

struct Point {
  int size;
  double self_coupling;
  std::uint64_t networks;
};

std::vector<network::PackedState> fixed_points(const Point& point, std::uint64_t seed,
                                               std::uint64_t network) {
  return enumeration::all_fixed_points(network::draw_couplings({}, point.size, seed, network),
                                       point.self_coupling)
      .value();
}

Experiment triples(const ClosedForms& closed, const Point& point, std::uint64_t seed) {
  Experiment experiment{{}, point.networks, 2.0, {}};
  for (int distance = 2; distance <= 2 * point.size / 3; distance += 2)
    experiment.expectations.push_back(
        {fmt::format("mean triples, N = {}, J_D = {}, distance {}", point.size, point.self_coupling,
                     distance),
         std::exp(closed.log_mean_triples(point.size, point.self_coupling, distance)),
         {}});
  experiment.measure = [=](std::uint64_t network, std::span<double> values) {
    const auto states = fixed_points(point, seed, network);
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = enumeration::ordered_triples_at_distance(states, 2 * static_cast<int>(i) + 2);
  };
  return experiment;
}

/// Flipping neuron i leaves its field: s_i h_i ≥ |J_D| cannot hold for both signs of s_i.
Experiment lonely(const Point& point, std::uint64_t seed) {
  return {{{fmt::format("fixed points with a neighbour, N = {}, J_D = {}", point.size,
                        point.self_coupling),
            0.0, 0.0}},
          point.networks,
          2.0,
          [=](std::uint64_t network, std::span<double> values) {
            const auto states = fixed_points(point, seed, network);
            const auto clusters = enumeration::link_states(states, point.size, 1);
            values[0] = static_cast<double>(states.size() - clusters.count);
          }};
}

}  // namespace

std::vector<Experiment> cluster_experiments(const ClosedForms& closed, Level level,
                                            std::uint64_t seed) {
  const std::uint64_t more = level == Level::full ? 10 : 1;
  return {triples(closed, {6, 0.3, 100000 * more}, seed),
          triples(closed, {9, 0.6, 50000 * more}, seed), lonely({14, -0.05, 5000 * more}, seed)};
}

}  // namespace steady::apps
