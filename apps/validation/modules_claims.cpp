// Claims about coupled modules: the mean count of the whole network.
#include <cmath>
#include <string>

#include <fmt/format.h>

#include <apps/validation/claims.hpp>
#include <steady/numerics/studies/counting.hpp>

namespace steady::apps {
namespace {

using studies::Counting;

// Couplings of both signs, and with four modules three topologies that all differ: an even ring,
// where λ and −λ are equivalent, and all-to-all, where they are not.
std::vector<Counting> points() {
  using enum theory::Topology;
  std::vector<Counting> result;
  const auto add = [&](theory::Topology topology, int modules, int size, double coupling,
                       double self_coupling) {
    result.push_back(
        {{.size = size, .modules = modules, .topology = topology, .coupling = coupling},
         self_coupling});
  };
  add(chain, 2, 6, 0.25, 0.0);
  add(ring, 2, 8, -0.5, 0.1);
  add(all, 2, 7, 0.125, -0.1);
  add(chain, 2, 2, 0.5, 0.3);
  add(all, 5, 3, -0.25, 0.25);
  add(all, 5, 3, 0.25, -0.25);
  for (const auto topology : {chain, ring, all}) {
    for (const double coupling : {-0.375, 0.25}) {
      add(topology, 3, 5, coupling, 0.0);
      add(topology, 4, 4, coupling, 0.125);
    }
  }
  return result;
}

Experiment experiment(const Counting& point, double theory, std::uint64_t networks,
                      std::uint64_t seed) {
  const auto& at = point.networks;
  return {
      {{fmt::format("mean count, modules, {} of L = {}, N = {}, lambda = {}, J_D = {}",
                    to_string(at.topology), at.modules, at.size, at.coupling, point.self_coupling),
        theory,
        {}}},
      networks,
      1.0 + std::exp2(0.55 * at.modules * at.size - 7.5),
      measured_by(point, seed, [](const Counting::Outcome& found, std::span<double> values) {
        values[0] = static_cast<double>(found.count);
      })};
}

}  // namespace

std::vector<Experiment> modules_of_other_laws(Level level, std::uint64_t seed) {
  using enum theory::Topology;
  const std::uint64_t networks = level == Level::quick ? 8000 : 400000;
  const network::Ensemble binary{.name = "binary"}, sparse{.mean_degree = 1.5};
  std::vector<Experiment> experiments;
  for (const auto& ensemble : {binary, sparse})
    for (const auto topology : {chain, all}) {
      // −0.375 and J_D = 0.375 cancel: neurons without inputs are then just stable.
      const Counting point{
          {.ensemble = ensemble, .size = 5, .modules = 3, .topology = topology, .coupling = -0.375},
          0.375};
      auto one = experiment(
          point, std::exp(network::log_expected_count(point.networks, point.self_coupling)),
          networks, seed);
      one.expectations.front().claim += ensemble.mean_degree ? ", sparse" : ", binary";
      experiments.push_back(std::move(one));
    }
  return experiments;
}

std::vector<Experiment> modules_experiments(const ClosedForms& closed, Level level,
                                            std::uint64_t seed) {
  const std::uint64_t networks = level == Level::quick ? 8000 : 400000;
  std::vector<Experiment> experiments;
  for (const auto& point : points()) {
    const double log_mean = closed.log_mean_fixed_points_modules(
        point.networks.topology, point.networks.modules, point.networks.size,
        point.networks.coupling, point.self_coupling);
    experiments.push_back(experiment(point, std::exp(log_mean), networks, seed));
  }
  return experiments;
}

}  // namespace steady::apps
