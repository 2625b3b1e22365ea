#include <steady/numerics/learning/dynamics.hpp>

namespace steady::learning {

void validate(const Dynamics& dynamics) {
  options::check(dynamics);
}

}  // namespace steady::learning
