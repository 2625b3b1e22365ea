// Internal: threads that run the same function on their shares of the work, in step.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace steady::learning::detail {

/// Waits for another thread of a team. Steps of the dynamics last microseconds, so it spins for a
/// few of them (not if the team has more threads than there are cores), then offers its core to
/// others for some hundred microseconds, and only then sleeps: to be woken up takes longer than a
/// step, and while the one wakes up, the other would fall asleep at the next barrier.
class Patience {
 public:
  explicit Patience(int threads);

  /// Returns when `number` is no longer `old`; its changes have to be notified.
  void await_change(const std::atomic<unsigned>& number, unsigned old) const;

 private:
  int spins_;
};

/// Where all members of a team meet. Who will never come breaks it, so that nobody waits for ever.
class Barrier {
 public:
  /// What wait() throws: another member has failed.
  struct Broken {};

  explicit Barrier(int threads) : threads_(threads), patience_(threads) {}

  void wait() {
    if (threads_ == 1) return;
    const unsigned round = round_.load(std::memory_order_acquire);
    check();
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
      arrived_.store(0, std::memory_order_relaxed);
      round_.store(round + 1, std::memory_order_release);
      round_.notify_all();
    } else {
      patience_.await_change(round_, round);
      check();
    }
  }

  /// All who wait, and all who come, get Broken.
  void break_up() {
    broken_.store(true, std::memory_order_release);
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
  }
  /// As new. Nobody may be inside.
  void repair() {
    arrived_.store(0, std::memory_order_relaxed);
    broken_.store(false, std::memory_order_relaxed);
  }

 private:
  void check() const {
    if (broken_.load(std::memory_order_acquire)) throw Broken();
  }

  int threads_;
  Patience patience_;
  alignas(64) std::atomic<int> arrived_{0};
  alignas(64) std::atomic<unsigned> round_{0};
  std::atomic<bool> broken_{false};
};

/// `threads` members; the caller of run is number 0, the others wait between two runs. (Steps last
/// microseconds: sampling::on_threads, which starts threads anew, would take longer than they do.)
class Team {
 public:
  explicit Team(int threads);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  int threads() const { return threads_; }
  Barrier& barrier() { return barrier_; }

  /// work(k) on member k, all at once; returns when all have ended. The first exception breaks the
  /// barrier, so that all end, and is rethrown here; the team can be used again.
  void run(const std::function<void(int)>& work);

 private:
  void serve(int member);
  void start(const std::function<void(int)>* work);
  void take_part(const std::function<void(int)>& work, int member);

  int threads_;
  Patience patience_;
  Barrier barrier_;
  Barrier end_;  // of a run; never broken
  std::mutex mutex_;
  std::exception_ptr failure_;
  const std::function<void(int)>* work_ = nullptr;  // null: the end
  alignas(64) std::atomic<unsigned> round_{0};
  std::vector<std::jthread> others_;  // last: they end before what they use
};

}  // namespace steady::learning::detail
