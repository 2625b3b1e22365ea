#include <steady/numerics/search/detail/searchers.hpp>

#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

namespace steady::search {
namespace {

struct Entry {
  std::string_view name;
  Searcher (*make)(const Budget&);
};

constexpr Entry list[] = {
    {"asynchronous", random_searcher},   {"permutation", permutation_searcher},
    {"fixed", fixed_searcher},           {"greedy", greedy_searcher},
    {"parallel", parallel_searcher},     {"reinforced", reinforced_searcher},
    {"focusing", focusing_searcher},     {"annealing", annealing_searcher},
    {"replicated", replicated_searcher},
};

}  // namespace

Outcome detail::judged(const network::Network& network, double self_coupling, network::Spins spins,
                       double effort) {
  Outcome outcome;
  outcome.unstable = network::count_unstable(network, self_coupling, spins);
  outcome.found = outcome.unstable == 0;
  outcome.effort = effort;
  outcome.spins = std::move(spins);
  return outcome;
}

std::vector<std::string> searcher_names() {
  std::vector<std::string> names;
  for (const auto& entry : list) names.emplace_back(entry.name);
  return names;
}

Searcher make_searcher(std::string_view name, const Budget& budget) {
  if (!(budget.max_effort >= 0.0))
    throw std::invalid_argument(
        fmt::format("make_searcher: max_effort = {} is not >= 0", budget.max_effort));
  for (const auto& entry : list)
    if (name == entry.name) return entry.make(budget);
  throw std::invalid_argument(
      fmt::format("'{}' is not a searcher; there are {}", name, fmt::join(searcher_names(), ", ")));
}

}  // namespace steady::search
