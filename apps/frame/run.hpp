// One execution of a subcommand: the common options, resolved, and what becomes of its table.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <steady/numerics/studies/study.hpp>

#include "columns.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "table.hpp"

namespace steady::apps {

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
    resolve("samples", samples);
  }
  /// The provenance has this value of a parameter, which other options decided.
  void resolve(const std::string& parameter, const Cell& resolved) {
    for (auto& [key, value] : provenance)
      if (key == parameter) value = resolved;
  }

  /// What has no effect in this run is not part of how a table was made: keys of the provenance.
  void forget(std::initializer_list<std::string_view> keys) {
    std::erase_if(provenance, [&](const auto& line) {
      return std::find(keys.begin(), keys.end(), line.first) != keys.end();
    });
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

}  // namespace steady::apps
