// Heat bath, (7.14): the noise is that of the field, not of the neuron's own state.
#include <utility>

#include <steady/numerics/dynamics/detail/course.hpp>

namespace steady::dynamics::detail {

// s_i becomes the sign of H_i − L, H_i = h_i + J_D s_i: it flips when s_i h_i + J_D < s_i L. (With
// (7.2) it flips when s_i h_i + J_D < L.) At T = 0, where L = 0, this is (7.1).
Summary relax_by_heat_bath(LiveState& state, const Options& options, Visits visits, Noise noise) {
  return visit_one_by_one(state, options, std::move(visits), [&](int neuron, std::uint64_t visit) {
    return state.stability(neuron) < noise.threshold_in_bath(visit, state.spin(neuron));
  });
}

}  // namespace steady::dynamics::detail
