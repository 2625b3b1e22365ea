// Claims about coupled modules: the mean count of the whole network.
#include <cmath>
#include <string>

#include <fmt/format.h>

#include <apps/validation/claims.hpp>
#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/network/network_spec.hpp>

namespace steady::apps {
namespace {

struct Point {
  theory::Topology topology;
  int modules;
  int size;
  double coupling;
  double self_coupling;
};

// Couplings of both signs, and with four modules three topologies that all differ: an even ring,
// where λ and −λ are equivalent, and all-to-all, where they are not.
std::vector<Point> points() {
  using enum theory::Topology;
  std::vector<Point> result = {{chain, 2, 6, 0.25, 0.0}, {ring, 2, 8, -0.5, 0.1},
                               {all, 2, 7, 0.125, -0.1}, {chain, 2, 2, 0.5, 0.3},
                               {all, 5, 3, -0.25, 0.25}, {all, 5, 3, 0.25, -0.25}};
  for (const auto topology : {chain, ring, all}) {
    for (const double coupling : {-0.375, 0.25}) {
      result.push_back({topology, 3, 5, coupling, 0.0});
      result.push_back({topology, 4, 4, coupling, 0.125});
    }
  }
  return result;
}

Experiment experiment(const Point& point, double theory, std::uint64_t networks,
                      std::uint64_t seed) {
  return {{{fmt::format("mean count, modules, {} of L = {}, N = {}, lambda = {}, J_D = {}",
                        to_string(point.topology), point.modules, point.size, point.coupling,
                        point.self_coupling),
            theory,
            {}}},
          networks,
          1.0 + std::exp2(0.55 * point.modules * point.size - 7.5),
          [=](std::uint64_t network, std::span<double> values) {
            const auto couplings = network::draw_couplings({.size = point.size,
                                                            .modules = point.modules,
                                                            .topology = point.topology,
                                                            .coupling = point.coupling},
                                                           seed, network);
            const auto summary =
                enumeration::enumerate_fixed_points(couplings, point.self_coupling);
            values[0] = static_cast<double>(summary.count);
          }};
}

}  // namespace

std::vector<Experiment> modules_experiments(const ClosedForms& closed, Level level,
                                            std::uint64_t seed) {
  const std::uint64_t networks = level == Level::quick ? 8000 : 400000;
  std::vector<Experiment> experiments;
  for (const auto& point : points()) {
    const double log_mean = closed.log_mean_fixed_points_modules(
        point.topology, point.modules, point.size, point.coupling, point.self_coupling);
    experiments.push_back(experiment(point, std::exp(log_mean), networks, seed));
  }
  return experiments;
}

}  // namespace steady::apps
