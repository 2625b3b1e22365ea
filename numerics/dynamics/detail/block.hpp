// Internal: up to 64 starts of one dense network that visit the neurons in one common order at
// T = 0, with delayed updates (docs/theory.md, section 7.1).
//
// 64 visits at a time. Within them a start needs only the fields of the neurons visited and the
// couplings between these, 64 × 64 numbers that stay in the nearest cache. The flips are then added
// to all fields of all starts, one tile of neurons after the other, so that a piece of a column is
// fetched once for all starts. A start none of whose unstable neurons is among those visited does
// not flip and is passed over.
//
// Where flips are rare this does not pay: then each flip is added at once to all fields of its
// start, again one start after the other through the same 64 visits.
#pragma once

#include <span>
#include <vector>

#include <steady/numerics/dynamics/detail/course.hpp>

namespace steady::dynamics::detail {

/// Whether the network is one for run_block.
bool runs_in_blocks(const network::Network& network);

/// The same results as relax_by_visits with the same `visits` for each start.
std::vector<Summary> run_block(const network::Network& network,
                               std::span<const network::Spins> starts, std::int32_t threshold,
                               const Options& options, Visits visits);

}  // namespace steady::dynamics::detail
