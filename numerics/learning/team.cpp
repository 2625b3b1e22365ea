#include <steady/numerics/learning/team.hpp>

namespace steady::learning::detail {

Team::Team(int threads) : threads_(threads), barrier_(threads) {
  for (int k = 1; k < threads; ++k) others_.emplace_back([this, k] { serve(k); });
}

Team::~Team() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : others_) thread.join();
}

void Team::serve(int member) {
  unsigned seen = 0;
  for (;;) {
    const std::function<void(int)>* work = nullptr;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return ending_ || round_ != seen; });
      if (ending_) return;
      seen = round_;
      work = work_;
    }
    (*work)(member);
    {
      const std::lock_guard lock(mutex_);
      --busy_;
    }
    changed_.notify_all();
  }
}

void Team::run(const std::function<void(int)>& work) {
  if (threads_ > 1) {
    {
      const std::lock_guard lock(mutex_);
      work_ = &work;
      busy_ = threads_ - 1;
      ++round_;
    }
    changed_.notify_all();
  }
  work(0);
  if (threads_ > 1) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return busy_ == 0; });
  }
}

}  // namespace steady::learning::detail
