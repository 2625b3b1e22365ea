#include <steady/numerics/search/detail/searchers.hpp>

#include <cmath>

#include <fmt/format.h>

#include <steady/theory/domain.hpp>

namespace steady::search {

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
  for (const auto& entry : detail::searchers) names.emplace_back(entry.name);
  return names;
}

Searcher make_searcher(std::string_view name, const Budget& budget) {
  options::check(budget);
  for (const auto& entry : detail::searchers) {
    if (name != entry.name) continue;
    Searcher searcher = entry.make(budget);
    searcher.name = entry.name;
    return searcher;
  }
  throw ArgumentError("name", fmt::format("= '{}' is not a searcher; there are {}", name,
                                          fmt::join(searcher_names(), ", ")));
}

}  // namespace steady::search
