// What a sample of kinds tells of the kinds that it did not meet.
#pragma once

#include <cstdint>
#include <span>

#include <steady/numerics/sampling/estimators.hpp>

namespace steady::sampling {

/// The share of kinds not met in n trials, when `met` says how often each kind was met that was
/// (docs/theory.md, (7.23)): Good and Turing's estimate n₁/n, the kinds met once (Good 1953), with
/// the interval of one standard error √(n₁(1 − n₁/n) + 2n₂)/n (Esty 1983; n₂: kinds met twice), the
/// lower end cut at 0, the upper one at 1 and no lower than that of Wilson's interval for n₁ of n,
/// which is 1/(n+1) where no kind was met once. Throws std::invalid_argument for no trials, a kind
/// met 0 times, or more met than trials.
Interval unseen_kinds(std::span<const std::uint64_t> met, std::uint64_t trials);

}  // namespace steady::sampling
