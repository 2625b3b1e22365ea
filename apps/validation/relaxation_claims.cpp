// Claims about where the dynamics of random networks goes.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <apps/validation/claims.hpp>
#include <steady/numerics/dynamics/relaxation.hpp>
#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/network/ensembles.hpp>

namespace steady::apps {
namespace {

using dynamics::Order;
using dynamics::Rule;
using dynamics::Status;

network::Spins random_start(int size, std::uint64_t seed, std::uint64_t network) {
  network::RandomStream stream(seed, "initial state", network);
  return network::random_spins(size, stream);
}

dynamics::Options parallel(double self_coupling, std::int64_t sweeps) {
  dynamics::Options options;
  options.rule = Rule::parallel;
  options.self_coupling = self_coupling;
  options.max_sweeps = sweeps;
  return options;
}

// Runs of every rule and order that end elsewhere than they say: at a "fixed point" that is not
// among all of them, or at one without saying so.
double wrong_ends(const network::Couplings& couplings, double self_coupling, std::uint64_t seed,
                  std::uint64_t sample) {
  const auto all = enumeration::all_fixed_points(couplings, self_coupling);
  const network::Network network(couplings);
  const auto start = random_start(couplings.size(), seed, sample);
  double wrong = 0.0;
  const auto run = [&](Rule rule, Order order) {
    dynamics::Options options;
    options.rule = rule;
    options.order = order;
    options.self_coupling = self_coupling;
    options.max_sweeps = 200;
    const auto end = dynamics::relax(network, start, options, {seed, "relaxation", sample});
    const bool listed = std::ranges::find(*all, network::packed(end.spins)) != all->end();
    wrong += listed != (end.status == Status::fixed_point) ? 1.0 : 0.0;
  };
  for (const auto order : {Order::random, Order::permutation, Order::fixed, Order::greedy})
    run(Rule::asynchronous, order);
  run(Rule::parallel, Order::random);
  return wrong;
}

Experiment reached_states(int size, double self_coupling, std::uint64_t networks,
                          std::uint64_t seed) {
  return {{{fmt::format("wrong ends of the dynamics, N = {}, J_D = {}", size, self_coupling), 0.0,
            0.0}},
          networks,
          20.0,
          [=](std::uint64_t sample, std::span<double> values) {
            values[0] = wrong_ends(network::draw_couplings({}, size, seed, sample), self_coupling,
                                   seed, sample);
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
          [=](std::uint64_t sample, std::span<double> values) {
            const network::Network network(network::draw_couplings({}, size, seed, sample));
            const auto end = dynamics::relax(network, random_start(size, seed, sample),
                                             parallel(self_coupling, 2), {seed, "none", sample});
            values[0] = end.status == Status::cycle && end.transient == 0 ? 1.0 : 0.0;
          }};
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
          [=](std::uint64_t sample, std::span<double> values) {
            const network::Network network(network::draw_couplings({}, size, seed, sample));
            values[0] = dynamics::relax(network, random_start(size, seed, sample),
                                        parallel(self_coupling, 1), {seed, "none", sample})
                            .overlap_with_start;
          }};
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

}  // namespace steady::apps
