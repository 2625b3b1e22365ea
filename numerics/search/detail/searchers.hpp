// Internal: the list of searchers (users call make_searcher). A new searcher is one new .cpp file,
// and here its declaration and its line.
#pragma once

#include <string_view>

#include <steady/numerics/search/searcher.hpp>

namespace steady::search::detail {

/// Returns the searcher without its name.
using MakeSearcher = Searcher(const Budget& budget);
MakeSearcher random_searcher;
MakeSearcher permutation_searcher;
MakeSearcher fixed_searcher;
MakeSearcher greedy_searcher;
MakeSearcher parallel_searcher;
MakeSearcher reinforced_searcher;
MakeSearcher focusing_searcher;
MakeSearcher annealing_searcher;
MakeSearcher replicated_searcher;

struct SearcherEntry {
  std::string_view name;
  MakeSearcher* make;
};

/// Cheapest first.
inline constexpr SearcherEntry searchers[] = {
    {"asynchronous", random_searcher},   {"permutation", permutation_searcher},
    {"fixed", fixed_searcher},           {"greedy", greedy_searcher},
    {"parallel", parallel_searcher},     {"reinforced", reinforced_searcher},
    {"focusing", focusing_searcher},     {"annealing", annealing_searcher},
    {"replicated", replicated_searcher},
};

/// The outcome of a search that ended in `spins`, judged from scratch.
Outcome judged(const network::Network& network, double self_coupling, network::Spins spins,
               double effort);

inline Outcome stopped_outcome() {
  Outcome outcome;
  outcome.stopped = true;
  return outcome;
}

}  // namespace steady::search::detail
