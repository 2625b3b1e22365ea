#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <limits>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <tests/catch.hpp>

#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/sampling/progress.hpp>
#include <steady/numerics/sampling/tasks.hpp>

using namespace steady::sampling;

namespace {

/// A pure function of the task, as commands have: its own random stream and some arithmetic.
Row walk(const Task& task, std::stop_token) {
  steady::network::RandomStream stream(1, "walk " + std::to_string(task.point), task.sample);
  double position = 0.0;
  for (int step = 0; step < 100; ++step) position += stream.next_uniform() - 0.5;
  return {position, static_cast<double>(task.point), static_cast<double>(task.sample)};
}

struct Rows {
  std::vector<std::vector<Row>> rows;  ///< an empty one where a stop came first
  bool stopped;
};

/// Tasks whose outcomes are plain rows; an empty one says that the task gave up.
template <class Function>
Rows run_rows(std::size_t points, std::uint64_t samples, const Function& task,
              const RunOptions& options = {}) {
  const auto typed = run_tasks<Row>(
      points, samples,
      [&](const Task& t, const std::stop_token& stop) {
        Row row = task(t, stop);
        return row.empty() ? std::nullopt : std::optional<Row>(std::move(row));
      },
      options);
  Rows result{{}, typed.stopped};
  for (const auto& point : typed.outcomes) {
    result.rows.emplace_back();
    for (const auto& row : point) result.rows.back().push_back(row.value_or(Row{}));
  }
  return result;
}

}  // namespace

TEST_CASE("Results depend neither on threads nor on the order of the points") {
  const auto reference = run_rows(5, 40, walk);
  CHECK_FALSE(reference.stopped);
  for (std::size_t point = 0; point < 5; ++point) {
    for (std::uint64_t sample = 0; sample < 40; ++sample) {
      REQUIRE(reference.rows[point][sample] == walk({point, sample}, {}));
    }
  }
  RunOptions options;
  for (const int threads : {2, 3, 8, 500}) {
    options.threads = threads;
    CHECK(run_rows(5, 40, walk, options).rows == reference.rows);
    options.costs = {1, 5, 2, 5, 0};
    CHECK(run_rows(5, 40, walk, options).rows == reference.rows);
    options.costs.clear();
  }
}

TEST_CASE("Every task runs once, costly points first") {
  std::vector<std::size_t> order;
  RunOptions options;
  options.costs = {1, 10, 0, 10};
  run_rows(
      4, 3,
      [&](const Task& task, std::stop_token) {
        order.push_back(task.point * 3 + task.sample);
        return Row{1.0};
      },
      options);
  CHECK(order == std::vector<std::size_t>{3, 4, 5, 9, 10, 11, 0, 1, 2, 6, 7, 8});
}

TEST_CASE("Threads work at the same time") {
  // Each task waits for the other: with one thread this could not end.
  std::atomic<int> arrived{0};
  RunOptions options;
  options.threads = 2;
  const auto result = run_rows(
      2, 1,
      [&](const Task&, std::stop_token) {
        ++arrived;
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (arrived < 2 && std::chrono::steady_clock::now() < deadline) {
          std::this_thread::yield();
        }
        return Row{static_cast<double>(arrived)};
      },
      options);
  CHECK(result.rows[0][0][0] == 2.0);
}

TEST_CASE("The first exception stops the run and is rethrown") {
  for (const int threads : {1, 4}) {
    RunOptions options;
    options.threads = threads;
    std::atomic<int> started{0};
    const auto task = [&](const Task& t, std::stop_token stop) -> Row {
      ++started;
      if (t.sample == 3) throw std::runtime_error("sample 3 is broken");
      while (threads > 1 && t.sample < 3 && !stop.stop_requested()) std::this_thread::yield();
      return {1.0};
    };
    CHECK_THROWS_WITH(run_rows(1, 100000, task, options), "sample 3 is broken");
    CHECK(started < 100000);
  }
}

TEST_CASE("Exceptions of the callbacks end the run as well") {
  RunOptions options;
  options.threads = 2;
  options.progress_interval = 0.0;
  options.on_progress = [](const Progress& p) {
    if (p.done == 5) throw std::runtime_error("broken pipe");
  };
  CHECK_THROWS_WITH(run_rows(1, 100, walk, options), "broken pipe");
}

TEST_CASE("A stop leaves finished rows and empty ones, nothing in between") {
  for (const int threads : {1, 3}) {
    std::stop_source source;
    RunOptions options;
    options.threads = threads;
    options.stop = source.get_token();
    std::atomic<int> finished{0};
    const auto result = run_rows(
        2, 500,
        [&](const Task& task, std::stop_token stop) -> Row {
          if (++finished == 50) source.request_stop();
          if (stop.stop_requested() && task.sample % 2 == 1) return {};  // gave up
          return walk(task, stop);
        },
        options);
    CHECK(result.stopped);
    int done = 0;
    for (std::size_t point = 0; point < 2; ++point) {
      for (std::uint64_t sample = 0; sample < 500; ++sample) {
        const Row& row = result.rows[point][sample];
        done += !row.empty();
        if (!row.empty()) REQUIRE(row == walk({point, sample}, {}));
      }
    }
    CHECK(done >= 47);
    CHECK(done <= 50 + threads);
  }
}

TEST_CASE("A stop after the last task stops nothing") {
  std::stop_source source;
  RunOptions options;
  options.stop = source.get_token();
  const auto result = run_rows(
      1, 3,
      [&](const Task& task, std::stop_token) {
        if (task.sample == 2) source.request_stop();
        return Row{1.0};
      },
      options);
  CHECK_FALSE(result.stopped);
}

TEST_CASE("A run resumed from kept rows gives the rows of an uninterrupted one") {
  const auto reference = run_rows(3, 30, walk);
  std::vector<std::vector<Row>> kept(3, std::vector<Row>(30));
  std::stop_source source;
  int stored = 0;
  RunOptions first;
  first.threads = 2;
  first.stop = source.get_token();
  first.on_row = [&](const Task& task, const Row& row) {
    kept[task.point][task.sample] = row;
    if (++stored == 40) source.request_stop();
  };
  REQUIRE(run_rows(3, 30, walk, first).stopped);
  REQUIRE(stored < 90);

  int recomputed = 0;
  RunOptions second;
  second.threads = 2;
  second.recall = [&](const Task& task) -> std::optional<Row> {
    const Row& row = kept[task.point][task.sample];
    return row.empty() ? std::nullopt : std::optional<Row>(row);
  };
  second.on_row = [&](const Task&, const Row&) { ++recomputed; };
  const auto resumed = run_rows(3, 30, walk, second);
  CHECK(resumed.rows == reference.rows);
  CHECK(recomputed == 90 - stored);
}

TEST_CASE("Progress rises to the end and weighs tasks by their cost") {
  for (const int threads : {1, 3}) {
    std::vector<Progress> reports;
    RunOptions options;
    options.threads = threads;
    options.costs = {1, 3};
    options.progress_interval = 0.0;
    options.on_progress = [&](const Progress& p) { reports.push_back(p); };
    run_rows(2, 10, walk, options);
    REQUIRE(reports.size() == 20);
    for (std::size_t k = 0; k < 20; ++k) {
      CHECK(reports[k].done == k + 1);
      CHECK(reports[k].total == 20);
    }
    CHECK(reports.back().work_done == 1.0);
    if (threads == 1) CHECK(reports[9].work_done == Approx(0.75));
  }
}

TEST_CASE("Nothing to do is done at once") {
  int reports = 0;
  RunOptions options;
  options.threads = 4;
  options.on_progress = [&](const Progress& p) {
    ++reports;
    CHECK(p.work_done == 1.0);
  };
  CHECK(run_rows(0, 10, walk, options).rows.empty());
  CHECK(run_rows(2, 0, walk, options).rows == std::vector<std::vector<Row>>(2));
  CHECK(reports == 2);
}

TEST_CASE("The engine refuses broken contracts") {
  RunOptions options;
  options.threads = 0;
  CHECK_THROWS_AS(run_rows(1, 1, walk, options), std::invalid_argument);
  options.threads = 1;
  options.costs = {1, 2};
  CHECK_THROWS_AS(run_rows(1, 1, walk, options), std::invalid_argument);
  options.costs = {-1};
  CHECK_THROWS_AS(run_rows(1, 1, walk, options), std::invalid_argument);
  options.costs = {std::numeric_limits<double>::quiet_NaN()};
  CHECK_THROWS_AS(run_rows(1, 1, walk, options), std::invalid_argument);
  const auto forgetful = [](const Task&, std::stop_token) { return Row{}; };
  CHECK_THROWS_AS(run_rows(1, 1, forgetful), std::logic_error);
}

TEST_CASE("The progress line shows share of work, rate and time left") {
  CHECK(progress_line({34, 100, 16.2, 0.34}, 10) == "[###       ] 34/100  2.1/s  ETA 0:31");
  CHECK(progress_line({100, 100, 48.0, 1.0}, 10) == "[##########] 100/100  2.1/s  in 0:48");
  // By cost, not by number: one of ten tasks was 90 % of the work.
  CHECK(progress_line({1, 10, 90.0, 0.9}, 10) == "[######### ] 1/10  40.0/h  ETA 0:10");
  CHECK(progress_line({20, 40, 60.0, 0.5}, 0) == "[] 20/40  20.0/min  ETA 1:00");
  CHECK(progress_line({0, 10, 0.0, 0.0}, 4) == "[    ] 0/10  -/s  ETA --:--");
  CHECK(progress_line({0, 0, 0.0, 1.0}, 4) == "[####] 0/0  -/s  in 0:00");
  CHECK(progress_line({5000, 10000, 10.0, 0.5}, 0) == "[] 5000/10000  500/s  ETA 0:10");
  CHECK(progress_line({1, 100, 7200.0, 0.01}, 0) == "[] 1/100  0.5/h  ETA 8d 06:00");
}

TEST_CASE("Durations are written as clocks do") {
  CHECK(format_duration(0.0) == "0:00");
  CHECK(format_duration(59.6) == "1:00");
  CHECK(format_duration(725.0) == "12:05");
  CHECK(format_duration(11229.0) == "3:07:09");
  CHECK(format_duration(4 * 86400.0 + 3 * 3600.0) == "4d 03:00");
  CHECK(format_duration(std::numeric_limits<double>::quiet_NaN()) == "--:--");
  CHECK(format_duration(std::numeric_limits<double>::infinity()) == "--:--");
}
