#include <atomic>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <tuple>
#include <vector>

#include <tests/catch.hpp>

#include <steady/numerics/sampling/outcome.hpp>
#include <steady/numerics/sampling/tasks.hpp>

using namespace steady::sampling;

namespace {

enum class Kind { calm = 0, wild = 7 };

struct Part {
  double value = 0.0;
  Kind kind = Kind::calm;
  bool operator==(const Part&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("value", &Part::value, "a number"),
                      field("kind", &Part::kind, "which kind")};
  }
};

struct Whole {
  std::int64_t count = 0;
  bool flag = false;
  std::vector<Part> parts;
  std::vector<double> numbers;
  bool operator==(const Whole&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("count", &Whole::count, "how many"),
                      field("flag", &Whole::flag, "whether"),
                      field("parts", &Whole::parts, "one a part"),
                      field("numbers", &Whole::numbers, "any number")};
  }
};

Whole whole(std::uint64_t k) {
  Whole result{-static_cast<std::int64_t>(k), k % 2 == 1, {}, {}};
  for (std::uint64_t i = 0; i < k % 4; ++i)
    result.parts.push_back({1.0 / static_cast<double>(i + 3), i == 1 ? Kind::wild : Kind::calm});
  result.numbers.assign(k % 3, std::exp(static_cast<double>(k)));
  return result;
}

}  // namespace

TEST_CASE("An outcome is what its row says, exactly") {
  for (std::uint64_t k = 0; k < 12; ++k) CHECK(decode<Whole>(encode(whole(k))) == whole(k));
  CHECK(encode(whole(1)) == Row{-1.0, 1.0, 1.0, 1.0 / 3.0, 0.0, 1.0, std::exp(1.0)});
  CHECK(field_names<Whole>() == std::vector<std::string>{"count", "flag", "parts", "numbers"});
  CHECK(encode(Part{0.5, Kind::wild}) == Row{0.5, 7.0});
}

TEST_CASE("Rows of another layout and inexact integers are refused") {
  CHECK_THROWS_AS(decode<Part>(Row{1.0}), std::invalid_argument);
  CHECK_THROWS_AS(decode<Part>(Row{1.0, 0.0, 2.0}), std::invalid_argument);
  CHECK_THROWS_AS(decode<Part>(Row{1.0, 0.5}), std::invalid_argument);
  CHECK_THROWS_AS(decode<Whole>(Row{0.0, 0.0, 5.0, 1.0, 0.0}), std::invalid_argument);
  CHECK_THROWS_AS(decode<Whole>(Row{0.0, 0.0, -1.0}), std::invalid_argument);
  CHECK_NOTHROW(encode(Whole{std::int64_t{1} << 53, false, {}, {}}));
  CHECK_THROWS_AS(encode(Whole{(std::int64_t{1} << 53) + 1, false, {}, {}}), std::logic_error);
}

TEST_CASE("Typed tasks resume from the rows of an interrupted run") {
  const auto task = [](const Task& t, const std::stop_token&) {
    return std::optional(whole(7 * t.point + t.sample));
  };
  const std::vector<std::uint64_t> samples{3, 0, 40};  // as many as each point wants
  const auto reference = run_tasks<Whole>(samples, task).all();
  REQUIRE(reference.size() == 3);
  for (std::size_t p = 0; p < 3; ++p) {
    REQUIRE(reference[p].size() == samples[p]);
    for (std::uint64_t k = 0; k < samples[p]; ++k) CHECK(reference[p][k] == whole(7 * p + k));
  }

  std::vector<std::vector<Row>> kept{std::vector<Row>(3), {}, std::vector<Row>(40)};
  std::stop_source source;
  int stored = 0;
  RunOptions first;
  first.threads = 2;
  first.stop = source.get_token();
  first.on_row = [&](const Task& t, const Row& row) {
    kept[t.point][t.sample] = row;
    if (++stored == 20) source.request_stop();
  };
  auto interrupted = run_tasks<Whole>(samples, task, first);
  REQUIRE(interrupted.stopped);
  CHECK_THROWS_AS(std::move(interrupted).all(), Stopped);

  int recomputed = 0;
  RunOptions second;
  second.recall = [&](const Task& t) -> std::optional<Row> {
    const Row& row = kept[t.point][t.sample];
    return row.empty() ? std::nullopt : std::optional(row);
  };
  second.on_row = [&](const Task&, const Row&) { ++recomputed; };
  CHECK(run_tasks<Whole>(samples, task, second).all() == reference);
  CHECK(recomputed == 43 - stored);
}

TEST_CASE("Points run together get all threads, one task at a time, in one progress") {
  RunOptions options;
  options.threads = 4;
  options.costs = {1, 10, 5};
  options.together = {false, true, true};
  options.progress_interval = 0.0;
  std::vector<Progress> reports;
  options.on_progress = [&](const Progress& p) { reports.push_back(p); };
  std::atomic<int> running{0};
  const auto used = run_tasks<Part>(
                        3, 8,
                        [&](const Task& t, const std::stop_token&) {
                          const int beside = running++;
                          if (t.point != 0) CHECK(beside == 0);
                          --running;
                          return std::optional(Part{static_cast<double>(t.threads), Kind::calm});
                        },
                        options)
                        .all();
  for (const auto& one : used[0]) CHECK(one.value == 1.0);
  for (const auto& one : used[1]) CHECK(one.value == 4.0);
  for (const auto& one : used[2]) CHECK(one.value == 4.0);
  REQUIRE(reports.size() == 24);
  for (std::size_t k = 0; k < 24; ++k) {
    CHECK(reports[k].done == k + 1);
    CHECK(reports[k].total == 24);
  }
  CHECK(reports[7].work_done == Approx(80.0 / 128.0));
  options.together = {true};
  CHECK_THROWS_AS(
      run_tasks<Part>(
          3, 8, [](const Task&, const std::stop_token&) { return std::optional(Part{}); }, options),
      std::invalid_argument);
}
