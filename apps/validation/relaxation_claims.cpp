// Claims about where the dynamics of random networks goes.
#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>
#include <boost/math/quadrature/gauss_kronrod.hpp>

#include <apps/validation/claims.hpp>
#include <steady/numerics/studies/agreement.hpp>
#include <steady/numerics/studies/relaxation.hpp>

namespace steady::apps {
namespace {

using dynamics::Status;
using studies::Relaxation;

Relaxation parallel(int size, double self_coupling, std::int64_t sweeps) {
  Relaxation study{.networks = {.size = size}};
  study.options.rule = dynamics::Rule::parallel;
  study.options.self_coupling = self_coupling;
  study.options.max_sweeps = sweeps;
  return study;
}

void read_overlap(const Relaxation::Outcome& found, std::span<double> values) {
  values[0] = found.ends.front().overlap_with_start;
}

Experiment reached_states(int size, double self_coupling, std::uint64_t networks,
                          std::uint64_t seed) {
  return {
      {{fmt::format("wrong ends of the dynamics, N = {}, J_D = {}", size, self_coupling), 0.0,
        0.0}},
      networks,
      20.0,
      [=](std::uint64_t sample, std::span<double> values) {
        values[0] = studies::wrong_ends({.size = size}, self_coupling, 200, {seed, sample}).value();
      }};
}

Experiment two_cycle_starts(const ClosedForms& closed, int size, double self_coupling,
                            std::uint64_t networks, std::uint64_t seed) {
  const double probability =
      std::exp(closed.log_mean_two_cycles(size, self_coupling)) * std::exp2(1 - size);
  return {{{fmt::format("random starts on a 2-cycle, N = {}, J_D = {}", size, self_coupling),
            probability, std::sqrt(probability * (1.0 - probability))}},
          networks,
          1.0,
          measured_by(parallel(size, self_coupling, 2), seed,
                      [](const Relaxation::Outcome& found, std::span<double> values) {
                        const auto& end = found.ends.front();
                        values[0] = end.status == Status::cycle && end.transient == 0 ? 1.0 : 0.0;
                      })};
}

// 2Φ(a) − 1, by (2.2) from E[#] = [2Φ(a)]^N.
Experiment one_update(const ClosedForms& closed, int size, double self_coupling,
                      std::uint64_t networks, std::uint64_t seed) {
  const double overlap =
      std::exp(closed.log_mean_fixed_points(size, self_coupling, 0.0) / size) - 1.0;
  return {{{fmt::format("overlap after one parallel update, N = {}, J_D = {}", size, self_coupling),
            overlap,
            {}}},
          networks,
          2.0,
          measured_by(parallel(size, self_coupling, 1), seed, read_overlap)};
}

// In fixed order at η = 0 the row of a visited neuron was not used before: whatever the others have
// become, its field is a fresh Gaussian z of variance (N−1)/N, and s_i s_i' = ±1 has the mean
// tanh((J_D + z)/T).
double overlap_after_visit(int size, double self_coupling, double temperature) {
  const double deviation = std::sqrt((size - 1.0) / size);
  const auto integrand = [&](double t) {
    return std::exp(-0.5 * t * t) * std::tanh((self_coupling + deviation * t) / temperature);
  };
  constexpr double end = 12.0;
  return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(integrand, -end, end, 10,
                                                                       1e-12) /
         std::sqrt(2.0 * std::numbers::pi);
}

Experiment one_heat_bath_sweep(int size, double self_coupling, double temperature,
                               std::uint64_t networks, std::uint64_t seed) {
  Relaxation study{.networks = {.size = size}};
  study.options.rule = dynamics::Rule::heat_bath;
  study.options.order = dynamics::Order::fixed;
  study.options.self_coupling = self_coupling;
  study.options.temperature = temperature;
  study.options.max_sweeps = 1;
  study.options.stop_at_fixed_point = false;
  return {{{fmt::format("overlap after one sweep of heat bath, N = {}, J_D = {}, T = {}", size,
                        self_coupling, temperature),
            overlap_after_visit(size, self_coupling, temperature),
            {}}},
          networks,
          2.0,
          measured_by(study, seed, read_overlap)};
}

}  // namespace

std::vector<Experiment> relaxation_experiments(const ClosedForms& closed, Level level,
                                               std::uint64_t seed) {
  const std::uint64_t more = level == Level::full ? 10 : 1;
  std::vector<Experiment> experiments;
  for (const double self_coupling : {0.1, 0.5})
    experiments.push_back(reached_states(14, self_coupling, 1000 * more, seed));
  for (const double self_coupling : {-0.3, 0.1})
    experiments.push_back(two_cycle_starts(closed, 6, self_coupling, 40000 * more, seed));
  for (const double self_coupling : {-0.2, 0.5})
    experiments.push_back(one_update(closed, 25, self_coupling, 10000 * more, seed));
  return experiments;
}

std::vector<Experiment> heat_bath_experiments(Level level, std::uint64_t seed) {
  const std::uint64_t networks = level == Level::full ? 100000 : 10000;
  return {one_heat_bath_sweep(25, 0.3, 0.5, networks, seed),
          one_heat_bath_sweep(10, -0.4, 1.0, networks, seed)};
}

}  // namespace steady::apps
