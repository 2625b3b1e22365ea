// Claims about cycles of the parallel dynamics, and of engine against engine.
#include <cmath>

#include <fmt/format.h>

#include <apps/validation/claims.hpp>
#include <steady/numerics/dynamics/parallel_cycles.hpp>
#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/network/ensembles.hpp>

namespace steady::apps {

std::vector<Experiment> two_cycle_experiments(const ClosedForms& closed, Level level,
                                              std::uint64_t seed) {
  struct Point {
    int size;
    double self_coupling;
    std::uint64_t networks;
  };
  std::vector<Point> points = {
      {5, 0.0, 50000}, {8, -0.4, 50000}, {8, 0.2, 50000}, {11, -0.1, 20000}, {11, 0.3, 20000}};
  if (level == Level::full) {
    for (auto& point : points) point.networks *= 10;
    points.push_back({16, 0.1, 10000});
  }
  std::vector<Experiment> experiments;
  for (const auto& point : points) {
    experiments.push_back(
        {{{fmt::format("mean 2-cycles, N = {}, J_D = {}", point.size, point.self_coupling),
           std::exp(closed.log_mean_two_cycles(point.size, point.self_coupling)),
           {}}},
         point.networks,
         1.0 + std::exp2(point.size - 6.0),
         [=](std::uint64_t network, std::span<double> values) {
           const auto couplings = network::draw_couplings({}, point.size, seed, network);
           values[0] = static_cast<double>(
               dynamics::count_two_cycles(dynamics::parallel_map(couplings, point.self_coupling)));
         }});
  }
  return experiments;
}

namespace {

// |tree's count minus the sweep's|, so that differences of both signs do not cancel, and the tree's
// states that are no fixed points.
void compare_engines(const network::Couplings& couplings, double self_coupling,
                     std::span<double> values) {
  enumeration::Options sweep;
  sweep.method = enumeration::Method::sweep;
  enumeration::Options tree;
  tree.method = enumeration::Method::tree;
  double wrong = 0.0;
  const auto by_tree = enumeration::enumerate_fixed_points(
      couplings, self_coupling, tree, [&](std::span<const network::PackedState> batch) {
        for (const auto state : batch) {
          wrong += network::is_fixed_point(couplings, self_coupling, state) ? 0.0 : 1.0;
        }
      });
  const auto by_sweep = enumeration::enumerate_fixed_points(couplings, self_coupling, sweep);
  values[0] = std::abs(static_cast<double>(by_tree.count) - static_cast<double>(by_sweep.count));
  values[1] = wrong;
}

}  // namespace

std::vector<Experiment> engine_experiments(Level level, std::uint64_t seed) {
  std::vector<Experiment> experiments;
  const int size = level == Level::quick ? 26 : 34;
  for (double self_coupling : {-0.2, 0.0, 0.3}) {
    experiments.push_back(
        {{{fmt::format("|tree minus sweep|, N = {}, J_D = {}", size, self_coupling), 0.0, 0.0},
          {fmt::format("false fixed points, N = {}, J_D = {}", size, self_coupling), 0.0, 0.0}},
         64,
         std::exp2(size - 16.0),
         [=](std::uint64_t network, std::span<double> values) {
           compare_engines(network::draw_couplings({}, size, seed, network), self_coupling, values);
         }});
  }
  return experiments;
}

}  // namespace steady::apps
