// Shares the open subtrees of one tree among threads.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

#include <steady/numerics/enumeration/detail/tree/storage.hpp>

namespace steady::enumeration::detail::tree {

/// Subtrees that a busy worker gave away for idle ones. A run is over when every worker waits
/// and nothing is left here.
class SubtreePool {
 public:
  SubtreePool(int workers, int node_bytes) : workers_(workers), node_bytes_(node_bytes) {}

  /// True when some worker has nothing to do and nothing is on offer. Cheap, approximate.
  bool hungry() const { return hungry_.load(std::memory_order_relaxed); }

  /// Copies one node into the pool.
  void give(const unsigned char* node);

  /// Waits for a node and copies it out. False when the run is over.
  bool take(unsigned char* node);

  /// Ends the run early: every take() returns false from now on.
  void close();

 private:
  void update();

  const int workers_;
  const int node_bytes_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<AlignedArray<unsigned char>> nodes_;
  int waiting_ = 0;
  bool closed_ = false;
  std::atomic<bool> hungry_ = false;
};

}  // namespace steady::enumeration::detail::tree
