#include <steady/numerics/sampling/tasks.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <limits>
#include <mutex>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/sampling/threads.hpp>

namespace steady::sampling {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<double> checked_costs(std::size_t points, const std::vector<double>& costs) {
  if (costs.empty()) return std::vector<double>(points, 1.0);
  if (costs.size() != points)
    throw std::invalid_argument(
        fmt::format("run_tasks: {} costs for {} points", costs.size(), points));
  for (const double cost : costs)
    if (!(cost >= 0.0 && std::isfinite(cost)))
      throw std::invalid_argument(fmt::format("run_tasks: cost = {} is not finite and >= 0", cost));
  return costs;
}

std::uint64_t checked_total(std::span<const std::uint64_t> samples) {
  std::uint64_t total = 0;
  for (const auto count : samples) {
    if (count > std::numeric_limits<std::uint64_t>::max() - total)
      throw std::invalid_argument(
          fmt::format("run_tasks: {} points have too many samples", samples.size()));
    total += count;
  }
  return total;
}

/// Tasks in the order in which they are taken: point after point.
class Queue {
 public:
  Queue(std::span<const std::uint64_t> samples, std::vector<std::size_t> points)
      : points_(std::move(points)) {
    for (const auto point : points_) {
      first_.push_back(total_);
      total_ += samples[point];
    }
  }

  std::uint64_t total() const { return total_; }

  /// The next task; nothing when all have been taken. For several threads at a time.
  std::optional<Task> take(int threads) {
    const std::uint64_t position = next_.fetch_add(1, std::memory_order_relaxed);
    if (position >= total_) return std::nullopt;
    const auto after = std::upper_bound(first_.begin(), first_.end(), position);
    const auto at = static_cast<std::size_t>(after - first_.begin()) - 1;
    return Task{points_[at], position - first_[at], threads};
  }

 private:
  std::vector<std::size_t> points_;
  std::vector<std::uint64_t> first_;  // position of each point's first task
  std::uint64_t total_ = 0;
  std::atomic<std::uint64_t> next_{0};
};

/// One run: threads take the next task of a queue and hand its outcome to the caller.
class Run {
 public:
  Run(std::span<const std::uint64_t> samples, const detail::TaskCalls& calls,
      const RunOptions& options)
      : samples_(samples),
        total_(checked_total(samples)),
        calls_(calls),
        options_(options),
        costs_(checked_costs(samples.size(), options.costs)) {
    if (!options.together.empty() && options.together.size() != samples.size())
      throw std::invalid_argument(fmt::format("run_tasks: `together` of {} points for {}",
                                              options.together.size(), samples.size()));
    for (std::size_t p = 0; p < samples.size(); ++p)
      total_cost_ += costs_[p] * static_cast<double>(samples[p]);
  }

  bool execute() {
    Queue together(samples_, points(true));
    serve(together, 1, options_.threads);
    Queue apart(samples_, points(false));
    serve(apart, options_.threads, 1);
    if (options_.on_progress) options_.on_progress(progress());
    return done_ < total_;
  }

 private:
  /// Costly ones first.
  std::vector<std::size_t> points(bool together) const {
    std::vector<std::size_t> order;
    for (std::size_t p = 0; p < samples_.size(); ++p)
      if ((!options_.together.empty() && options_.together[p]) == together) order.push_back(p);
    std::stable_sort(order.begin(), order.end(),
                     [this](std::size_t a, std::size_t b) { return costs_[a] > costs_[b]; });
    return order;
  }

  void serve(Queue& queue, int tasks_at_a_time, int threads_per_task) {
    if (queue.total() == 0) return;
    const auto useful =
        std::min<std::uint64_t>(static_cast<unsigned>(tasks_at_a_time), queue.total());
    on_threads(static_cast<int>(useful), options_.stop, [&](int, const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        const auto task = queue.take(threads_per_task);
        if (!task) return;
        run_one(*task, stop);
      }
    });
  }

  void run_one(const Task& task, const std::stop_token& stop) {
    const bool recalled = calls_.recall && calls_.recall(task);
    if (!recalled && !calls_.run(task, stop)) {
      if (stop.stop_requested()) return;
      throw std::logic_error(
          fmt::format("run_tasks: the task of point {}, sample {} gave no "
                      "outcome",
                      task.point, task.sample));
    }
    const std::lock_guard lock(mutex_);
    if (!recalled && calls_.keep) calls_.keep(task);
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
    if (done_ < total_)
      work = total_cost_ > 0.0 ? cost_done_ / total_cost_
                               : static_cast<double>(done_) / static_cast<double>(total_);
    return {static_cast<std::size_t>(done_), static_cast<std::size_t>(total_),
            seconds_since(start_), std::min(work, 1.0)};
  }

  const std::span<const std::uint64_t> samples_;
  const std::uint64_t total_;
  const detail::TaskCalls& calls_;
  const RunOptions& options_;
  const std::vector<double> costs_;
  double total_cost_ = 0.0;
  const Clock::time_point start_ = Clock::now();

  std::mutex mutex_;  // guards everything below and the callbacks
  std::uint64_t done_ = 0;
  double cost_done_ = 0.0;
  double last_report_ = 0.0;
};

}  // namespace

bool detail::run_tasks(std::span<const std::uint64_t> samples, const TaskCalls& calls,
                       const RunOptions& options) {
  if (options.threads < 1)
    throw std::invalid_argument(fmt::format("run_tasks: threads = {} < 1", options.threads));
  return Run(samples, calls, options).execute();
}

void parallel_for(std::size_t count, const RunOptions& run,
                  const std::function<void(std::size_t i)>& body) {
  detail::TaskCalls calls;
  calls.run = [&body](const Task& task, const std::stop_token&) {
    body(task.point);
    return true;
  };
  if (detail::run_tasks(std::vector<std::uint64_t>(count, 1), calls, run)) throw Stopped();
}

}  // namespace steady::sampling
