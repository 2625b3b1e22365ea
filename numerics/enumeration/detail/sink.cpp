#include <steady/numerics/enumeration/detail/engine.hpp>

namespace steady::enumeration::detail {

Sink::Sink(const Visitor& visitor, int size, bool pairs)
    : visitor_(visitor), size_(size), pairs_(pairs) {}

void Sink::deliver(std::span<const network::PackedState> states) const {
  if (!wanted() || states.empty()) return;
  const std::scoped_lock lock(mutex_);
  if (broken_) return;
  batch_.clear();
  batch_.reserve((pairs_ ? 2 : 1) * states.size());
  for (const network::PackedState state : states) {
    batch_.push_back(state);
    if (pairs_) batch_.push_back(network::flipped(state, size_));
  }
  broken_ = true;  // stays set when the visitor throws
  visitor_(batch_);
  broken_ = false;
}

}  // namespace steady::enumeration::detail
