#include "machine.hpp"

#include <ctime>

#include <fmt/format.h>
#include <unistd.h>

#include "errors.hpp"
#include "progress.hpp"

namespace steady::apps {

double machine_memory() {
  return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
}

void require_memory(double bytes, const std::string& what, const std::string& remedy) {
  constexpr double share = 0.8;
  if (!(bytes <= share * machine_memory()))
    throw ResourceError(fmt::format("memory: {} need about {}, the machine has {}: {}", what,
                                    human_bytes(bytes), human_bytes(machine_memory()), remedy));
}

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace steady::apps
