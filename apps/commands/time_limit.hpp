// --max-time: what is expected to take longer is refused before anything is done.
#pragma once

#include <string>

#include <apps/frame/program.hpp>

namespace steady::apps {

struct TimeLimit {
  double seconds = 3600.0;

  void add_to(Command& command);
  /// Throws ResourceError with the remedies, `another` among them, for an expectation above it.
  void check(double expected, const std::string& another = "") const;
};

}  // namespace steady::apps
