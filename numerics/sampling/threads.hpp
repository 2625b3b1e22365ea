// The one way to start threads for a computation: shares of the work, exceptions and stops.
#pragma once

#include <functional>
#include <stop_token>

namespace steady::sampling {

/// Runs body(0, stop), …, body(threads − 1, stop) at the same time, number 0 on the calling thread,
/// and returns when all have ended. The token given to them is triggered by `stop` and by the
/// first exception, which is rethrown at the end. With one thread nothing is started. Throws
/// std::invalid_argument for threads < 1.
void on_threads(int threads, const std::stop_token& stop,
                const std::function<void(int member, const std::stop_token& stop)>& body);

}  // namespace steady::sampling
