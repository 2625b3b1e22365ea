// relax --basins: which attractors networks have and what share of the starts ends at each, from
// all 2^N states of small networks, from random starts of larger ones.
#pragma once

#include <cstdint>
#include <string>

#include <steady/numerics/dynamics/rules.hpp>
#include <steady/numerics/sampling/estimators.hpp>

#include <apps/frame/columns.hpp>
#include <apps/frame/program.hpp>
#include "network_options.hpp"

namespace steady::apps {

struct BasinRequest {
  dynamics::Rule rule;
  dynamics::Order order;
  int starts;  ///< where they are sampled and --starts was given
  std::int64_t max_sweeps;
  bool full_states;
};

/// An attractor, or what belongs to none.
struct BasinRow {
  NetworkPoint at;
  dynamics::Rule rule;
  std::uint64_t sample = 0;
  std::size_t attractor = 0;
  std::int64_t period = 1;  ///< 0: no fixed point can be reached; −1: not settled
  sampling::Interval share = {};
  double starts = 0.0;
  std::string state = {}, state_hash = {};
  double restless = 0.0, error = 0.0, tried = 0.0;
  sampling::Interval unseen = {};
};

Columns<BasinRow> basin_columns();

/// Throws UsageError for what basins do not know, CheckFailed, after the table was written, where
/// exact shares did not converge.
void run_basins(const NetworkOptions& networks, const BasinRequest& request, Run& run);

}  // namespace steady::apps
