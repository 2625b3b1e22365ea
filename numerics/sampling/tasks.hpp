// The one engine that runs (parameter point × disorder sample) tasks.
//
// A task is a pure function and yields an Outcome, a plain struct (outcome.hpp). A store (persist
// and resume) attaches through RunOptions::recall and RunOptions::on_row: it answers the rows it
// already has and is handed every new one. Other machines attach the same way: a rank computes its
// share of the tasks and the gathering rank recalls them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <utility>
#include <vector>

#include <steady/numerics/sampling/outcome.hpp>

namespace steady::sampling {

struct Task {
  std::size_t point;     ///< index of the parameter point
  std::uint64_t sample;  ///< index of the disorder sample
  int threads = 1;       ///< that the task may use itself
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
  std::vector<double> costs = {};
  /// Points whose tasks are run one after the other with all threads each, before the others;
  /// empty: none. For tasks that are a large share of the work and can share it themselves.
  std::vector<bool> together = {};
  /// Called now and then from any one thread at a time, and once at the end.
  std::function<void(const Progress&)> on_progress = {};
  /// Seconds between two calls of on_progress; 0 reports every task.
  double progress_interval = 0.1;
  /// Asked before a task is run: a row known already, or nothing. Called by several threads at a
  /// time.
  std::function<std::optional<Row>(const Task&)> recall = {};
  /// Handed every newly computed row (not the recalled ones), one at a time, in no fixed order.
  std::function<void(const Task&, const Row&)> on_row = {};
};

/// A stop was requested before everything was computed.
struct Stopped : std::runtime_error {
  Stopped() : std::runtime_error("stopped before the end") {}
};

template <class Outcome>
struct RunResult {
  /// [point][sample]; nothing where a task was not run because of a stop.
  std::vector<std::vector<std::optional<Outcome>>> outcomes;
  bool stopped = false;  ///< some outcomes are missing because a stop was requested

  /// All outcomes, [point][sample]. Throws Stopped when some are missing.
  std::vector<std::vector<Outcome>> all() && {
    if (stopped) throw Stopped();
    std::vector<std::vector<Outcome>> result(outcomes.size());
    for (std::size_t p = 0; p < outcomes.size(); ++p) {
      result[p].reserve(outcomes[p].size());
      for (auto& one : outcomes[p]) result[p].push_back(std::move(*one));
      outcomes[p].clear();
    }
    return result;
  }
};

namespace detail {

/// What the engine asks of its caller, who keeps the outcomes.
struct TaskCalls {
  std::function<bool(const Task&)> recall;                       ///< true: known already
  std::function<bool(const Task&, const std::stop_token&)> run;  ///< false: gave up
  std::function<void(const Task&)> keep;                         ///< under a lock
};

/// Returns whether a stop left tasks undone.
bool run_tasks(std::span<const std::uint64_t> samples, const TaskCalls& calls,
               const RunOptions& options);

}  // namespace detail

/// Runs `task(task, stop) → std::optional<Outcome>` for every point p and every sample below
/// samples[p]. Results depend neither on the order nor on the number of threads, as long as `task`
/// is a pure function. The token given to the task is triggered by options.stop and by the failure
/// of another task; a task that gives up because of it returns nothing. The first exception (of a
/// task or a callback) stops the run and is rethrown when all threads have ended. Throws
/// std::invalid_argument for threads < 1, costs that are not one finite number ≥ 0 per point, or
/// more than 2^64 tasks; std::logic_error for a task that gives nothing without a stop.
template <class Outcome, class Function>
RunResult<Outcome> run_tasks(std::span<const std::uint64_t> samples, const Function& task,
                             const RunOptions& options = {}) {
  RunResult<Outcome> result;
  detail::TaskCalls calls;
  const auto slot = [&result](const Task& at) -> std::optional<Outcome>& {
    return result.outcomes[at.point][static_cast<std::size_t>(at.sample)];
  };
  if (options.recall)
    calls.recall = [&](const Task& at) {
      const auto row = options.recall(at);
      if (row) slot(at) = decode<Outcome>(*row);
      return row.has_value();
    };
  calls.run = [&](const Task& at, const std::stop_token& stop) {
    slot(at) = task(at, stop);
    return slot(at).has_value();
  };
  if (options.on_row) calls.keep = [&](const Task& at) { options.on_row(at, encode(*slot(at))); };
  for (const auto count : samples) result.outcomes.emplace_back(static_cast<std::size_t>(count));
  result.stopped = detail::run_tasks(samples, calls, options);
  return result;
}

/// The same number of samples at every point.
template <class Outcome, class Function>
RunResult<Outcome> run_tasks(std::size_t points, std::uint64_t samples, const Function& task,
                             const RunOptions& options = {}) {
  return run_tasks<Outcome>(std::vector<std::uint64_t>(points, samples), task, options);
}

/// Runs body(i) for every i < count on run.threads threads, costly ones first: for work without
/// samples, whose results go where i says. Throws Stopped when a stop left some undone; the rest as
/// run_tasks.
void parallel_for(std::size_t count, const RunOptions& run,
                  const std::function<void(std::size_t i)>& body);

}  // namespace steady::sampling
