// The test of a success curve: its number, how often it errs, and what it sees.
#include <algorithm>
#include <cmath>
#include <vector>

#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/thresholds/goodness.hpp>
#include <steady/numerics/thresholds/threshold.hpp>
#include <tests/catch.hpp>

using namespace steady;
using namespace steady::thresholds;

namespace {

constexpr double threshold = 0.5, width = 0.05;

std::vector<Level> draw_levels(Curve curve, int levels, double spacing, std::uint64_t trials,
                               std::uint64_t repetition) {
  const network::RandomStream random(41, "levels", repetition);
  auto uniform = random;
  std::vector<Level> result;
  for (int k = 0; k < levels; ++k) {
    const double t = spacing * (k - 0.5 * (levels - 1));
    Level level{threshold + t * width, trials, 0};
    for (std::uint64_t i = 0; i < trials; ++i)
      level.successes += uniform.next_uniform() < success_probability(curve, t) ? 1 : 0;
    result.push_back(level);
  }
  return result;
}

/// Σ (O − E)²/(n p(1−p)) of levels that are full groups each.
double plain_chi_squared(const CurveFit& fit, const std::vector<Level>& levels, double shift,
                         double stretch) {
  double sum = 0.0;
  for (const auto& level : levels) {
    const double n = static_cast<double>(level.trials);
    const double p = success_probability(
        fit.curve, (level.control - fit.threshold - shift) / (fit.width * stretch));
    sum += std::pow(static_cast<double>(level.successes) - n * p, 2) / (n * p * (1.0 - p));
  }
  return sum;
}

/// Largest distance of the sample's distribution from the uniform one, times √n.
double kolmogorov_distance(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i)
    largest = std::max({largest, values[i] - static_cast<double>(i) / n,
                        static_cast<double>(i + 1) / n - values[i]});
  return largest * std::sqrt(n);
}

Trial trial_on(Curve curve, std::uint64_t seed) {
  return [=](double control, std::uint64_t sample, std::stop_token) -> std::optional<TrialOutcome> {
    network::RandomStream random(seed, "synthetic trial", sample);
    const bool success =
        random.next_uniform() < success_probability(curve, (control - threshold) / width);
    return TrialOutcome{success, success ? 1.0 : 10.0};
  };
}

}  // namespace

TEST_CASE("the goodness of a fit is the least chi-squared over threshold and width") {
  for (const auto curve : {Curve::logistic, Curve::probit}) {
    const auto levels = draw_levels(curve, 7, 0.6, 20'000, 1);
    const auto fit = fit_curve(levels, curve);
    const auto goodness = goodness_of_fit(fit, levels);
    double least = plain_chi_squared(fit, levels, 0.0, 1.0);
    for (int i = -50; i <= 50; ++i)
      for (int k = -50; k <= 50; ++k)
        least = std::min(least, plain_chi_squared(fit, levels, 2e-5 * width * i, 1.0 + 2e-5 * k));
    CHECK(goodness.degrees_of_freedom == 5);
    CHECK(goodness.chi_squared == Approx(least).epsilon(1e-3));
    CHECK(goodness.chi_squared == Approx(fit.deviance).epsilon(0.02));
  }
}

TEST_CASE("levels with few expected successes or failures are judged together") {
  std::vector<Level> levels;
  for (int k = -20; k <= 20; ++k)
    levels.push_back({threshold + 0.1 * k * width, 10, static_cast<std::uint64_t>(k > 0 ? 7 : 3)});
  const auto goodness = goodness_of_fit(fit_curve(levels), levels);
  CHECK(goodness.degrees_of_freedom > 10);
  CHECK(goodness.degrees_of_freedom < 30);
  const std::vector<Level> few{{0.4, 12, 2}, {0.5, 12, 6}, {0.6, 12, 10}};
  const auto nothing = goodness_of_fit(fit_curve(few), few);
  CHECK(nothing.degrees_of_freedom == 0);
  CHECK(std::isnan(nothing.p_value));
  CHECK_FALSE(nothing.rejected(1.0));
  CHECK(std::isnan(goodness_of_fit(CurveFit{}, levels).chi_squared));
}

TEST_CASE("p-values of chi-squared have their closed forms") {
  CHECK(chi_squared_p_value(3.841458820694124, 1) == Approx(0.05).epsilon(1e-12));
  for (const double x : {0.1, 2.0, 50.0}) {
    CHECK(chi_squared_p_value(x, 2) == Approx(std::exp(-0.5 * x)).epsilon(1e-12));
    CHECK(chi_squared_p_value(x, 4) == Approx((1.0 + 0.5 * x) * std::exp(-0.5 * x)).epsilon(1e-12));
  }
  CHECK_THROWS_AS(chi_squared_p_value(1.0, 0), std::invalid_argument);
}

TEST_CASE("p-values of the right curve are uniform, however trials are grouped", "[statistical]") {
  constexpr std::uint64_t repetitions = 1000;
  struct Design {
    int levels;
    double spacing;
    std::uint64_t trials;
  };
  for (const auto curve : {Curve::logistic, Curve::probit})
    for (const auto& design : {Design{9, 0.5, 200}, Design{200, 0.02, 2}, Design{40, 0.1, 10}}) {
      std::vector<double> p_values;
      for (std::uint64_t r = 0; r < repetitions; ++r) {
        const auto levels =
            draw_levels(curve, design.levels, design.spacing, design.trials, 10 + r);
        const auto goodness = goodness_of_fit(fit_curve(levels, curve), levels);
        REQUIRE(goodness.degrees_of_freedom > 0);
        p_values.push_back(goodness.p_value);
      }
      INFO(to_string(curve) << ", " << design.levels << " levels of " << design.trials);
      CHECK(kolmogorov_distance(p_values) < 1.95);  // once in a thousand
    }
}

TEST_CASE("searches on the right curve are rarely told that it is wrong", "[statistical]") {
  constexpr std::uint64_t repetitions = 150;
  for (const auto curve : {Curve::logistic, Curve::probit}) {
    std::vector<double> p_values;
    for (std::uint64_t r = 0; r < repetitions; ++r) {
      ThresholdOptions options{.max_samples = 4000, .target_error = 0.006};
      options.curve = curve;
      const auto found = find_threshold(trial_on(curve, 1000 + r), options);
      if (found.goodness.degrees_of_freedom > 0) p_values.push_back(found.goodness.p_value);
    }
    INFO(to_string(curve) << " " << p_values.size());
    CHECK(p_values.size() >= repetitions - 2);
    CHECK(kolmogorov_distance(p_values) < 1.95);
  }
}

TEST_CASE("the wrong curve is rejected with thousands of trials, and only then", "[statistical]") {
  int rejected = 0, rejected_few = 0;
  constexpr std::uint64_t repetitions = 100;
  for (std::uint64_t r = 0; r < repetitions; ++r) {
    const auto many = draw_levels(Curve::probit, 9, 0.6, 3000, 5000 + r);
    rejected += goodness_of_fit(fit_curve(many), many).rejected(curve_significance) ? 1 : 0;
    CHECK_FALSE(goodness_of_fit(fit_curve(many, Curve::probit), many).rejected(1e-5));
    const auto few = draw_levels(Curve::probit, 9, 0.6, 30, 6000 + r);
    rejected_few += goodness_of_fit(fit_curve(few), few).rejected(curve_significance) ? 1 : 0;
  }
  CHECK(rejected > 80);
  CHECK(rejected_few < 5);
}
