// What this process may use of the machine it runs on, and what it has used.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace steady::sampling {

/// A computation would not fit into memory; nothing was allocated yet.
struct LackOfMemory : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Threads that run at the same time: those that the affinity mask (taskset, Slurm) and the CPU
/// quota of the control groups (containers) allow, at least 1.
int available_threads();

/// Bytes that this process may use: the physical memory, or less where a control group or
/// `ulimit -v` limits it.
double available_memory();

/// The limits of the control groups (versions 1 and 2) that a process belongs to, those of their
/// parents included; infinite where there are none. The arguments are the membership file of the
/// process and the root of the file system of groups.
struct GroupLimits {
  double memory;   ///< bytes
  double threads;  ///< processors' worth of time
};
GroupLimits group_limits(const std::filesystem::path& membership = "/proc/self/cgroup",
                         const std::filesystem::path& root = "/sys/fs/cgroup");

/// Throws LackOfMemory "memory: {what} need about {bytes}, the machine has {…}: {remedy}" when that
/// is more than a computation may take: 0.8 of the available memory, as the system and the results
/// need some too.
void require_memory(double bytes, const std::string& what, const std::string& remedy);

/// Processor time that this thread has used, seconds.
double thread_seconds();

/// 512 B, 3.4 MB: decimal units as disk tools print them.
std::string human_bytes(double bytes);

}  // namespace steady::sampling
