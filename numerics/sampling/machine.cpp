#include <steady/numerics/sampling/machine.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>

#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

namespace steady::sampling {
namespace {

namespace fs = std::filesystem;

constexpr double infinite = std::numeric_limits<double>::infinity();

/// The first word of a file as a number ≥ 0; nothing for "max", −1 and files that are not there.
std::optional<double> number_in(const fs::path& file, int word = 0) {
  std::ifstream stream(file);
  std::string text;
  for (int k = 0; k <= word; ++k)
    if (!(stream >> text)) return std::nullopt;
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || !(value >= 0.0)) return std::nullopt;
  return value;
}

void tighten(double& limit, const std::optional<double>& found) {
  if (found) limit = std::min(limit, *found);
}

/// Quota and period of processor time, as processors' worth.
void tighten_threads(double& limit, const std::optional<double>& quota,
                     const std::optional<double>& period) {
  if (quota && period && *period > 0.0) limit = std::min(limit, *quota / *period);
}

void take_version_2(const fs::path& group, GroupLimits& limits) {
  tighten(limits.memory, number_in(group / "memory.max"));
  tighten_threads(limits.threads, number_in(group / "cpu.max"), number_in(group / "cpu.max", 1));
}

void take_version_1(const fs::path& group, GroupLimits& limits) {
  tighten(limits.memory, number_in(group / "memory.limit_in_bytes"));
  tighten_threads(limits.threads, number_in(group / "cpu.cfs_quota_us"),
                  number_in(group / "cpu.cfs_period_us"));
}

/// `take` for the group and its parents up to the root of the hierarchy. In a container the group's
/// own path may not be visible: the root is then its limit.
template <class Take>
void walk_up(const fs::path& hierarchy, fs::path group, GroupLimits& limits, const Take& take) {
  group = group.relative_path();
  for (;; group = group.parent_path()) {
    take(hierarchy / group, limits);
    if (group.empty()) return;
  }
}

/// Affinity masks of any length: the kernel may know more processors than a fixed set holds.
double affinity_threads() {
  for (int processors = CPU_SETSIZE; processors <= (1 << 20); processors *= 2) {
    cpu_set_t* set = CPU_ALLOC(static_cast<std::size_t>(processors));
    if (set == nullptr) break;
    const std::size_t bytes = CPU_ALLOC_SIZE(static_cast<std::size_t>(processors));
    const bool known = sched_getaffinity(0, bytes, set) == 0;
    const int count = known ? CPU_COUNT_S(bytes, set) : 0;
    CPU_FREE(set);
    if (known) return count;
  }
  return static_cast<double>(sysconf(_SC_NPROCESSORS_ONLN));
}

double address_space_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return infinite;
  return static_cast<double>(limit.rlim_cur);
}

}  // namespace

GroupLimits group_limits(const fs::path& membership, const fs::path& root) {
  GroupLimits limits{infinite, infinite};
  std::ifstream file(membership);
  for (std::string line; std::getline(file, line);) {  // number:controllers:path
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const fs::path group = line.substr(second + 1);
    std::istringstream controllers(line.substr(first + 1, second - first - 1));
    if (second == first + 1) walk_up(root, group, limits, take_version_2);
    for (std::string name; std::getline(controllers, name, ',');)
      if (name == "memory" || name == "cpu") walk_up(root / name, group, limits, take_version_1);
  }
  return limits;
}

int available_threads() {
  const double allowed = std::min(affinity_threads(), std::ceil(group_limits().threads));
  return static_cast<int>(std::clamp(allowed, 1.0, 65536.0));
}

double available_memory() {
  const double physical =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
  return std::min({physical, group_limits().memory, address_space_limit()});
}

void require_memory(double bytes, const std::string& what, const std::string& remedy) {
  constexpr double share = 0.8;
  const double available = available_memory();
  if (!(bytes <= share * available))
    throw LackOfMemory(fmt::format("memory: {} need about {}, the machine has {}: {}", what,
                                   human_bytes(bytes), human_bytes(available), remedy));
}

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

std::string human_bytes(double bytes) {
  for (const char* unit : {"B", "kB", "MB", "GB", "TB"}) {
    if (bytes < 999.5) return fmt::format("{:.3g} {}", bytes, unit);
    bytes /= 1000;
  }
  return fmt::format("{:.3g} PB", bytes);
}

}  // namespace steady::sampling
