#include <steady/numerics/sampling/threads.hpp>

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

}  // namespace steady::sampling
