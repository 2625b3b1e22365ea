#include <steady/numerics/enumeration/detail/engine.hpp>

namespace steady::enumeration::detail {

Sink::Sink(const Visitor& visitor, int size) : visitor_(visitor), size_(size) {}

void Sink::deliver(std::span<const network::PackedState> half) const {
  if (!wanted() || half.empty()) return;
  const std::scoped_lock lock(mutex_);
  if (broken_) return;
  batch_.clear();
  batch_.reserve(2 * half.size());
  for (const network::PackedState state : half) {
    batch_.push_back(state);
    batch_.push_back(network::flipped(state, size_));
  }
  broken_ = true;  // stays set when the visitor throws
  visitor_(batch_);
  broken_ = false;
}

}  // namespace steady::enumeration::detail
