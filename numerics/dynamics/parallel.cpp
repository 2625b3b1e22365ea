#include <steady/numerics/dynamics/course.hpp>

#include <algorithm>
#include <unordered_map>

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

// Remembers one word of every state passed. When a word comes back the claim is checked on the
// states themselves, which costs the way from the start once more.
class CycleSearch {
 public:
  CycleSearch(const LiveState& start, bool wanted) : start_(start), wanted_(wanted) {}

  /// The sweep at which `state`, that of sweep `now`, was there before; −1: never.
  std::int64_t earlier(const LiveState& state, std::int64_t now) {
    if (!wanted_) return -1;
    const auto [at, is_new] = seen_.emplace(hash_of(state.up_places()), now);
    if (is_new) return -1;
    LiveState again = start_;
    for (std::int64_t sweep = 0; sweep < at->second; ++sweep) again.flip(again.unstable_places());
    return again.up_places() == state.up_places() ? at->second : -1;
  }

 private:
  LiveState start_;
  bool wanted_;
  std::unordered_map<std::uint64_t, std::int64_t> seen_;
};

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

Summary relax_in_parallel(LiveState& state, const Options& options, Noise noise) {
  Course course(state, options, 1);
  const bool cold = options.temperature == 0.0;
  CycleSearch cycles(state, cold && options.detect_cycles);
  std::int64_t flips = 0;
  while (!course.arrived()) {
    if (course.stopped()) break;
    if (cold && state.unstable() == 0) {
      course.pass_all();
      break;
    }
    if (const auto earlier = cycles.earlier(state, course.now()); earlier >= 0) {
      Summary summary = course.finish(flips);
      summary.status = Status::cycle;
      summary.cycle_length = course.now() - earlier;
      summary.transient = earlier;
      return summary;
    }
    if (course.left() == 0) break;
    const auto first_visit =
        static_cast<std::uint64_t>(course.now()) * static_cast<std::uint64_t>(state.size());
    flips += cold ? state.flip(state.unstable_places())
                  : state.flip(warm_flips(state, noise, first_visit));
    course.pass(1);
  }
  return course.finish(flips);
}

}  // namespace steady::dynamics::detail
