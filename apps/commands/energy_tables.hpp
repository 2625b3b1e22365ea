// enumerate --energies and --ground-states: what symmetric networks have besides fixed points.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <apps/frame/program.hpp>
#include "network_options.hpp"
#include "time_limit.hpp"

namespace steady::apps {

struct EnergyRequest {
  bool per_sample = false;
  double bin = 0.02;       ///< of the spectrum, per neuron
  double max_nodes = 1e9;  ///< of a ground state
  TimeLimit max_time = {};
};

/// Name and meaning of all their columns.
std::vector<std::pair<std::string, std::string>> energy_columns();

/// The spectrum of the fixed points by their energy. Throws UsageError for networks that are not
/// symmetric, ResourceError for what is expected to take longer than max_time.
void run_energies(const NetworkOptions& networks, const EnergyRequest& request, Run& run);

/// Throws the same, and CheckFailed, after the table was written, where a ground state is not
/// proved.
void run_ground_states(const NetworkOptions& networks, const EnergyRequest& request, Run& run);

}  // namespace steady::apps
