#include <steady/numerics/enumeration/detail/tree/scheduler.hpp>

#include <cstring>
#include <utility>

namespace steady::enumeration::detail::tree {

void SubtreePool::update() {
  hungry_.store(waiting_ > static_cast<int>(nodes_.size()), std::memory_order_relaxed);
}

void SubtreePool::give(const unsigned char* node) {
  AlignedArray<unsigned char> copy(static_cast<std::size_t>(node_bytes_));
  std::memcpy(copy.data(), node, static_cast<std::size_t>(node_bytes_));
  {
    const std::scoped_lock lock(mutex_);
    nodes_.push_back(std::move(copy));
    update();
  }
  changed_.notify_one();
}

bool SubtreePool::take(unsigned char* node) {
  std::unique_lock lock(mutex_);
  ++waiting_;
  if (waiting_ == workers_ && nodes_.empty()) closed_ = true;
  update();
  if (closed_) changed_.notify_all();
  changed_.wait(lock, [this] { return closed_ || !nodes_.empty(); });
  if (closed_) return false;
  std::memcpy(node, nodes_.back().data(), static_cast<std::size_t>(node_bytes_));
  nodes_.pop_back();
  --waiting_;
  update();
  return true;
}

void SubtreePool::close() {
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

}  // namespace steady::enumeration::detail::tree
