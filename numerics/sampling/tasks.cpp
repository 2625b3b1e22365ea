#include <steady/numerics/sampling/tasks.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <exception>
#include <limits>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

namespace steady::sampling {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<double> checked_costs(std::size_t points, const std::vector<double>& costs) {
  if (costs.empty()) return std::vector<double>(points, 1.0);
  if (costs.size() != points) {
    throw std::invalid_argument(
        fmt::format("run_tasks: {} costs for {} points", costs.size(), points));
  }
  for (const double cost : costs) {
    if (!(cost >= 0.0 && std::isfinite(cost))) {
      throw std::invalid_argument(fmt::format("run_tasks: cost = {} is not finite and >= 0", cost));
    }
  }
  return costs;
}

std::uint64_t checked_total(std::size_t points, std::uint64_t samples) {
  if (samples != 0 && points > std::numeric_limits<std::uint64_t>::max() / samples) {
    throw std::invalid_argument(
        fmt::format("run_tasks: {} points x {} samples are too many", points, samples));
  }
  return points * samples;
}

/// One run: workers take the next task from a shared counter and write into rows of their own.
//
// Plain std::jthread and not OpenMP: a task takes from microseconds to minutes, so a loop
// construct gains nothing, exceptions and stop tokens pass through, and ThreadSanitizer sees every
// synchronisation (GCC's libgomp is not instrumented and reports false races).
class Run {
 public:
  Run(std::size_t points, std::uint64_t samples,
      const std::function<Row(const Task&, std::stop_token)>& task, const RunOptions& options)
      : samples_(samples),
        total_(checked_total(points, samples)),
        task_(task),
        options_(options),
        costs_(checked_costs(points, options.costs)),
        order_(points) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::stable_sort(order_.begin(), order_.end(),
                     [this](std::size_t a, std::size_t b) { return costs_[a] > costs_[b]; });
    total_cost_ = std::accumulate(costs_.begin(), costs_.end(), 0.0) * static_cast<double>(samples);
    result_.rows.assign(points, std::vector<Row>(samples));
  }

  RunResult execute() {
    const std::stop_callback forward(options_.stop, [this] { stop_.request_stop(); });
    {
      const auto wanted = std::min<std::uint64_t>(static_cast<unsigned>(options_.threads), total_);
      std::vector<std::jthread> helpers;
      for (std::uint64_t i = 1; i < wanted; ++i) helpers.emplace_back([this] { work(); });
      work();
    }
    if (failure_) std::rethrow_exception(failure_);
    if (options_.on_progress) options_.on_progress(progress());
    result_.stopped = done_ < total_;
    return std::move(result_);
  }

 private:
  void work() {
    try {
      while (!stop_.stop_requested()) {
        const std::uint64_t position = next_.fetch_add(1, std::memory_order_relaxed);
        if (position >= total_) return;
        run_one({order_[position / samples_], position % samples_});
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      stop_.request_stop();
    }
  }

  void run_one(const Task& task) {
    std::optional<Row> known = options_.recall ? options_.recall(task) : std::nullopt;
    const bool recalled = known.has_value();
    Row row = recalled ? std::move(*known) : task_(task, stop_.get_token());
    if (row.empty()) {
      if (stop_.stop_requested()) return;
      throw std::logic_error(fmt::format("run_tasks: the task of point {}, sample {} gave no row",
                                         task.point, task.sample));
    }
    const std::lock_guard lock(mutex_);
    if (failure_) return;
    if (!recalled && options_.on_row) options_.on_row(task, row);
    result_.rows[task.point][task.sample] = std::move(row);
    ++done_;
    cost_done_ += costs_[task.point];
    report();
  }

  // Called with the mutex held.
  void report() {
    if (!options_.on_progress || done_ == total_) return;
    const double now = seconds_since(start_);
    if (now - last_report_ < options_.progress_interval) return;
    last_report_ = now;
    options_.on_progress(progress());
  }

  Progress progress() const {
    double work = 1.0;
    if (done_ < total_) {
      work = total_cost_ > 0.0 ? cost_done_ / total_cost_
                               : static_cast<double>(done_) / static_cast<double>(total_);
    }
    return {static_cast<std::size_t>(done_), static_cast<std::size_t>(total_),
            seconds_since(start_), std::min(work, 1.0)};
  }

  const std::uint64_t samples_;
  const std::uint64_t total_;
  const std::function<Row(const Task&, std::stop_token)>& task_;
  const RunOptions& options_;
  const std::vector<double> costs_;
  std::vector<std::size_t> order_;  // points, costly ones first
  double total_cost_ = 0.0;
  const Clock::time_point start_ = Clock::now();

  std::atomic<std::uint64_t> next_{0};
  std::stop_source stop_;

  std::mutex mutex_;  // guards everything below and the callbacks
  RunResult result_;
  std::uint64_t done_ = 0;
  double cost_done_ = 0.0;
  double last_report_ = 0.0;
  std::exception_ptr failure_;
};

}  // namespace

RunResult run_tasks(std::size_t points, std::uint64_t samples,
                    const std::function<Row(const Task&, std::stop_token)>& task,
                    const RunOptions& options) {
  if (options.threads < 1) {
    throw std::invalid_argument(fmt::format("run_tasks: threads = {} < 1", options.threads));
  }
  return Run(points, samples, task, options).execute();
}

}  // namespace steady::sampling
