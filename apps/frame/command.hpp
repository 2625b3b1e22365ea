// The options that a subcommand declares. CLI11 stays behind this header.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <steady/numerics/options/entries.hpp>
#include <steady/theory/names.hpp>

#include "ranges.hpp"
#include "run.hpp"
#include "table.hpp"

namespace steady::apps {

/// What a subcommand does with the common options.
struct Traits {
  bool random = false;            ///< uses --seed, --samples
  bool fixed_samples = false;     ///< random, but not with --samples networks
  bool out_is_directory = false;  ///< --out is not the file of the table
  bool timing = false;            ///< its table has columns for --timing
};

/// Options are added by reference to storage that must outlive the program: subcommands keep it
/// in a shared_ptr captured by their action. What was given, or the default, is recorded in the
/// provenance under the option's name.
class Command {
 public:
  /// A list of numbers. Required when `values` is empty now; else the present values are the
  /// default, shown as `shown_default` in the help.
  Command& range(const std::string& option, std::vector<double>& values, Bounds bounds,
                 const std::string& help, const std::string& shown_default = {});
  Command& integers(const std::string& option, std::vector<int>& values, Bounds bounds,
                    const std::string& help);
  /// Like range and integers, but may be absent: then `values` stays empty.
  Command& optional_range(const std::string& option, std::vector<double>& values, Bounds bounds,
                          const std::string& help);
  Command& optional_integers(const std::string& option, std::vector<int>& values, Bounds bounds,
                             const std::string& help);
  Command& number(const std::string& option, double& value, Bounds bounds, const std::string& help);
  Command& integer(const std::string& option, long long& value, Bounds bounds,
                   const std::string& help);
  Command& text(const std::string& option, std::string& value, const std::string& placeholder,
                const std::string& help);
  Command& choice(const std::string& option, std::string& value,
                  const std::vector<std::string>& allowed, const std::string& help);
  /// A value of an enum by its names.
  Command& choice(const std::string& option, const options::Choice& choice,
                  const std::string& help);
  template <class Enum, std::size_t Count>
  Command& choice(const std::string& option, Enum& value, const Names<Enum, Count>& names,
                  const std::string& help) {
    return choice(option,
                  {names.all(), [names, &value] { return std::string(names.of(value)); },
                   [names, &value](std::string_view name) { value = names.parse(name); }},
                  help);
  }
  Command& flag(const std::string& option, bool& value, const std::string& help);
  /// What the others are made of, for a value that lives elsewhere: `take` gets the text given,
  /// `shown` is recorded in the provenance, where it is something.
  Command& option(const std::string& option, const std::string& type, const std::string& help,
                  const std::string& shown_default, std::function<void(const std::string&)> take,
                  std::function<std::optional<Cell>()> shown);
  /// A required argument without dashes.
  Command& positional(const std::string& name, std::string& value, const std::string& help);

  /// `option` means nothing without `other`, or beside it.
  Command& needs(const std::string& option, const std::string& other);
  Command& excludes(const std::string& option, const std::string& other);

  /// Exactly one of the options must be given.
  Command& exactly_one_of(const std::vector<std::string>& options);

  /// Where `option` has this `value`, others have other defaults: texts as on the command line,
  /// recorded in the provenance. What is given wins.
  Command& defaults(const std::string& option, const std::string& value,
                    const std::map<std::string, std::string>& others);

  Command& action(std::function<void(Run&)> action);

  struct State;
  explicit Command(std::shared_ptr<State> state) : state_(std::move(state)) {}

 private:
  Command& list(const std::string& option, const std::string& type, const std::string& help,
                bool required, std::function<void(const std::string&)> parse,
                const std::string& shown_default);
  std::shared_ptr<State> state_;
};

}  // namespace steady::apps
