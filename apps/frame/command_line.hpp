// The command as it was typed, for the provenance.
#pragma once

#include <string>

namespace steady::apps {

/// A line that a shell reads as these arguments, "steady" in front.
std::string command_line(int argc, const char* const* argv);

}  // namespace steady::apps
