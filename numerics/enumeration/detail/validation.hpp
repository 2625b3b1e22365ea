// Internal: the contract of the front door.
#pragma once

#include <steady/numerics/enumeration/enumerate.hpp>

namespace steady::enumeration::detail {

/// Throws as documented at enumerate_fixed_points and forecast.
void check_arguments(int size, double self_coupling, const Options& options);

}  // namespace steady::enumeration::detail
