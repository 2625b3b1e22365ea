// Claims about fixed points: mean counts, pairs, fluctuation.
#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include <apps/validation/claims.hpp>
#include <steady/numerics/studies/counting.hpp>
#include <steady/numerics/studies/pair_counting.hpp>

namespace steady::apps {
namespace {

using studies::Counting;

struct Point {
  int size;
  double self_coupling;
  std::uint64_t networks;
};

// Relative cost of enumerating one network: a constant for drawing it, then exponential.
double cost(int size) {
  return 1.0 + std::exp2(0.55 * size - 7.5);
}

Experiment mean_count(const network::Ensemble& ensemble, const Point& point, std::string claim,
                      double theory, std::optional<double> deviation, std::uint64_t seed) {
  return {{{std::move(claim), theory, deviation}},
          point.networks,
          cost(point.size),
          measured_by(Counting{{.ensemble = ensemble, .size = point.size}, point.self_coupling},
                      seed, [](const Counting::Outcome& found, std::span<double> values) {
                        values[0] = static_cast<double>(found.count);
                      })};
}

}  // namespace

std::vector<Experiment> mean_count_experiments(const ClosedForms& closed, Level level,
                                               std::uint64_t seed) {
  std::vector<Point> points = {
      {2, -0.4, 20000}, {2, 0.6, 20000},  {8, -0.3, 100000}, {8, 0.0, 100000},
      {8, 0.1, 100000}, {8, 0.5, 50000},  {8, 1.5, 20000},   {16, -0.1, 50000},
      {16, 0.0, 50000}, {16, 0.1, 50000}, {16, 0.5, 20000},  {24, 0.0, 2000},
      {24, 0.1, 2000},  {24, 0.3, 2000},  {32, 0.0, 300},    {32, 0.1, 300}};
  std::vector<Point> correlated = {{8, -0.1, 50000}, {8, 0.5, 50000}, {16, 0.0, 50000},
                                   {16, 0.2, 20000}, {24, 0.0, 4000}, {20, 0.1, 10000}};
  std::vector<Point> sparse = {{10, 0.3, 50000}, {20, 0.0, 10000}, {24, -0.2, 5000}};
  if (level == Level::full) {
    for (auto* list : {&points, &correlated, &sparse}) {
      for (auto& point : *list) point.networks *= 10;
    }
    points.insert(points.end(), {{32, 0.3, 2000}, {40, 0.0, 2000}, {40, 0.1, 1000}});
    correlated.insert(correlated.end(), {{32, 0.0, 5000}, {36, 0.0, 1000}});
  }

  std::vector<Experiment> experiments;
  for (const auto& point : points) {
    const double mean = std::exp(closed.log_mean_fixed_points(point.size, point.self_coupling, 0));
    const double square =
        std::exp(closed.log_mean_square_fixed_points(point.size, point.self_coupling));
    experiments.push_back(mean_count(
        {}, point,
        fmt::format("mean count, N = {}, J_D = {}, eta = 0", point.size, point.self_coupling), mean,
        std::sqrt(square - mean * mean), seed));
  }
  for (double symmetry : {0.25, 0.6, 1.0}) {
    for (const auto& point : correlated) {
      experiments.push_back(mean_count(
          {symmetry, {}}, point,
          fmt::format("mean count, N = {}, J_D = {}, eta = {}", point.size, point.self_coupling,
                      symmetry),
          std::exp(closed.log_mean_fixed_points(point.size, point.self_coupling, symmetry)), {},
          seed));
    }
  }
  for (const auto& point : sparse) {
    const double degree = 3.0;
    experiments.push_back(mean_count(
        {0.0, degree}, point,
        fmt::format("mean count, sparse, N = {}, J_D = {}, mean degree {}", point.size,
                    point.self_coupling, degree),
        std::exp(closed.log_mean_fixed_points_sparse(point.size, point.self_coupling, degree)), {},
        seed));
  }
  return experiments;
}

std::vector<Experiment> pair_experiments(const ClosedForms& closed, Level level,
                                         std::uint64_t seed) {
  // Sizes and couplings at which every distance has either many pairs or, for J_D < 0 and
  // distance 1 or N − 1, exactly none: then one stray pair refutes the theory.
  std::vector<Point> points = {{9, -0.1, 200000}, {12, 0.1, 100000}, {12, 0.5, 20000}};
  if (level == Level::full) points = {{9, -0.2, 2000000}, {14, 0.1, 1000000}, {16, 0.5, 100000}};
  std::vector<Experiment> experiments;
  for (const auto& point : points) {
    Experiment experiment{{}, point.networks, 2.0 * cost(point.size), {}};
    for (int distance = 0; distance <= point.size; ++distance) {
      const double mean =
          std::exp(closed.log_mean_pairs(point.size, point.self_coupling, distance));
      // A count with mean zero is zero in every network.
      const auto deviation = mean == 0.0 ? std::optional(0.0) : std::nullopt;
      experiment.expectations.push_back({fmt::format("mean pairs, N = {}, J_D = {}, distance {}",
                                                     point.size, point.self_coupling, distance),
                                         mean, deviation});
    }
    experiment.measure =
        measured_by(studies::PairCounting{{.size = point.size}, point.self_coupling}, seed,
                    [](const studies::PairCounting::Outcome& found, std::span<double> values) {
                      std::ranges::copy(found.pairs, values.begin());
                    });
    experiments.push_back(std::move(experiment));
  }
  return experiments;
}

std::vector<Experiment> fluctuation_experiments(const ClosedForms& closed, Level level,
                                                std::uint64_t seed) {
  std::vector<Point> points = {{6, 0.0, 200000}, {10, 0.2, 100000}, {14, 0.5, 50000}};
  if (level == Level::full) {
    for (auto& point : points) point.networks *= 10;
    points.push_back({18, 0.5, 200000});
  }
  std::vector<Experiment> experiments;
  for (const auto& point : points) {
    experiments.push_back(
        {{{fmt::format("second moment of the count, N = {}, J_D = {}", point.size,
                       point.self_coupling),
           std::exp(closed.log_mean_square_fixed_points(point.size, point.self_coupling)),
           {}}},
         point.networks,
         cost(point.size),
         measured_by(Counting{{.size = point.size}, point.self_coupling}, seed,
                     [](const Counting::Outcome& found, std::span<double> values) {
                       values[0] = std::pow(static_cast<double>(found.count), 2);
                     })});
  }
  return experiments;
}

std::vector<Experiment> binary_experiments(const ClosedForms& closed, Level level,
                                           std::uint64_t seed) {
  std::vector<Point> points = {
      {8, 0.0, 20000}, {9, 0.0, 20000}, {9, -0.3, 20000}, {16, 0.1, 10000}, {15, 0.3, 5000}};
  if (level == Level::full)
    for (auto& point : points) point.networks *= 10;
  std::vector<Experiment> experiments;
  for (const auto& point : points) {
    const auto least =
        static_cast<std::int64_t>(std::ceil(-point.self_coupling * std::sqrt(point.size)));
    experiments.push_back(mean_count(
        {.name = "binary"}, point,
        fmt::format("mean count, binary, N = {}, J_D = {}", point.size, point.self_coupling),
        std::exp(closed.log_mean_fixed_points_binary(point.size, least)), {}, seed));
  }
  return experiments;
}

}  // namespace steady::apps
