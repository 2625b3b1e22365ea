// One neuron after the other, (7.1) and (7.2).
#include <steady/numerics/dynamics/detail/course.hpp>

namespace steady::dynamics::detail {
namespace {

// Asking the stop token is cheap, but not free.
constexpr std::int64_t flips_between_questions = 64;

// Lets `visits` pass, the last of which flips `neuron`: records in between see the old state, a
// record at that very visit the new one. False when the budget ends before.
bool flip_after(LiveState& state, Course& course, int neuron, std::int64_t visits) {
  if (visits > course.left()) {
    course.pass_all();
    return false;
  }
  if (visits > 1) course.pass(visits - 1);
  state.flip(neuron);
  course.pass(1);
  return true;
}

/// `flip` flips one unstable neuron, or returns false when the budget ends before.
template <class FlipOne>
Summary flip_one_by_one(LiveState& state, Course& course, const FlipOne& flip) {
  std::int64_t flips = 0;
  while (!course.arrived() && course.left() > 0) {
    if (flips % flips_between_questions == 0 && course.stopped()) break;
    if (state.unstable() == 0) {
      course.pass_all();
      break;
    }
    if (!flip()) break;
    ++flips;
  }
  return course.finish(flips);
}

}  // namespace

Summary relax_by_flips(LiveState& state, const Options& options, network::RandomStream order) {
  Course course(state, options, state.size());
  return flip_one_by_one(state, course, [&] {
    const Flip flip = next_flip(order.next(), state.unstable(), state.size());
    return flip_after(state, course, state.nth_unstable(flip.index), flip.visits);
  });
}

Summary relax_greedily(LiveState& state, const Options& options) {
  Course course(state, options, state.size());
  return flip_one_by_one(state, course,
                         [&] { return flip_after(state, course, state.lowest(), 1); });
}

Summary relax_by_visits(LiveState& state, const Options& options, Visits visits, Noise noise) {
  if (options.temperature == 0.0)
    return visit_one_by_one(state, options, std::move(visits), [&state](int neuron, std::uint64_t) {
      return state.is_unstable(neuron);
    });
  return visit_one_by_one(state, options, std::move(visits),
                          [&state, &noise](int neuron, std::uint64_t visit) {
                            return state.stability(neuron) < noise.threshold(visit);
                          });
}

}  // namespace steady::dynamics::detail
