// Errors of means of measurements that remember each other, against chains whose autocorrelation is
// known: AR(1), ρ(t) = φ^t, and a chain of two states, ρ(t) = (1 − 2p)^t. Then
// τ = ½(1 + ρ)/(1 − ρ) with ρ = ρ(1), and the mean of n measurements has the variance 2τσ²/n.
#include <tests/catch.hpp>

#include <cmath>
#include <random>
#include <vector>

#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/sampling/time_series.hpp>
#include <tests/oracles/test_networks.hpp>

using namespace steady;
using sampling::TimeSeries;

namespace {

double known_time(double correlation) {
  return 0.5 * (1.0 + correlation) / (1.0 - correlation);
}

/// x(t+1) = φ x(t) + √(1 − φ²) z, of variance 1, about `mean`.
TimeSeries autoregressive(double phi, std::int64_t length, std::uint64_t seed, double mean = 0.0) {
  std::mt19937_64 engine(seed);
  const double noise = std::sqrt(1.0 - phi * phi);
  double x = oracles::standard_normal(engine);
  TimeSeries series(length);
  for (std::int64_t t = 0; t < length; ++t) {
    series.add(mean + x);
    x = phi * x + noise * oracles::standard_normal(engine);
  }
  return series;
}

/// ±1, changing with probability p.
TimeSeries two_states(double p, std::int64_t length, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  const auto limit = static_cast<std::uint64_t>(p * 0x1p64);
  double x = 1.0;
  TimeSeries series(length);
  for (std::int64_t t = 0; t < length; ++t) {
    if (engine() < limit) x = -x;
    series.add(x);
  }
  return series;
}

/// Values of many chains: their mean, with its error.
struct Many {
  std::vector<double> values;
  bool agrees_with(double expected, double bias = 0.0) const {
    const auto found = sampling::mean(values);
    INFO(found.value << " ± " << found.error << ", expected " << expected);
    CHECK(std::abs(found.value - expected) < 4.0 * found.error + bias);
    return true;
  }
};

}  // namespace

TEST_CASE("Errors and times of AR(1) and two-state chains are the known ones") {
  // Truncation biases low: of 2τ by the window e^-6, of the error by the optimal bin's half.
  constexpr int chains = 60;
  const auto check = [](const auto& chain, double correlation, double variance, int length) {
    const double expected = known_time(correlation);
    Many times, errors, scores;
    for (std::uint64_t k = 0; k < chains; ++k) {
      const auto found = sampling::estimate(chain(k));
      REQUIRE(found.reliable);
      CHECK(found.bins >= 16);
      CHECK(std::abs(found.time - expected) < 6.0 * found.time_error);
      times.values.push_back(found.time);
      errors.values.push_back(found.error * found.error * length / (2.0 * expected * variance));
      scores.values.push_back(std::pow(found.value / found.error, 2));
    }
    times.agrees_with(expected, 0.02 * expected);
    errors.agrees_with(1.0, 0.12);
    CHECK(sampling::mean(errors.values).value > 0.85);
    scores.agrees_with(1.0, 0.25);
  };
  check([](std::uint64_t k) { return autoregressive(0.8, 8000, 100 + k); }, 0.8, 1.0, 8000);
  check([](std::uint64_t k) { return autoregressive(0.0, 600, 200 + k); }, 0.0, 1.0, 600);
  check([](std::uint64_t k) { return two_states(0.1, 8000, 300 + k); }, 0.8, 1.0, 8000);
}

TEST_CASE("Long series are kept as stretches without losing the time or the error") {
  constexpr std::int64_t length = 40 * TimeSeries::most_kept;
  const auto fast = two_states(0.2, length, 1);  // τ = 2, far below a stretch of 40
  CHECK(fast.stretch() == 40);
  CHECK(fast.count() == length);
  CHECK(fast.means().size() == static_cast<std::size_t>(TimeSeries::most_kept));
  const auto found = sampling::estimate(fast);
  REQUIRE(found.reliable);
  CHECK(found.time == Approx(2.0).epsilon(0.05));
  CHECK(found.error == Approx(std::sqrt(2.0 * 2.0 / length)).epsilon(0.2));
  const auto slow = sampling::estimate(two_states(0.002, length, 2));  // τ = 249.5
  REQUIRE(slow.reliable);
  CHECK(slow.time == Approx(249.5).epsilon(0.2));
  CHECK(slow.error == Approx(std::sqrt(499.0 / length)).epsilon(0.25));
}

TEST_CASE("A series too short for its memory has no error, and says so") {
  // 100 τ: no plateau with 16 bins.
  int called_reliable = 0;
  for (std::uint64_t k = 0; k < 40; ++k) {
    const auto found = sampling::estimate(autoregressive(0.98, 5000, 500 + k));
    called_reliable += found.reliable ? 1 : 0;
    if (!found.reliable) {
      CHECK(std::isnan(found.error));
      CHECK(std::isfinite(found.value));
    }
  }
  CHECK(called_reliable <= 2);
  const auto never = sampling::estimate(autoregressive(0.9999, 5000, 1));
  CHECK_FALSE(never.reliable);
  for (const int few : {1, 2, 5, 20, 40}) {
    const auto found = sampling::estimate(autoregressive(0.0, few, 3));
    CHECK_FALSE(found.reliable);
  }
  CHECK(std::isnan(sampling::estimate(TimeSeries(5)).value));
  CHECK_THROWS_AS(TimeSeries(-1), std::domain_error);
}

TEST_CASE("A constant series has the error 0 and no time; an alternating one a short time") {
  TimeSeries constant(1000);
  for (int t = 0; t < 1000; ++t) constant.add(0.1);
  const auto still = sampling::estimate(constant);
  CHECK(still.value == 0.1);
  CHECK(still.error == 0.0);
  CHECK(std::isnan(still.time));
  CHECK(still.reliable);
  // ρ(1) = −0.8: τ = 1/18. Windows that close on the first negative value would say −0.3.
  Many times, errors;
  for (std::uint64_t k = 0; k < 40; ++k) {
    const auto found = sampling::estimate(two_states(0.9, 4000, 700 + k));
    REQUIRE(found.reliable);
    times.values.push_back(found.time);
    errors.values.push_back(found.error / std::sqrt(2.0 / 18.0 / 4000.0));
  }
  times.agrees_with(1.0 / 18.0, 0.01);
  CHECK(sampling::mean(errors.values).value > 0.95);  // never too small
  CHECK(sampling::mean(errors.values).value < 1.5);
}

TEST_CASE("The time is that of plain sums, and follows shifts and scales") {
  const auto series = autoregressive(0.6, 1500, 9);
  const auto x = series.means();
  double mean = 0.0;
  for (const double value : x) mean += value / static_cast<double>(x.size());
  const auto sum_at = [&](std::size_t lag) {
    double sum = 0.0;
    for (std::size_t t = 0; t + lag < x.size(); ++t) sum += (x[t] - mean) * (x[t + lag] - mean);
    return sum / static_cast<double>(x.size() - lag);
  };
  const auto found = sampling::autocorrelation(series);
  double plain = 0.5;
  for (std::int64_t lag = 1; lag <= found.window; ++lag)
    plain += sum_at(static_cast<std::size_t>(lag)) / sum_at(0);
  plain *= 1.0 + (2.0 * static_cast<double>(found.window) + 1.0) / 1500.0;
  CHECK(found.time == Approx(plain).epsilon(1e-10));
  const auto moved = sampling::estimate(autoregressive(0.6, 1500, 9, 1e6));
  CHECK(moved.time == Approx(found.time).epsilon(1e-6));
  CHECK(moved.value == Approx(1e6 + mean).epsilon(1e-12));
}
