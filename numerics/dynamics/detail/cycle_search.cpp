#include <steady/numerics/dynamics/detail/cycle_search.hpp>

namespace steady::dynamics::detail {
namespace {

/// False after a stop.
bool advance(LiveState& state, std::int64_t sweeps, const std::stop_token& stop) {
  for (; sweeps > 0 && !stop.stop_requested(); --sweeps) state.flip(state.unstable_places());
  return sweeps == 0;
}

}  // namespace

CycleSearch::Cycle CycleSearch::closed_by(const LiveState& state, std::int64_t now) {
  const auto earlier = seen_.earlier(state.up_places(), now);
  return earlier ? verified(state, *earlier, now) : Cycle{};
}

// The first return to a remembered state is one period after it, so the period is known; the
// transient ends where two walkers a period apart first meet.
CycleSearch::Cycle CycleSearch::verified(const LiveState& state, std::int64_t earlier,
                                         std::int64_t now) const {
  const std::int64_t length = now - earlier;
  LiveState behind = start_;
  if (seen_.stride() == 1) {
    if (!advance(behind, earlier, stop_)) return {};
    return behind.up_places() == state.up_places() ? Cycle{length, earlier} : Cycle{};
  }
  LiveState ahead = start_;
  if (!advance(ahead, length, stop_)) return {};
  for (std::int64_t sweep = 0; sweep <= earlier; ++sweep) {
    if (behind.up_places() == ahead.up_places()) return {length, sweep};
    if (!advance(behind, 1, stop_) || !advance(ahead, 1, stop_)) return {};
  }
  return {};
}

}  // namespace steady::dynamics::detail
