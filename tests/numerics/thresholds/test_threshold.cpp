// Thresholds: synthetic searches whose success probability is known.
#include <cmath>
#include <vector>

#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/sampling/significance.hpp>
#include <steady/numerics/thresholds/extrapolation.hpp>
#include <steady/numerics/thresholds/threshold.hpp>
#include <tests/catch.hpp>

using namespace steady;
using namespace steady::thresholds;

namespace {

double logistic(double x) {
  return 1.0 / (1.0 + std::exp(-x));
}

/// Succeeds with the probability of the curve; failures cost ten times as much.
Trial curve_trial(Curve curve, double threshold, double width, std::uint64_t seed) {
  return [=](double control, std::uint64_t sample, std::stop_token) -> std::optional<TrialOutcome> {
    network::RandomStream random(seed, "synthetic trial", sample);
    const bool success =
        random.next_uniform() < success_probability(curve, (control - threshold) / width);
    return TrialOutcome{success, success ? 1.0 : 10.0};
  };
}

Trial logistic_trial(double threshold, double width, std::uint64_t seed) {
  return curve_trial(Curve::logistic, threshold, width, seed);
}

/// Every sample has a threshold of its own, and succeeds exactly above it.
Trial sharp_trial(double threshold) {
  return [=](double control, std::uint64_t, std::stop_token) {
    return std::optional(TrialOutcome{control >= threshold, 1.0});
  };
}

std::vector<Level> draw_levels(double threshold, double width, std::uint64_t trials,
                               std::uint64_t seed, std::uint64_t repetition) {
  network::RandomStream random(seed, "levels", repetition);
  std::vector<Level> levels;
  for (int k = -3; k <= 3; ++k) {
    Level level{threshold + 0.8 * k * width, trials, 0};
    for (std::uint64_t i = 0; i < trials; ++i)
      level.successes += random.next_uniform() < logistic(0.8 * k);
    levels.push_back(level);
  }
  return levels;
}

bool same(const Threshold& a, const Threshold& b) {
  if (a.status != b.status || a.trials.size() != b.trials.size()) return false;
  for (std::size_t i = 0; i < a.trials.size(); ++i)
    if (a.trials[i].control != b.trials[i].control ||
        a.trials[i].outcome.success != b.trials[i].outcome.success)
      return false;
  return a.error == b.error && a.fit.threshold == b.fit.threshold && a.fit.width == b.fit.width;
}

/// Least number of hits in `tests` that a coverage of `probability` reaches but once in a thousand.
double fewest_hits(double tests, double probability) {
  return tests * probability - 3.3 * std::sqrt(tests * probability * (1.0 - probability));
}

}  // namespace

TEST_CASE("a logistic fit of exact frequencies is exact") {
  std::vector<Level> levels;
  constexpr std::uint64_t trials = 1'000'000'000'000;
  for (int k = -3; k <= 3; ++k)
    levels.push_back({0.4 + 0.03 * k, trials,
                      static_cast<std::uint64_t>(std::llround(1e12 * logistic(0.6 * k + 0.2)))});
  const auto fit = fit_curve(levels);
  REQUIRE(fit.converged);
  CHECK(fit.width == Approx(0.05).epsilon(1e-9));
  CHECK(fit.threshold == Approx(0.39).epsilon(1e-9));
  CHECK(fit.degrees_of_freedom == 5);
  CHECK(fit.deviance < 1e-6);
}

TEST_CASE("a logistic fit has the errors of the Fisher information") {
  // Two controls at ±t widths with p(1−p) n = I each: var(J*) = w²/(2I), var(w) = w²/(2I t²).
  const double t = 1.5, n = 4e8;
  const auto successes = static_cast<std::uint64_t>(std::llround(n * logistic(t)));
  const auto trials = static_cast<std::uint64_t>(n);
  const std::vector<Level> levels{{2.0 - 0.3, trials, trials - successes},
                                  {2.0 + 0.3, trials, successes}};
  const auto fit = fit_curve(levels);
  const double width = 0.2, information = n * logistic(t) * logistic(-t);
  CHECK(fit.threshold == Approx(2.0).epsilon(1e-10));
  CHECK(fit.width == Approx(width).epsilon(1e-6));
  CHECK(fit.threshold_error == Approx(width / std::sqrt(2.0 * information)).epsilon(1e-6));
  CHECK(fit.width_error == Approx(width / std::sqrt(2.0 * information) / t).epsilon(1e-6));
  CHECK(std::abs(fit.covariance) < 1e-6 * fit.threshold_error * fit.width_error);
}

TEST_CASE("a logistic fit is equivariant under shift and scale of the control") {
  auto levels = draw_levels(0.5, 0.05, 7, 1, 0);
  const auto fit = fit_curve(levels);
  for (auto& level : levels) level.control = -3.0 + 100.0 * level.control;
  const auto moved = fit_curve(levels);
  REQUIRE(fit.converged);
  CHECK(moved.threshold == Approx(-3.0 + 100.0 * fit.threshold));
  CHECK(moved.threshold_error == Approx(100.0 * fit.threshold_error));
  CHECK(moved.width == Approx(100.0 * fit.width));
  CHECK(moved.deviance == Approx(fit.deviance));
}

TEST_CASE("a logistic fit of separated data is finite and between failures and successes") {
  const std::vector<Level> levels{{0.1, 5, 0}, {0.2, 5, 0}, {0.3, 5, 5}, {0.4, 5, 5}};
  const auto fit = fit_curve(levels);
  REQUIRE(fit.converged);
  CHECK(fit.threshold == Approx(0.25));
  CHECK(fit.width > 0.0);
  CHECK(fit.width < 0.1);
  CHECK(fit.threshold_error < 0.1);
}

TEST_CASE("a logistic fit without a rise says that it did not converge") {
  using Levels = std::vector<Level>;
  CHECK_FALSE(fit_curve(Levels{}).converged);
  CHECK_FALSE(fit_curve(Levels{{0.5, 10, 5}}).converged);
  CHECK_FALSE(fit_curve(Levels{{0.5, 10, 5}, {0.6, 0, 0}}).converged);
  CHECK_FALSE(fit_curve(Levels{{0.1, 10, 9}, {0.9, 10, 1}}).converged);
  CHECK_FALSE(fit_curve(Levels{{0.1, 10, 5}, {0.9, 10, 5}}).converged);
  CHECK(std::isnan(fit_curve(Levels{{0.1, 10, 9}, {0.9, 10, 1}}).threshold));
  CHECK_THROWS_AS(fit_curve(Levels{{0.1, 3, 4}}), std::invalid_argument);
  CHECK_THROWS_AS(fit_curve(Levels{{NAN, 3, 1}}), std::invalid_argument);
}

TEST_CASE("error bars of logistic fits cover, few trials included", "[statistical]") {
  constexpr int repetitions = 1000;
  const double quantile = 1.959964;
  for (const std::uint64_t trials : {4U, 40U}) {
    double hits = 0.0, bias = 0.0;
    for (std::uint64_t r = 0; r < repetitions; ++r) {
      const auto fit = fit_curve(draw_levels(0.5, 0.05, trials, 3 + trials, r));
      REQUIRE(fit.converged);
      const double z = (fit.threshold - 0.5) / fit.threshold_error;
      hits += std::abs(z) < quantile;
      bias += z / repetitions;
    }
    INFO("trials a level: " << trials << ", coverage " << hits / repetitions);
    CHECK(hits > fewest_hits(repetitions, 0.94));
    CHECK(repetitions - hits > fewest_hits(repetitions, 0.035));
    CHECK(std::abs(bias) < 3.9 / std::sqrt(double{repetitions}));
  }
}

TEST_CASE("paired trials have honest errors where plain ones are too small", "[statistical]") {
  // Each network has a threshold of its own and is seen at all controls: seven trials of one
  // network tell little more than one.
  constexpr int repetitions = 300, networks = 60;
  double plain = 0.0, paired = 0.0;
  for (int r = 0; r < repetitions; ++r) {
    network::RandomStream random(11, "paired", static_cast<std::uint64_t>(r));
    std::vector<TrialRecord> trials;
    for (std::uint64_t network = 0; network < networks; ++network) {
      const double u = random.next_uniform();
      const double own = 0.5 + 0.05 * std::log(u / (1.0 - u));
      for (int k = -3; k <= 3; ++k)
        trials.push_back({0.5 + 0.03 * k, network, {0.5 + 0.03 * k > own, 1.0}});
    }
    const auto independent = fit_curve(levels_of(trials));
    const auto honest = fit_curve_paired(trials);
    REQUIRE(honest.converged);
    CHECK(honest.threshold == independent.threshold);
    plain += std::pow((independent.threshold - 0.5) / independent.threshold_error, 2);
    paired += std::pow((honest.threshold - 0.5) / honest.threshold_error, 2);
  }
  CHECK(plain / repetitions > 2.0);
  CHECK(std::abs(paired / repetitions - 1.0) < 3.3 * std::sqrt(2.0 / repetitions));
}

TEST_CASE("paired errors cover where all is decided between two controls", "[statistical]") {
  // Each network has a threshold of its own, spread by far less than the spacing 1 of the controls.
  constexpr int repetitions = 300;
  for (const std::uint64_t networks : {10U, 30U, 100U})
    for (const double width : {0.02, 0.087, 0.17, 0.5}) {
      double hits = 0.0, squares = 0.0;
      for (int r = 0; r < repetitions; ++r) {
        network::RandomStream random(13, "narrow", static_cast<std::uint64_t>(r));
        const double truth = 3.0 + random.next_uniform();
        std::vector<TrialRecord> trials;
        for (std::uint64_t network = 0; network < networks; ++network) {
          const double u = random.next_uniform();
          const double own = truth + width * std::log(u / (1.0 - u));
          for (int k = 0; k < 8; ++k) trials.push_back({double(k), network, {k > own, 1.0}});
        }
        const auto fit = fit_curve_paired(trials);
        REQUIRE(fit.converged);
        const double z = (fit.threshold - truth) / fit.threshold_error;
        hits += std::abs(z) < 1.0;
        squares += z * z / repetitions;
      }
      INFO(networks << " networks, width " << width << ": coverage " << hits / repetitions);
      // One deviation of a uniform number covers 0.577.
      CHECK(hits > fewest_hits(repetitions, 0.577));
      CHECK(squares < 1.8);
      CHECK(squares > 0.3);
    }
}

TEST_CASE("paired errors of trials on different networks are the plain ones") {
  std::vector<TrialRecord> trials;
  std::uint64_t sample = 0;
  for (const auto& level : draw_levels(0.5, 0.05, 400, 5, 0))
    for (std::uint64_t i = 0; i < level.trials; ++i)
      trials.push_back({level.control, sample++, {i < level.successes, 1.0}});
  const auto plain = fit_curve(levels_of(trials)), paired = fit_curve_paired(trials);
  CHECK(paired.threshold_error == Approx(plain.threshold_error).epsilon(0.05));
  CHECK(paired.width_error == Approx(plain.width_error).epsilon(0.1));
}

TEST_CASE("the search finds known thresholds with honest errors", "[statistical]") {
  constexpr int repetitions = 200;
  for (const double width : {0.002, 0.03, 0.1}) {
    double hits = 0.0, converged = 0.0, rejected = 0.0, trials = 0.0;
    for (std::uint64_t r = 0; r < repetitions; ++r) {
      network::RandomStream place(21, "thresholds", r);
      const double threshold = 0.1 + 0.8 * place.next_uniform();
      const auto found = find_threshold(logistic_trial(threshold, width, 100 + r),
                                        {.max_samples = 4000, .target_error = 0.01});
      // One curve in a thousand is rejected by chance.
      converged += found.status == ThresholdStatus::converged ||
                   found.status == ThresholdStatus::curve_rejected;
      rejected += found.status == ThresholdStatus::curve_rejected;
      trials += static_cast<double>(found.trials.size()) / repetitions;
      if (!found.fit.converged) continue;
      CHECK(found.error <= 0.01);
      hits += std::abs(found.fit.threshold - threshold) < 1.959964 * found.error;
    }
    INFO("width " << width << ": coverage " << hits / repetitions << ", trials " << trials);
    CHECK(converged == repetitions);
    CHECK(rejected <= 3.0);
    CHECK(hits > fewest_hits(repetitions, 0.94));
    // All at the threshold with the width known would need 4 (width/0.01)² of them.
    CHECK(trials < 80.0 + 2.5 * 4.0 * std::pow(width / 0.01, 2));
  }
}

TEST_CASE("errors cover at the usual budget, whichever of the two curves is right",
          "[statistical]") {
  constexpr int repetitions = 120;
  for (const auto truth : {Curve::logistic, Curve::probit})
    for (const auto fitted : {Curve::logistic, Curve::probit}) {
      double one = 0.0, two = 0.0, far = 0.0;
      for (std::uint64_t r = 0; r < repetitions; ++r) {
        network::RandomStream place(22, "thresholds", r);
        const double threshold = 0.2 + 0.6 * place.next_uniform();
        const double width = truth == Curve::logistic ? 0.035 : 0.06;
        ThresholdOptions options{.max_samples = 800, .target_error = 0.01};
        options.curve = fitted;
        const auto found = find_threshold(curve_trial(truth, threshold, width, 500 + r), options);
        REQUIRE(found.is_measured());
        const double z = std::abs(found.fit.threshold - threshold) / found.error;
        one += z < 1.0;
        two += z < 1.959964;
        far += z > 3.0;
      }
      INFO(to_string(truth) << " fitted as " << to_string(fitted) << ": " << one / repetitions
                            << " within one error, " << two / repetitions << " within 1.96");
      // Measured with 400: 0.70, 0.93; two in a hundred beyond three errors: a search that
      // underestimates the width by chance ends too early.
      CHECK(one > fewest_hits(repetitions, 0.68));
      CHECK(two > fewest_hits(repetitions, 0.93));
      CHECK(far < 0.02 * repetitions + 3.3 * std::sqrt(0.02 * repetitions));
    }
}

TEST_CASE("the search does not depend on threads or on the other studies") {
  const ThresholdOptions options{.max_samples = 150, .target_error = 1e-3};
  std::vector<ThresholdStudy> studies{{logistic_trial(0.3, 0.05, 1), options},
                                      {logistic_trial(0.7, 0.02, 2), options, 100.0},
                                      {sharp_trial(0.45), {.target_error = 0.02}}};
  sampling::RunOptions one, four;
  four.threads = 4;
  const auto together = find_thresholds(studies, one);
  const auto threaded = find_thresholds(studies, four);
  for (std::size_t s = 0; s < studies.size(); ++s) {
    const auto alone = find_threshold(studies[s].trial, studies[s].options, four);
    CHECK(same(together[s], threaded[s]));
    CHECK(same(together[s], alone));
    for (std::size_t k = 0; k < alone.trials.size(); ++k) CHECK(alone.trials[k].sample == k);
  }
  CHECK(together[0].status == ThresholdStatus::sample_limit);
  CHECK(together[0].trials.size() == 150);
  CHECK(together[2].status == ThresholdStatus::converged);
}

TEST_CASE("thresholds outside the interval are bounds") {
  const auto never = find_threshold(logistic_trial(1.5, 0.05, 1), {});
  CHECK(never.status == ThresholdStatus::never_succeeds);
  CHECK(never.trials.size() < 100);
  const auto always = find_threshold(logistic_trial(-0.5, 0.05, 1), {});
  CHECK(always.status == ThresholdStatus::always_succeeds);
  CHECK(always.trials.size() < 100);
  const auto coin = find_threshold(
      [](double, std::uint64_t sample, std::stop_token) {
        return std::optional(TrialOutcome{sample % 2 == 0, 1.0});
      },
      {.max_samples = 200});
  CHECK(coin.status != ThresholdStatus::converged);
}

TEST_CASE("an expensive failure moves trials up") {
  const auto mean_control = [](double failure) {
    const auto found = find_threshold(
        [failure](double control, std::uint64_t sample, std::stop_token stop) {
          auto outcome = logistic_trial(0.5, 0.1, 9)(control, sample, stop);
          outcome->effort = outcome->success ? 1.0 : failure;
          return outcome;
        },
        {.max_samples = 600, .target_error = 1e-3});
    double sum = 0.0;
    for (const auto& trial : found.trials) sum += trial.control;
    return sum / static_cast<double>(found.trials.size());
  };
  CHECK(mean_control(10.0) > mean_control(1.0) + 0.02);
}

TEST_CASE("a stopped search says so") {
  std::stop_source source;
  source.request_stop();
  sampling::RunOptions run;
  run.stop = source.get_token();
  CHECK(find_threshold(sharp_trial(0.5), {}, run).status == ThresholdStatus::stopped);
}

TEST_CASE("a search with impossible options throws") {
  const auto trial = sharp_trial(0.5);
  CHECK_THROWS_AS(find_threshold(trial, {.low = 1.0, .high = 1.0}), std::invalid_argument);
  CHECK_THROWS_AS(find_threshold(trial, {.low = NAN}), DomainError);
  CHECK_THROWS_AS(find_threshold(trial, {.max_samples = 0}), DomainError);
  CHECK_THROWS_AS(find_threshold(trial, {.target_error = 0.0}), DomainError);
  CHECK_THROWS_AS(find_threshold(trial, {.batch = 0}), DomainError);
  CHECK_THROWS_AS(find_threshold(nullptr, {}), std::invalid_argument);
}

namespace {

std::vector<SizeThreshold> exact(double limit, double amplitude, double exponent) {
  std::vector<SizeThreshold> points;
  for (const int size : {200, 400, 800, 1600, 3200})
    points.push_back({size, limit + amplitude * std::pow(size, -exponent), 0.01 + 1e-6 * size});
  return points;
}

}  // namespace

TEST_CASE("extrapolation recovers exact data") {
  const auto check = [](const Limit& found, double limit, double amplitude, double exponent) {
    REQUIRE(found.converged);
    CHECK(found.value == Approx(limit).epsilon(1e-6));
    CHECK(found.amplitude == Approx(amplitude).epsilon(1e-5));
    CHECK(found.exponent == Approx(exponent).epsilon(1e-5));
    CHECK(found.chi_squared < 1e-8);
    CHECK(extrapolation_at(found, 800.0) ==
          Approx(limit + amplitude * std::pow(800.0, -exponent)).epsilon(1e-6));
  };
  check(extrapolate(exact(0.7, -12.0, 1.0), Extrapolation::inverse), 0.7, -12.0, 1.0);
  check(extrapolate(exact(0.7, -3.0, 0.5), Extrapolation::inverse_root), 0.7, -3.0, 0.5);
  for (const double exponent : {0.3, 0.5, 1.0, 1.5})
    check(extrapolate(exact(0.9, -3.0, exponent), Extrapolation::power), 0.9, -3.0, exponent);
  check(extrapolate(exact(0.1, 4.0, 0.7), Extrapolation::power), 0.1, 4.0, 0.7);
  CHECK(extrapolate(exact(0.9, -3.0, 0.5), Extrapolation::inverse).chi_squared > 0.1);
  std::vector<SizeThreshold> growing;
  for (const int size : {100, 1000, 10000})
    growing.push_back({size, 0.1 + 0.05 * std::log(size), 0.01});
  const auto logarithm = extrapolate(growing, Extrapolation::logarithm);
  CHECK(logarithm.value == Approx(0.1));
  CHECK(logarithm.amplitude == Approx(0.05));
  CHECK(extrapolation_at(logarithm, 100.0) == Approx(growing[0].threshold));
}

TEST_CASE("errors of extrapolations are those of noisy thresholds", "[statistical]") {
  constexpr int repetitions = 1000;
  const auto points = exact(0.9, -3.0, 0.5);
  for (const auto form : {Extrapolation::inverse_root, Extrapolation::power}) {
    double squares = 0.0, chi_squared = 0.0, amplitude = 0.0;
    int count = 0;
    for (int r = 0; r < repetitions; ++r) {
      network::RandomStream random(31, "noise", static_cast<std::uint64_t>(r));
      auto noisy = points;
      for (std::size_t i = 0; i < noisy.size(); ++i) {
        noisy[i].error = 0.001;
        noisy[i].threshold += 0.001 * random.normal_pair(i).first;
      }
      const auto limit = extrapolate(noisy, form);
      if (!limit.converged) continue;
      ++count;
      squares += std::pow((limit.value - 0.9) / limit.error, 2);
      amplitude += std::pow((limit.amplitude + 3.0) / limit.amplitude_error, 2);
      chi_squared += limit.chi_squared / limit.degrees_of_freedom;
    }
    INFO(to_string(form));
    REQUIRE(count == repetitions);
    CHECK(std::abs(squares / count - 1.0) < 0.15);
    CHECK(std::abs(amplitude / count - 1.0) < 0.2);
    CHECK(std::abs(chi_squared / count - 1.0) < 0.12);
  }
}

TEST_CASE("a drift without a limit does not converge as a power") {
  std::vector<SizeThreshold> growing;
  for (const int size : {100, 1000, 10000, 100000})
    growing.push_back({size, 0.1 + 0.05 * std::log(size), 0.001});
  CHECK_FALSE(extrapolate(growing, Extrapolation::power).converged);
}

TEST_CASE("extrapolation of impossible data throws") {
  using Points = std::vector<SizeThreshold>;
  const auto inverse = Extrapolation::inverse;
  CHECK_THROWS_AS(extrapolate(Points{}, inverse), std::invalid_argument);
  CHECK_THROWS_AS(extrapolate(Points{{100, 0.1, 0.1}, {100, 0.2, 0.1}}, inverse),
                  std::invalid_argument);
  CHECK_THROWS_AS(extrapolate(Points{{100, 0.1, 0.1}, {200, 0.2, 0.1}}, Extrapolation::power),
                  std::invalid_argument);
  CHECK_THROWS_AS(extrapolate(Points{{100, 0.1, 0.0}, {200, 0.2, 0.1}}, inverse),
                  std::invalid_argument);
  CHECK_THROWS_AS(extrapolate(Points{{100, NAN, 0.1}, {200, 0.2, 0.1}}, inverse),
                  std::invalid_argument);
  CHECK_THROWS_AS(extrapolate(Points{{0, 0.1, 0.1}, {200, 0.2, 0.1}}, inverse),
                  std::invalid_argument);
  CHECK_THROWS_AS(extrapolation_names.parse("cubic"), std::invalid_argument);
  for (const char* name : {"power", "inverse", "inverse-root", "logarithm"})
    CHECK(to_string(extrapolation_names.parse(name)) == name);
}
