// Internal: expected cost of each engine.
#pragma once

#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/network/couplings.hpp>

namespace steady::enumeration::detail {

/// The engine expected to be faster on this very network: its couplings are taken for a draw of
/// the Gaussian ensemble with their own variance and symmetry.
Method faster_method(const network::Couplings& couplings, double self_coupling,
                     const Options& options);

}  // namespace steady::enumeration::detail
