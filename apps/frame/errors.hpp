// The ways a command can end badly, one type per exit code.
#pragma once

#include <stdexcept>
#include <string>

namespace steady::apps {

/// DESIGN: 0 done; 1 a check failed or a method did not converge; 2 bad usage; 3 I/O or
/// resource error. A signal ends with 128 + its number, as a shell would report it.
namespace exit_code {
inline constexpr int done = 0;
inline constexpr int check_failed = 1;
inline constexpr int usage = 2;
inline constexpr int resource = 3;
inline constexpr int signal_base = 128;
}  // namespace exit_code

/// The computation ran, but a claim failed or a method did not converge: exit 1. Thrown after
/// the table was written.
struct CheckFailed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Bad usage: exit 2. The message starts with the option.
struct UsageError : std::runtime_error {
  UsageError(const std::string& option, const std::string& what)
      : std::runtime_error(option + ": " + what) {}
};

/// A file, a disk, memory or time is lacking: exit 3. The message names the file or resource.
struct ResourceError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The reader of standard output went away (`| head -1`): quiet, exit 141 like any Unix filter.
struct ClosedPipe : std::runtime_error {
  ClosedPipe() : std::runtime_error("standard output was closed by its reader") {}
};

/// Ended by Ctrl-C or SIGTERM; partial results are discarded, unless the command says where they
/// are.
struct Interrupted : std::runtime_error {
  Interrupted() : std::runtime_error("interrupted: partial results were discarded") {}
  explicit Interrupted(const std::string& what_is_left)
      : std::runtime_error("interrupted: " + what_is_left) {}
};

}  // namespace steady::apps
