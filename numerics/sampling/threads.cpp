#include <steady/numerics/sampling/threads.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include <fmt/format.h>

namespace steady::sampling {

// Plain std::jthread and not OpenMP: a share of the work takes from microseconds to minutes, so a
// loop construct gains nothing, exceptions and stop tokens pass through, and ThreadSanitizer sees
// every synchronisation (GCC's libgomp is not instrumented and reports false races).
void on_threads(int threads, const std::stop_token& stop,
                const std::function<void(int member, const std::stop_token& stop)>& body) {
  if (threads < 1) throw std::invalid_argument(fmt::format("threads = {} < 1", threads));
  if (threads == 1) return body(0, stop);
  std::stop_source source;
  const std::stop_callback forward(stop, [&source] { source.request_stop(); });
  std::mutex mutex;
  std::exception_ptr failure;
  const auto member = [&](int number) {
    try {
      body(number, source.get_token());
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
      source.request_stop();
    }
  };
  {
    std::vector<std::jthread> others;
    try {
      for (int k = 1; k < threads; ++k) others.emplace_back(member, k);
    } catch (...) {  // the system has no more threads
      source.request_stop();
      throw;
    }
    member(0);
  }
  if (failure) std::rethrow_exception(failure);
}

bool parallel_for(std::size_t count, int threads, const std::stop_token& stop,
                  const std::function<void(std::size_t i)>& body) {
  std::atomic<std::size_t> next{0}, done{0};
  const auto useful = static_cast<int>(std::min<std::size_t>(
      static_cast<std::size_t>(std::max(threads, 0)), std::max<std::size_t>(count, 1)));
  on_threads(useful, stop, [&](int, const std::stop_token& stopped) {
    while (!stopped.stop_requested()) {
      const std::size_t i = next.fetch_add(1, std::memory_order_relaxed);
      if (i >= count) return;
      body(i);
      done.fetch_add(1, std::memory_order_relaxed);
    }
  });
  return done == count;
}

}  // namespace steady::sampling
