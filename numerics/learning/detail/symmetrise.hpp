// Internal: couplings that obey a symmetry exactly.
#pragma once

#include <steady/numerics/learning/engine/model.hpp>
#include <steady/numerics/learning/rule/plasticity.hpp>

namespace steady::learning::detail {

/// J_ij ← (J_ij ± J_ji)/√2, i < j, for every learned internal block: the variance stays. Couplings
/// that obey the symmetry already are left alone.
void symmetrise(Model& model, Symmetry symmetry);

}  // namespace steady::learning::detail
