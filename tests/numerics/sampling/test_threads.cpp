#include <atomic>
#include <chrono>
#include <stdexcept>
#include <stop_token>
#include <thread>
#include <vector>

#include <tests/catch.hpp>

#include <steady/numerics/sampling/tasks.hpp>
#include <steady/numerics/sampling/threads.hpp>

using namespace steady::sampling;

TEST_CASE("Every member runs once, and all at the same time") {
  for (const int threads : {1, 2, 5}) {
    std::vector<int> runs(static_cast<std::size_t>(threads), 0);
    std::atomic<int> arrived{0};
    on_threads(threads, {}, [&](int member, const std::stop_token&) {
      ++runs[static_cast<std::size_t>(member)];
      ++arrived;
      const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
      while (arrived < threads && std::chrono::steady_clock::now() < deadline)
        std::this_thread::yield();
    });
    CHECK(runs == std::vector<int>(static_cast<std::size_t>(threads), 1));
    CHECK(arrived == threads);
  }
}

TEST_CASE("An exception of any member stops the others and reaches the caller") {
  for (const int thrower : {0, 1, 3}) {
    std::atomic<int> stopped{0};
    const auto body = [&](int member, const std::stop_token& stop) {
      if (member == thrower) throw std::runtime_error("member is broken");
      const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
      while (!stop.stop_requested() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::yield();
      stopped += stop.stop_requested();
    };
    CHECK_THROWS_WITH(on_threads(4, {}, body), "member is broken");
    CHECK(stopped == 3);
  }
  CHECK_THROWS_AS(on_threads(0, {}, [](int, const std::stop_token&) {}), std::invalid_argument);
}

TEST_CASE("parallel_for does everything once, unless it is stopped") {
  RunOptions run;
  for (const int threads : {1, 3, 100}) {
    run.threads = threads;
    std::vector<int> done(50, 0);
    std::size_t reported = 0;
    run.on_progress = [&](const Progress& progress) { reported = progress.done; };
    parallel_for(done.size(), run, [&](std::size_t i) { ++done[i]; });
    CHECK(done == std::vector<int>(50, 1));
    CHECK(reported == 50);
  }
  run.threads = 2;
  run.on_progress = {};
  CHECK_NOTHROW(parallel_for(0, run, [](std::size_t) { throw std::logic_error("nothing to do"); }));
  CHECK_THROWS_WITH(parallel_for(5, run,
                                 [](std::size_t i) {
                                   if (i == 4) throw std::runtime_error("4 is broken");
                                 }),
                    "4 is broken");
  std::stop_source source;
  run.stop = source.get_token();
  std::atomic<int> done{0};
  CHECK_THROWS_AS(parallel_for(1000, run,
                               [&](std::size_t) {
                                 if (++done == 10) source.request_stop();
                               }),
                  Stopped);
  CHECK(done <= 11);
}
