// The dynamics at zero temperature from a random start.
#include <algorithm>
#include <cmath>

#include <steady/numerics/dynamics/relaxation.hpp>
#include <steady/numerics/search/detail/searchers.hpp>

namespace steady::search::detail {
namespace {

Search relaxation(const dynamics::Options& options) {
  return [options](const network::Network& network, double self_coupling,
                   const network::RandomStream& random, std::stop_token stop) {
    auto given = options;
    given.self_coupling = self_coupling;
    given.stop = std::move(stop);
    network::RandomStream stream = random;
    const auto start = network::random_spins(network.size(), stream);
    auto summary = dynamics::relax(network, start, given, stream);
    if (summary.status == dynamics::Status::stopped) return stopped_outcome();
    // A cycle is an end, too: no budget would help.
    return judged(network, self_coupling, std::move(summary.spins), summary.sweeps);
  };
}

/// A searcher of these options, but for its budget.
Searcher searcher(std::string description, dynamics::Options options, const Budget& budget) {
  options.max_sweeps = static_cast<std::int64_t>(std::floor(budget.max_effort));
  options.simd = budget.simd;
  const auto bytes = [options](const network::NetworkSpec& networks) {
    return dynamics::relax_bytes(options, static_cast<double>(networks.modules) * networks.size);
  };
  return {{}, std::move(description), "sweeps", relaxation(options), bytes};
}

Searcher asynchronous(std::string description, dynamics::Order order, const Budget& budget) {
  dynamics::Options options;
  options.order = order;
  return searcher(std::move(description), options, budget);
}

}  // namespace

Searcher random_searcher(const Budget& budget) {
  return asynchronous("one random neuron after the other, from a random start",
                      dynamics::Order::random, budget);
}

Searcher permutation_searcher(const Budget& budget) {
  return asynchronous("all neurons one by one, in a new random order each sweep",
                      dynamics::Order::permutation, budget);
}

Searcher greedy_searcher(const Budget& budget) {
  return asynchronous("the most unstable neuron first; a sweep is N flips", dynamics::Order::greedy,
                      budget);
}

Searcher fixed_searcher(const Budget& budget) {
  return asynchronous("all neurons one by one, always in the same order", dynamics::Order::fixed,
                      budget);
}

Searcher parallel_searcher(const Budget& budget) {
  dynamics::Options options;
  options.rule = dynamics::Rule::parallel;
  return searcher("all neurons at once; ends at a cycle", options, budget);
}

}  // namespace steady::search::detail
