#include <steady/numerics/studies/agreement.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include <steady/numerics/dynamics/relaxation.hpp>
#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/studies/fixed_points.hpp>

namespace steady::studies {
namespace {

bool holds(const std::vector<network::PackedState>& all, const network::Spins& spins) {
  return std::ranges::find(all, network::packed(spins)) != all.end();
}

struct Way {
  dynamics::Rule rule;
  dynamics::Order order;
};

std::vector<Way> ways() {
  using dynamics::Order;
  using dynamics::Rule;
  std::vector<Way> result;
  for (const auto order : {Order::random, Order::permutation, Order::fixed, Order::greedy})
    result.push_back({Rule::asynchronous, order});
  result.push_back({Rule::parallel, Order::random});
  return result;
}

}  // namespace

std::optional<EnginesDiffer> compare_engines(const network::NetworkSpec& networks,
                                             double self_coupling, const Sample& sample) {
  const auto couplings = network::draw_couplings(networks, sample.seed, sample.index);
  enumeration::Options sweep;
  sweep.method = enumeration::Method::sweep;
  sweep.threads = sample.threads;
  sweep.stop = sample.stop;
  auto tree = sweep;
  tree.method = enumeration::Method::tree;
  double wrong = 0.0;
  const auto by_tree = enumeration::enumerate_fixed_points(
      couplings, self_coupling, tree, [&](std::span<const network::PackedState> batch) {
        for (const auto state : batch)
          wrong += network::is_fixed_point(couplings, self_coupling, state) ? 0.0 : 1.0;
      });
  const auto by_sweep = enumeration::enumerate_fixed_points(couplings, self_coupling, sweep);
  if (by_tree.status == enumeration::Status::stopped ||
      by_sweep.status == enumeration::Status::stopped)
    return std::nullopt;
  return EnginesDiffer{
      std::abs(static_cast<double>(by_tree.count) - static_cast<double>(by_sweep.count)), wrong};
}

std::optional<int> wrong_ends(const network::NetworkSpec& networks, double self_coupling,
                              std::int64_t max_sweeps, const Sample& sample) {
  const auto all = fixed_points_of(networks, self_coupling, sample);
  if (!all) return std::nullopt;
  const auto network = network::draw_network(networks, sample.seed, sample.index);
  network::RandomStream states(sample.seed, "initial state", sample.index);
  const auto start = network::random_spins(network.size(), states);
  int wrong = 0;
  for (const auto& way : ways()) {
    dynamics::Options options;
    options.rule = way.rule;
    options.order = way.order;
    options.self_coupling = self_coupling;
    options.max_sweeps = max_sweeps;
    options.stop = sample.stop;
    const auto end =
        dynamics::relax(network, start, options, {sample.seed, "relaxation", sample.index});
    if (end.status == dynamics::Status::stopped) return std::nullopt;
    wrong += holds(*all, end.spins) != (end.status == dynamics::Status::fixed_point) ? 1 : 0;
  }
  return wrong;
}

std::optional<bool> false_solution(const network::NetworkSpec& networks,
                                   const messages::Options& options, const Sample& sample) {
  auto how = options;
  how.stop = sample.stop;
  const auto network = network::draw_network(networks, sample.seed, sample.index);
  const auto summary = messages::solve(network, how, {sample.seed, "messages", sample.index});
  if (summary.status == messages::Status::stopped) return std::nullopt;
  if (summary.status != messages::Status::solved) return false;
  const auto all = fixed_points_of(networks, options.self_coupling, sample);
  if (!all) return std::nullopt;
  return !holds(*all, summary.spins);
}

}  // namespace steady::studies
