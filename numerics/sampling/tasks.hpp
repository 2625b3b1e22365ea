// The one engine that runs (parameter point × disorder sample) tasks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

namespace steady::sampling {

/// A task's result: a plain row of numbers, so that it can be stored, resumed or computed
/// elsewhere without the commands knowing.
using Row = std::vector<double>;

struct Task {
  std::size_t point;      ///< index of the parameter point
  std::uint64_t sample;   ///< index of the disorder sample
};

struct Progress {
  std::size_t done = 0;
  std::size_t total = 0;
  double seconds = 0.0;     ///< since the start
  double work_done = 0.0;   ///< in [0,1], by expected cost where costs are given
};

struct RunOptions {
  int threads = 1;
  std::stop_token stop;
  /// Expected relative cost of one sample at each point; empty means equal. Only for order
  /// (costly tasks first, so that no thread idles at the end) and for the ETA.
  std::vector<double> costs;
  /// Called now and then from any one thread at a time, and once at the end.
  std::function<void(const Progress&)> on_progress;
};

/// rows[point][sample]; a task not run because of a stop has an empty row.
struct RunResult {
  std::vector<std::vector<Row>> rows;
  bool stopped = false;
};

/// Runs `task` for every (point, sample). Results depend neither on the order nor on the number
/// of threads, as long as `task` is a pure function. The first exception stops the run and is
/// rethrown. Throws std::invalid_argument for threads < 1.
RunResult run_tasks(std::size_t points, std::uint64_t samples,
                    const std::function<Row(const Task&, std::stop_token)>& task,
                    const RunOptions& options = {});

}  // namespace steady::sampling
