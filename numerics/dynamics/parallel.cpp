// All neurons at once.
#include <optional>

#include <steady/numerics/dynamics/detail/course.hpp>
#include <steady/numerics/dynamics/detail/cycle_search.hpp>

namespace steady::dynamics::detail {
namespace {

// Which neurons flip in this update at T > 0.
Bits warm_flips(const LiveState& state, Noise& noise, std::uint64_t first_visit) {
  Bits flips(state.unstable_places().size(), 0);
  for (int i = 0; i < state.size(); ++i) {
    if (state.stability(i) >= noise.threshold(first_visit + static_cast<std::uint64_t>(i)))
      continue;
    const auto place = static_cast<std::size_t>(state.places().of(i));
    flips[place / 64] |= 1ULL << (place % 64);
  }
  return flips;
}

}  // namespace

Summary relax_in_parallel(LiveState& state, const Options& options, Visits /*none*/, Noise noise) {
  Course course(state, options, 1);
  const bool cold = options.temperature == 0.0;
  std::optional<CycleSearch> cycles;
  if (cold && options.detect_cycles) cycles.emplace(state, options.stop);
  std::int64_t flips = 0;
  while (!course.arrived()) {
    if (cold && state.unstable() == 0) {
      course.pass_all();
      break;
    }
    const auto cycle = cycles ? cycles->closed_by(state, course.now()) : CycleSearch::Cycle{};
    if (cycle.length > 0) {
      Summary summary = course.finish(flips);
      summary.status = Status::cycle;
      summary.cycle_length = cycle.length;
      summary.transient = cycle.transient;
      return summary;
    }
    // Only now: a search that gave up because of a stop has found nothing.
    if (course.stopped() || course.left() == 0) break;
    const auto first_visit =
        static_cast<std::uint64_t>(course.now()) * static_cast<std::uint64_t>(state.size());
    flips += cold ? state.flip(state.unstable_places())
                  : state.flip(warm_flips(state, noise, first_visit));
    course.pass(1);
  }
  return course.finish(flips);
}

}  // namespace steady::dynamics::detail
