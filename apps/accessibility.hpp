// Searches for fixed points in many random networks: what `threshold` and its figures share.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <steady/numerics/network/network.hpp>
#include <steady/numerics/search/searcher.hpp>
#include <steady/numerics/thresholds/threshold.hpp>

namespace steady::apps {

/// What is varied to find a threshold.
enum class Control { self_coupling, coupling };

/// Which networks are searched.
struct Landscape {
  network::NetworkSpec networks;  ///< `coupling` is ignored when it is the control
  Control control = Control::self_coupling;
  double self_coupling = 0.0;  ///< J_D when the coupling is the control
  std::uint64_t seed = 1;
};

/// One search in network number `sample` at this value of the control. The network is the same for
/// every searcher and control.
search::Outcome search_once(const Landscape& landscape, const search::Searcher& searcher,
                            double control, std::uint64_t sample, std::stop_token stop);

/// search_once as a trial for thresholds. Both arguments are copied.
thresholds::Trial trial_of(const Landscape& landscape, const search::Searcher& searcher);

/// The budget of each searcher by its unit.
struct Efforts {
  double max_sweeps = 1000.0;
  double max_iterations = 2000.0;
  double symmetry = 0.0;
};
search::Searcher searcher_within(const std::string& name, const Efforts& efforts);

/// Throws ResourceError when `threads` searches at a time do not fit into memory.
void check_memory(const Landscape& landscape, const search::Searcher& searcher, int threads);

}  // namespace steady::apps
