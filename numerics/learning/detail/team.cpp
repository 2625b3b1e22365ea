#include <steady/numerics/learning/detail/team.hpp>

#include <utility>

#include <steady/numerics/sampling/machine.hpp>

namespace steady::learning::detail {

Patience::Patience(int threads) : spins_(threads > sampling::available_threads() ? 0 : 4000) {}

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

Team::Team(int threads) : threads_(threads), patience_(threads), barrier_(threads), end_(threads) {
  try {
    for (int k = 1; k < threads; ++k) others_.emplace_back([this, k] { serve(k); });
  } catch (...) {  // the system has no more threads: the first ones must not wait for ever
    start(nullptr);
    throw;
  }
}

Team::~Team() {
  start(nullptr);
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
    take_part(*work_, member);
    end_.wait();
  }
}

void Team::take_part(const std::function<void(int)>& work, int member) {
  try {
    work(member);
  } catch (const Barrier::Broken&) {  // another one has failed, and said why
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    barrier_.break_up();
  }
}

void Team::run(const std::function<void(int)>& work) {
  if (threads_ == 1) return work(0);
  start(&work);
  take_part(work, 0);
  end_.wait();
  if (!failure_) return;
  barrier_.repair();
  std::rethrow_exception(std::exchange(failure_, nullptr));
}

}  // namespace steady::learning::detail
