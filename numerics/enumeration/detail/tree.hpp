// Internal: the branch-and-bound engine. See docs/enumeration.md, "Tree".
#pragma once

#include <cstdint>
#include <span>

#include <steady/numerics/enumeration/detail/engine.hpp>

namespace steady::enumeration::detail {

/// Every state of `couplings` (2 ≤ size ≤ 64) with s_i h_i ≥ t_i·2^-20 for all i, h_i with the
/// external field; the t_i are network::stability_thresholds. Fills every field of the Summary but
/// `seconds`; `nodes`, too, is the same for every SIMD level and number of threads. Uses
/// options.threads, options.stop and options.simd (which this machine must have).
Summary enumerate_tree(const network::Couplings& couplings,
                       std::span<const std::int32_t> thresholds, const Options& options,
                       const Sink& sink);

}  // namespace steady::enumeration::detail
