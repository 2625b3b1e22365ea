// Claims about cycles of the parallel dynamics, and of engine against engine.
#include <cmath>

#include <fmt/format.h>

#include <apps/validation/claims.hpp>
#include <steady/numerics/studies/agreement.hpp>
#include <steady/numerics/studies/two_cycles.hpp>

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
         measured_by(studies::TwoCycles{{.size = point.size}, point.self_coupling}, seed,
                     [](const studies::TwoCycles::Outcome& found, std::span<double> values) {
                       values[0] = found.count;
                     })});
  }
  return experiments;
}

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
           const auto found =
               studies::compare_engines({.size = size}, self_coupling, {seed, network}).value();
           values[0] = found.counts;
           values[1] = found.false_fixed_points;
         }});
  }
  return experiments;
}

}  // namespace steady::apps
