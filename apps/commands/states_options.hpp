// --states FILE, --start FILE and --record: states that go out of runs and come into them, the same
// in every command that runs something (docs/networks.md, files of states).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <steady/numerics/files/runs_file.hpp>
#include <steady/numerics/network/given.hpp>
#include <steady/numerics/studies/kept_states.hpp>

#include <apps/frame/program.hpp>
#include <apps/frame/signals.hpp>

namespace steady::apps {

struct StatesOptions {
  std::string states;
  std::string start, start_data_set;
  std::vector<int> record;  // sweeps

  bool kept() const { return !states.empty(); }
  bool given() const { return !start.empty(); }
  /// Of --record, rising. Throws UsageError for one beyond --max-sweeps.
  std::vector<std::int64_t> sweeps(std::int64_t max_sweeps) const;
};

/// --states, of which `what` goes to the file.
void add_states(Command& command, StatesOptions& options, const std::string& what);
/// --start, --start-data-set, --record.
void add_starts(Command& command, StatesOptions& options);
/// The options of both, for forms of a command that have none.
std::vector<std::string> options_of_states();

using States = std::shared_ptr<const std::vector<network::Spins>>;

/// The states of --start, of so many neurons; nothing without. Throws FileError.
States starts_of(const StatesOptions& options, double neurons, network::StateConvention convention);

/// The file of --states, which appears when it is closed.
class StatesOutput {
 public:
  /// Throws ResourceError where the disk has no room for so many bytes before compression, and says
  /// how many they are where that is worth it.
  StatesOutput(const StatesOptions& options, double bytes, const Run& run);

  /// For point number `point` of so many, with so many networks.
  studies::KeepStates keep(std::size_t point, std::size_t points, std::uint64_t samples,
                           std::vector<std::int64_t> sweeps = {});
  void close() { file_.close(); }

 private:
  files::RunsWriter file_;
};

/// As run.outcomes, with the states in the file of --states where that is given; `sweeps` are those
/// of --record, and every network has so many runs.
template <class S>
auto outcomes_and_states(const StatesOptions& options, const std::vector<S>& points, Run& run,
                         double runs = 1.0, const std::vector<std::int64_t>& sweeps = {}) {
  if (!options.kept()) return run.outcomes<S>(points, runs);
  double bytes = 0.0;
  for (const auto& point : points)
    bytes += (2.0 + static_cast<double>(sweeps.size())) * runs * network::neurons(point.networks) *
             static_cast<double>(run.common.samples);
  StatesOutput file(options, bytes, run);
  std::vector<studies::Keeping<S>> keeping;
  for (std::size_t p = 0; p < points.size(); ++p)
    keeping.push_back({points[p], file.keep(p, points.size(), run.common.samples, sweeps)});
  auto outcomes = run.outcomes<studies::Keeping<S>>(keeping, runs);
  check_stop();
  file.close();
  return outcomes;
}

}  // namespace steady::apps
