// What this machine has, and what was used of it.
#pragma once

#include <string>

namespace steady::apps {

/// Physical memory, bytes.
double machine_memory();

/// Throws ResourceError "{what} need {bytes}, …: {remedy}" when that is more than a computation may
/// take: 0.8 of the machine's memory, as the system and the results need some too.
void require_memory(double bytes, const std::string& what, const std::string& remedy);

/// Processor time that this thread has used.
double thread_seconds();

}  // namespace steady::apps
