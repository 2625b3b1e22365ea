#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include <sched.h>

#include <tests/catch.hpp>
#include <tests/oracles/scratch_folder.hpp>

#include <steady/numerics/sampling/machine.hpp>

using namespace steady::sampling;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

}  // namespace

TEST_CASE("Control groups of version 2 limit memory and threads, their parents too") {
  const ScratchFolder folder;
  const fs::path membership = folder.path() / "cgroup", root = folder.path() / "fs";
  write(membership, "0::/slice/job\n");
  write(root / "slice/job/memory.max", "max\n");
  write(root / "slice/memory.max", "3000000000\n");
  write(root / "slice/job/cpu.max", "150000 100000\n");
  write(root / "slice/cpu.max", "max 100000\n");
  const auto limits = group_limits(membership, root);
  CHECK(limits.memory == 3e9);
  CHECK(limits.threads == 1.5);
}

TEST_CASE("Control groups of version 1 are read by controller; inside a container by their root") {
  const ScratchFolder folder;
  const fs::path membership = folder.path() / "cgroup", root = folder.path() / "fs";
  write(membership, "4:memory:/docker/abc\n2:cpu,cpuacct:/docker/abc\n1:name=systemd:/\n");
  write(root / "memory/memory.limit_in_bytes", "2000000000\n");
  write(root / "cpu/docker/abc/cpu.cfs_quota_us", "-1\n");
  write(root / "cpu/docker/abc/cpu.cfs_period_us", "100000\n");
  write(root / "cpu/cpu.cfs_quota_us", "300000\n");
  write(root / "cpu/cpu.cfs_period_us", "100000\n");
  const auto limits = group_limits(membership, root);
  CHECK(limits.memory == 2e9);
  CHECK(limits.threads == 3.0);
  const auto none = group_limits(folder.path() / "absent", root);
  CHECK(std::isinf(none.memory));
  CHECK(std::isinf(none.threads));
}

TEST_CASE("A process bound to one processor has one thread") {
  cpu_set_t before, one;
  REQUIRE(sched_getaffinity(0, sizeof before, &before) == 0);
  CPU_ZERO(&one);
  for (int k = 0; k < CPU_SETSIZE; ++k)
    if (CPU_ISSET(k, &before)) {
      CPU_SET(k, &one);
      break;
    }
  REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
  CHECK(available_threads() == 1);
  REQUIRE(sched_setaffinity(0, sizeof before, &before) == 0);
  CHECK(available_threads() >= 1);
  CHECK(available_threads() <= CPU_COUNT(&before));
}

TEST_CASE("What does not fit into memory is refused in words") {
  CHECK(available_memory() > 1e8);
  CHECK_NOTHROW(require_memory(1e6, "a few networks", "fewer"));
  CHECK_THROWS_WITH(require_memory(1e18, "many networks", "fewer networks"),
                    Catch::Matchers::Contains("memory: many networks need about 1e+03 PB") &&
                        Catch::Matchers::Contains("fewer networks"));
  CHECK_THROWS_AS(require_memory(std::numeric_limits<double>::quiet_NaN(), "nothing known", ""),
                  LackOfMemory);
}
