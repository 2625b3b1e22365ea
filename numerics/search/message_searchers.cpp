// Message passing.
#include <algorithm>
#include <cmath>

#include <steady/numerics/messages/solver.hpp>
#include <steady/numerics/search/detail/searchers.hpp>

namespace steady::search::detail {
namespace {

Searcher messages_searcher(messages::Algorithm algorithm, std::string description,
                           const Budget& budget) {
  constexpr double most = 1e9;
  messages::Options options;
  options.algorithm = algorithm;
  options.max_iterations = static_cast<int>(std::floor(std::min(budget.max_effort, most)));
  options.symmetry = budget.symmetry;
  options.simd = budget.simd;
  const auto search = [options](const network::Network& network, double self_coupling,
                                const network::RandomStream& random, std::stop_token stop) {
    if (options.max_iterations == 0) {  // no message: a random start is all there is to judge
      network::RandomStream stream = random;
      return judged(network, self_coupling, network::random_spins(network.size(), stream), 0.0);
    }
    auto given = options;
    given.self_coupling = self_coupling;
    given.stop = std::move(stop);
    auto summary = messages::solve(network, given, random);
    if (summary.status == messages::Status::stopped) return stopped_outcome();
    return judged(network, self_coupling, std::move(summary.spins), summary.iterations);
  };
  const auto bytes = [algorithm](const network::NetworkSpec& networks) {
    return messages::solve_bytes(algorithm, networks);
  };
  return {{}, std::move(description), "iterations", search, bytes};
}

}  // namespace

Searcher reinforced_searcher(const Budget& budget) {
  return messages_searcher(messages::Algorithm::reinforced,
                           "message passing with a growing memory of its own fields", budget);
}

Searcher focusing_searcher(const Budget& budget) {
  return messages_searcher(messages::Algorithm::focusing,
                           "message passing of replicas around a common centre", budget);
}

}  // namespace steady::search::detail
