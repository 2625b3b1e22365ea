// The one engine that runs (parameter point × disorder sample) tasks.
//
// A store (persist and resume) attaches through RunOptions::recall and RunOptions::on_row: it
// answers the rows it already has and is handed every new one. Other machines attach the same way:
// a rank computes its share of the tasks and the gathering rank recalls them. Commands only name
// the points, the samples and the pure function, and never change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace steady::sampling {

/// A task's result: a plain row of numbers, so that it can be stored, resumed or computed
/// elsewhere without the commands knowing. Never empty.
using Row = std::vector<double>;

struct Task {
  std::size_t point;     ///< index of the parameter point
  std::uint64_t sample;  ///< index of the disorder sample
};

struct Progress {
  std::size_t done = 0;
  std::size_t total = 0;
  double seconds = 0.0;    ///< since the start
  double work_done = 0.0;  ///< in [0,1], by expected cost where costs are given
};

struct RunOptions {
  int threads = 1;
  std::stop_token stop;
  /// Expected relative cost of one sample at each point, ≥ 0; empty means equal. Only for order
  /// (costly tasks first, so that no thread idles at the end) and for the ETA.
  std::vector<double> costs;
  /// Called now and then from any one thread at a time, and once at the end.
  std::function<void(const Progress&)> on_progress;
  /// Seconds between two calls of on_progress; 0 reports every task.
  double progress_interval = 0.1;
  /// Asked before a task is run: a row known already, or nothing. Called by several threads at a
  /// time.
  std::function<std::optional<Row>(const Task&)> recall;
  /// Handed every newly computed row (not the recalled ones), one at a time, in no fixed order.
  std::function<void(const Task&, const Row&)> on_row;
};

/// rows[point][sample]; a task not run because of a stop has an empty row.
struct RunResult {
  std::vector<std::vector<Row>> rows;
  bool stopped = false;  ///< some rows are missing because a stop was requested
};

/// Runs `task` for every (point, sample). Results depend neither on the order nor on the number
/// of threads, as long as `task` is a pure function. The token given to the task is triggered by
/// options.stop and by the failure of another task; a task that gives up because of it returns an
/// empty row. The first exception (of a task or a callback) stops the run and is rethrown when
/// all threads have ended. Throws std::invalid_argument for threads < 1, costs that are not one
/// finite number ≥ 0 per point, or more than 2^64 tasks; std::logic_error for an empty row without
/// a stop.
RunResult run_tasks(std::size_t points, std::uint64_t samples,
                    const std::function<Row(const Task&, std::stop_token)>& task,
                    const RunOptions& options = {});

}  // namespace steady::sampling
