// Tables whose rows are saddle points: computed in parallel, each with its status.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <apps/frame/program.hpp>
#include <steady/numerics/solvers/replica_entropy.hpp>

namespace steady::apps {

/// J_D up to which the replica integrals are defined.
inline constexpr Bounds replica_self_coupling_bounds{-100, 100};

/// found[i] = solve(i) for i < count, on all threads; the result does not depend on their number.
/// Throws Interrupted.
std::vector<solvers::ReplicaEntropy> solve_all(
    std::size_t count, const std::function<solvers::ReplicaEntropy(std::size_t)>& solve, Run& run);

/// What the words in the column `status` mean, for --help.
extern const char* const status_meaning;

/// After the table was written: throws CheckFailed when some rows did not converge.
void report_unconverged(std::size_t failed, std::size_t rows);

}  // namespace steady::apps
