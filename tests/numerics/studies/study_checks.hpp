// What holds for every study, whatever it asks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <tests/catch.hpp>

#include <steady/numerics/sampling/outcome.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::tests {

/// Runs a few samples of every point: outcomes survive their rows, do not depend on threads or
/// order, and a run that is stopped beforehand yields nothing; different points have different
/// keys. `comparable` drops what may differ between two runs (times).
template <studies::Study S, class Comparable>
void check_study(const std::vector<S>& points, std::uint64_t samples, Comparable comparable) {
  sampling::RunOptions one, three;
  three.threads = 3;
  const std::span<const S> all(points);
  const auto reference = studies::run_all(all, 5, samples, one);
  const auto threaded = studies::run_all(all, 5, samples, three);
  REQUIRE(reference.size() == points.size());
  for (std::size_t p = 0; p < points.size(); ++p) {
    REQUIRE(reference[p].size() == samples);
    for (std::uint64_t k = 0; k < samples; ++k) {
      const auto row = sampling::encode(comparable(reference[p][k]));
      CHECK(sampling::encode(comparable(threaded[p][k])) == row);
      CHECK(sampling::encode(sampling::decode<typename S::Outcome>(row)) == row);
      const auto alone = points[p].run({5, k});
      REQUIRE(alone.has_value());
      CHECK(sampling::encode(comparable(*alone)) == row);
    }
    points[p].estimate(reference[p]);
    CHECK(points[p].cost() >= 0.0);
    CHECK(points[p].bytes() > 0.0);
    CHECK_FALSE(points[p].describe().empty());
    for (std::size_t other = 0; other < p; ++other) CHECK(points[p].key() != points[other].key());
  }
  std::stop_source stopped;
  stopped.request_stop();
  one.stop = stopped.get_token();
  CHECK_THROWS_AS(studies::run_all(all, 5, samples, one), sampling::Stopped);
}

}  // namespace steady::tests
