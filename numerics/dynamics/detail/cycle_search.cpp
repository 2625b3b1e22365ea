#include <steady/numerics/dynamics/detail/cycle_search.hpp>

namespace steady::dynamics::detail {
namespace {

// The words of a state mixed into one (Steele, Lea and Flood's finaliser after every word).
std::uint64_t hash_of(const Bits& bits) {
  std::uint64_t hash = 0;
  for (const auto word : bits) {
    hash = (hash ^ word) + 0x9e3779b97f4a7c15ULL;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9ULL;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebULL;
    hash ^= hash >> 31;
  }
  return hash;
}

/// False after a stop.
bool advance(LiveState& state, std::int64_t sweeps, const std::stop_token& stop) {
  for (; sweeps > 0 && !stop.stop_requested(); --sweeps) state.flip(state.unstable_places());
  return sweeps == 0;
}

}  // namespace

CycleSearch::Cycle CycleSearch::closed_by(const LiveState& state, std::int64_t now) {
  const std::uint64_t hash = hash_of(state.up_places());
  if (const auto seen = sweeps_.find(hash); seen != sweeps_.end())
    return verified(state, seen->second, now);
  if (now % stride_ == 0) {
    if (sweeps_.size() == most_remembered_) forget_every_other();
    if (now % stride_ == 0) sweeps_.emplace(hash, now);
  }
  return {};
}

void CycleSearch::forget_every_other() {
  stride_ *= 2;
  std::erase_if(sweeps_, [this](const auto& one) { return one.second % stride_ != 0; });
}

// The first return to a remembered state is one period after it, so the period is known; the
// transient ends where two walkers a period apart first meet.
CycleSearch::Cycle CycleSearch::verified(const LiveState& state, std::int64_t earlier,
                                         std::int64_t now) const {
  const std::int64_t length = now - earlier;
  LiveState behind = start_;
  if (stride_ == 1) {
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
