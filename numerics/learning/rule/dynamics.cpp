#include <steady/numerics/learning/rule/dynamics.hpp>

namespace steady::learning {

void validate(const Dynamics& dynamics) {
  options::check(dynamics);
}

}  // namespace steady::learning
