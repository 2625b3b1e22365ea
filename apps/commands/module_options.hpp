// The options of networks of several modules: --modules, --coupling, --topology.
#pragma once

#include <string>
#include <vector>

#include <steady/theory/topology.hpp>

namespace steady::apps {

/// The grid of couplings holds 2^10 in all. Throws UsageError naming `option` for a λ that reaches
/// it between so many modules.
void require_on_grid(const std::string& option, double coupling, double modules);

/// Throws UsageError when λ lies off the grid, or is not 0 in a network of one module.
void check_couplings(const std::vector<int>& modules, const std::vector<double>& couplings);

}  // namespace steady::apps
