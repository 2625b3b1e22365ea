// The options of networks of several modules: --modules, --coupling, --topology.
#pragma once

#include <string>
#include <vector>

#include <steady/theory/modules.hpp>

namespace steady::apps {

/// Names of --topology.
inline const std::vector<std::string> topologies{"chain", "ring", "all"};

/// Of one of these names.
theory::Topology topology_of(const std::string& name);

/// The grid of couplings holds 2^10 in all. Throws UsageError naming `option` for a λ that reaches
/// it between so many modules.
void require_on_grid(const std::string& option, double coupling, double modules);

/// Throws UsageError when λ lies off the grid, or is not 0 in a network of one module.
void check_couplings(const std::vector<int>& modules, const std::vector<double>& couplings);

}  // namespace steady::apps
