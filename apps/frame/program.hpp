// The frame of the `steady` command: a subcommand declares its options and what its columns
// mean, and gets a Run with everything resolved. CLI11 stays behind this header.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <steady/numerics/options/entries.hpp>
#include <steady/numerics/studies/study.hpp>
#include <steady/theory/names.hpp>

#include "columns.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "ranges.hpp"
#include "table.hpp"

namespace steady::apps {

/// Version and git revision of this program, as in the provenance.
std::string program_version();

/// The options that every subcommand takes.
struct Common {
  std::uint64_t seed = 1;
  std::uint64_t samples = 100;
  int threads = 1;  ///< resolved: the hardware's when not given
  Format format = Format::csv;
  std::string out;  ///< empty: standard output
  ProgressMode progress = ProgressMode::automatic;
  bool timing = false;
};

/// Everything that `steady SUBCOMMAND --help` says besides the options.
struct About {
  std::string summary;   ///< one line: the question that it answers
  std::string equation;  ///< with its number in docs/theory.md
  std::string example;   ///< a complete command line
  /// Column name and meaning, in the order of the table.
  std::vector<std::pair<std::string, std::string>> columns;
  std::string notes;
};

/// What a subcommand does with the common options.
struct Traits {
  bool random = false;            ///< uses --seed, --samples
  bool fixed_samples = false;     ///< random, but not with --samples networks
  bool out_is_directory = false;  ///< --out is not the file of the table
  bool timing = false;            ///< its table has columns for --timing
};

/// One execution of a subcommand.
class Run {
 public:
  /// `given`: the options on the command line.
  Run(const Common& common, Provenance provenance, Output output, std::set<std::string> given);

  Common common;
  const std::stop_token stop;
  ProgressMeter progress;
  Provenance provenance;  ///< more resolved parameters may be appended before write()

  /// Whether the option was on the command line, be it with its default.
  bool given(const std::string& option) const { return given_.contains(option); }
  /// Throws UsageError for the first of the options that was given.
  void refuse(const std::vector<std::string>& options, const std::string& why) const;

  /// Instead of --samples where that was not given: as many networks as there are.
  void use_samples(std::uint64_t samples) {
    common.samples = samples;
    for (auto& [key, value] : provenance)
      if (key == "samples") value = samples;
  }

  /// Threads, stop and meter for the engine; not to outlive the run.
  sampling::RunOptions task_options();

  /// Refuses a table, or a number of tasks, that memory cannot hold: throws ResourceError.
  void check_rows(double rows) const;

  /// outcomes[point][sample] of --samples networks at every point of a study, with the options,
  /// the meter and the stop of this run. Throws what check_rows and studies::run_all throw.
  template <studies::Study S>
  std::vector<std::vector<typename S::Outcome>> outcomes(std::span<const S> points,
                                                         double numbers_per_sample = 1.0) {
    check_rows(static_cast<double>(points.size()) * static_cast<double>(common.samples) *
               numbers_per_sample);
    return studies::run_all(points, common.seed, common.samples, task_options());
  }

  /// Renders the table as asked and puts it where it belongs. Call once, at the end.
  void write(const Table& table);

  /// The table of these rows by its list of columns.
  template <class Row>
  void write(const Columns<Row>& columns, const std::vector<Row>& rows) {
    write(columns.table(std::span<const Row>(rows),
                        [this](const std::string& option) { return given(option); }));
  }

 private:
  Output output_;
  std::set<std::string> given_;
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
