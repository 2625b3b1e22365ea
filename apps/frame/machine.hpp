// What this machine has, and what was used of it, by the names of commands.
#pragma once

#include <steady/numerics/sampling/machine.hpp>

namespace steady::apps {

using sampling::require_memory;
using sampling::thread_seconds;

}  // namespace steady::apps
