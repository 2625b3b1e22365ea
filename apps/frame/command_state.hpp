// Internal: what a subcommand was told and was given. For command.cpp, which fills it, and
// program.cpp, which reads it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "command.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace steady::apps {

/// Text given on the command line is only stored while CLI11 parses, and converted afterwards,
/// so that --help wins over a bad value and every message is ours.
struct Command::State {
  struct Argument {
    std::string option;
    std::string text;
    CLI::Option* handle = nullptr;
    bool required = false;
    std::function<void(const std::string&)> convert;
    std::function<std::optional<Cell>()> shown;  ///< for the provenance; nothing: left out
  };
  /// Defaults that depend on another option.
  struct Defaults {
    std::string option, value;
    std::map<std::string, std::string> others;
  };

  CLI::App* app = nullptr;
  Traits traits;
  std::vector<std::unique_ptr<Argument>> arguments;
  std::vector<std::string> choose_one;
  std::vector<Defaults> defaults;
  std::function<void(Run&)> action;
  Common common;
  long long seed = 1, samples = 100, threads = 0;

  Argument& add(const std::string& option);

  bool given(const std::string& option) const;
  std::set<std::string> all_given() const;

  /// After CLI11 has parsed: all values, and `common`. Throws UsageError.
  void convert();

  /// `line` is the command as typed.
  Provenance provenance(const std::string& line) const;

 private:
  void take_defaults();
  void refuse_idle() const;
  void check_choice() const;
};

}  // namespace steady::apps
