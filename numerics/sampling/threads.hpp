// The one way to start threads for a computation: shares of the work, exceptions and stops.
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace steady::sampling {

/// Runs body(0, stop), …, body(threads − 1, stop) at the same time, number 0 on the calling thread,
/// and returns when all have ended. The token given to them is triggered by `stop` and by the
/// first exception, which is rethrown at the end. With one thread nothing is started. Throws
/// std::invalid_argument for threads < 1.
void on_threads(int threads, const std::stop_token& stop,
                const std::function<void(int member, const std::stop_token& stop)>& body);

/// Runs body(i) for every i < count, each once, in increasing order on every one of the threads.
/// For work without samples: results go where i says. False when `stop` left some undone.
/// Exceptions as in on_threads.
bool parallel_for(std::size_t count, int threads, const std::stop_token& stop,
                  const std::function<void(std::size_t i)>& body);

}  // namespace steady::sampling
