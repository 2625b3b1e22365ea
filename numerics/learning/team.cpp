#include <steady/numerics/learning/team.hpp>

namespace steady::learning::detail {

Patience::Patience(int threads)
    : spins_(static_cast<unsigned>(threads) > std::thread::hardware_concurrency() ? 0 : 4000) {}

void Patience::await_change(const std::atomic<unsigned>& number, unsigned old) const {
  constexpr int yields = 400;
  const auto changed = [&] { return number.load(std::memory_order_acquire) != old; };
  for (int k = 0; k < spins_; ++k)
    if (changed()) return;
  for (int k = 0; k < yields; ++k) {
    if (changed()) return;
    std::this_thread::yield();
  }
  number.wait(old, std::memory_order_acquire);
}

Team::Team(int threads) : threads_(threads), patience_(threads), barrier_(threads) {
  for (int k = 1; k < threads; ++k) others_.emplace_back([this, k] { serve(k); });
}

Team::~Team() {
  start(nullptr);
  for (std::thread& thread : others_) thread.join();
}

void Team::start(const std::function<void(int)>* work) {
  work_ = work;
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
}

void Team::serve(int member) {
  for (unsigned seen = 0;; ++seen) {
    patience_.await_change(round_, seen);
    if (work_ == nullptr) return;
    (*work_)(member);
    barrier_.wait();
  }
}

void Team::run(const std::function<void(int)>& work) {
  if (threads_ > 1) start(&work);
  work(0);
  barrier_.wait();
}

}  // namespace steady::learning::detail
