// relax --equilibrate: the tables of thermal averages, and the options that belong to them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <steady/numerics/dynamics/equilibrium.hpp>

#include <apps/frame/program.hpp>
#include "network_options.hpp"

namespace steady::apps {

struct EquilibriumTable {
  bool equilibrate = false;
  bool per_sample = false;
  std::string pattern;                   ///< a file of one state; empty: the ensemble's
  dynamics::EquilibriumOptions options;  ///< burn_in, sweeps and overlap_bins
};

/// Adds --equilibrate and what belongs to it; `table` must outlive the program.
void add_equilibrium(Command& command, EquilibriumTable& table);

/// Name and meaning of all columns, for the help.
std::vector<std::pair<std::string, std::string>> equilibrium_columns_described();

/// Throws UsageError for options that mean nothing without --equilibrate, and takes their defaults
/// out of the provenance.
void refuse_without_equilibrate(Run& run);

/// Runs at these points, by this rule and order, and writes the table. Throws UsageError for
/// options that mean nothing here, CheckFailed when not all points are equilibrated.
void run_equilibrium(const EquilibriumTable& table, const NetworkOptions& networks,
                     const std::vector<double>& temperatures, dynamics::Rule rule,
                     dynamics::Order order, Run& run);

}  // namespace steady::apps
