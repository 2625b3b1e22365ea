// Internal: threads that run the same function on their shares of the work, in step.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace steady::learning::detail {

/// A barrier that spins for a short while before it gives way: steps of the dynamics last
/// microseconds.
class Barrier {
 public:
  explicit Barrier(int threads) : threads_(threads) {}

  void wait() {
    if (threads_ == 1) return;
    const unsigned round = round_.load(std::memory_order_acquire);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
      arrived_.store(0, std::memory_order_relaxed);
      round_.store(round + 1, std::memory_order_release);
      return;
    }
    for (int spins = 0; round_.load(std::memory_order_acquire) == round; ++spins)
      if (spins > 4000) std::this_thread::yield();
  }

 private:
  int threads_;
  alignas(64) std::atomic<int> arrived_{0};
  alignas(64) std::atomic<unsigned> round_{0};
};

/// `threads` members; the caller of run is number 0, the others sleep between two runs.
class Team {
 public:
  explicit Team(int threads);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  int threads() const { return threads_; }
  Barrier& barrier() { return barrier_; }

  /// work(k) on member k, all at once; returns when all have ended. `work` must not throw.
  void run(const std::function<void(int)>& work);

 private:
  void serve(int member);

  int threads_;
  Barrier barrier_;
  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void(int)>* work_ = nullptr;
  unsigned round_ = 0;
  int busy_ = 0;
  bool ending_ = false;
  std::vector<std::thread> others_;
};

}  // namespace steady::learning::detail
