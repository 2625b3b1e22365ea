// Time for benchmarks.
#pragma once

#include <ctime>

namespace steady::bench {

/// Of this thread: other programs on the machine should not count.
inline double seconds_now() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

}  // namespace steady::bench
