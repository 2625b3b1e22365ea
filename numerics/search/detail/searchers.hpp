// The list of searchers (internal; users call make_searcher). A new searcher is one new .cpp file,
// its declaration here and its line in searchers.cpp.
#pragma once

#include <steady/numerics/search/searcher.hpp>

namespace steady::search {

Searcher greedy_searcher(const Budget& budget);
Searcher random_searcher(const Budget& budget);
Searcher permutation_searcher(const Budget& budget);
Searcher fixed_searcher(const Budget& budget);
Searcher parallel_searcher(const Budget& budget);
Searcher reinforced_searcher(const Budget& budget);
Searcher focusing_searcher(const Budget& budget);
Searcher annealing_searcher(const Budget& budget);
Searcher replicated_searcher(const Budget& budget);

namespace detail {

/// The outcome of a search that ended in `spins`, judged from scratch.
Outcome judged(const network::Network& network, double self_coupling, network::Spins spins,
               double effort);

inline Outcome stopped_outcome() {
  Outcome outcome;
  outcome.stopped = true;
  return outcome;
}

}  // namespace detail
}  // namespace steady::search
