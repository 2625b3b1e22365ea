// Monte Carlo on the energy (7.11).
#include <algorithm>
#include <cmath>

#include <steady/numerics/search/detail/searchers.hpp>
#include <steady/numerics/search/replicated.hpp>

namespace steady::search::detail {
namespace {

/// `options` with what the budget says.
void apply(const Budget& budget, AnnealingOptions& options) {
  options.max_sweeps = static_cast<std::int64_t>(std::floor(budget.max_effort));
  options.simd = budget.simd;
  if (!std::isnan(budget.margin)) options.margin = budget.margin;
  if (!std::isnan(budget.hot)) options.hot = budget.hot;
  if (!std::isnan(budget.cold)) options.cold = budget.cold;
}

double bytes_of_states(const network::NetworkSpec& networks, int states) {
  return 16.0 * states * networks.modules * networks.size;
}

}  // namespace

Searcher annealing_searcher(const Budget& budget) {
  AnnealingOptions options;
  apply(budget, options);
  const auto search = [options](const network::Network& network, double self_coupling,
                                const network::RandomStream& random, std::stop_token stop) {
    auto given = options;
    given.self_coupling = self_coupling;
    given.stop = std::move(stop);
    network::RandomStream stream = random;
    const auto start = network::random_spins(network.size(), stream);
    auto summary = anneal(network, start, given, stream);
    if (summary.stopped) return stopped_outcome();
    return judged(network, self_coupling, std::move(summary.spins), summary.sweeps);
  };
  return {{},
          "Monte Carlo on missing stability, slowly cooled",
          "sweeps",
          search,
          [](const network::NetworkSpec& networks) { return bytes_of_states(networks, 1); }};
}

Searcher replicated_searcher(const Budget& budget) {
  ReplicatedOptions options;
  apply(budget, options.annealing);
  const auto search = [options](const network::Network& network, double self_coupling,
                                const network::RandomStream& random, std::stop_token stop) {
    auto given = options;
    given.annealing.self_coupling = self_coupling;
    given.annealing.stop = std::move(stop);
    auto summary = anneal_replicas(network, given, random).annealing;
    if (summary.stopped) return stopped_outcome();
    return judged(network, self_coupling, std::move(summary.spins), summary.sweeps);
  };
  const int replicas = options.replicas;
  return {{},
          "annealed replicas that attract each other",
          "sweeps",
          search,
          [replicas](const network::NetworkSpec& networks) {
            return bytes_of_states(networks, replicas);
          }};
}

}  // namespace steady::search::detail
