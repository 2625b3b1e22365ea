#include <steady/numerics/dynamics/detail/seen_states.hpp>

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

}  // namespace

std::optional<std::int64_t> SeenStates::earlier(const Bits& state, std::int64_t now) {
  const std::uint64_t hash = hash_of(state);
  if (const auto seen = sweeps_.find(hash); seen != sweeps_.end()) return seen->second;
  if (now % stride_ == 0) {
    if (sweeps_.size() == most_remembered_) forget_every_other();
    if (now % stride_ == 0) sweeps_.emplace(hash, now);
  }
  return std::nullopt;
}

void SeenStates::forget_every_other() {
  stride_ *= 2;
  std::erase_if(sweeps_, [this](const auto& one) { return one.second % stride_ != 0; });
}

}  // namespace steady::dynamics::detail
