// The frame of the `steady` command: a subcommand declares its options (command.hpp) and what its
// columns mean, and gets a Run (run.hpp) with everything resolved.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "command.hpp"
#include "run.hpp"

namespace steady::apps {

/// Version and git revision of this program, as in the provenance.
std::string program_version();

/// Everything that `steady SUBCOMMAND --help` says besides the options.
struct About {
  std::string summary;   ///< one line: the question that it answers
  std::string equation;  ///< with its number in docs/theory.md
  std::string example;   ///< a complete command line
  /// Column name and meaning, in the order of the table.
  std::vector<std::pair<std::string, std::string>> columns;
  std::string notes;
};

class Program {
 public:
  Program();
  ~Program();

  Command add(const std::string& name, const About& about, Traits traits = {});

  /// Parses, runs, reports errors in one line on standard error; returns the exit code.
  int run(int argc, const char* const* argv);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace steady::apps
