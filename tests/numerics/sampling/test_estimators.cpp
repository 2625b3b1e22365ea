#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <tuple>
#include <utility>
#include <vector>

#include <tests/catch.hpp>

#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/sampling/significance.hpp>
#include <steady/numerics/sampling/unseen.hpp>

using namespace steady::sampling;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

double plain_mean(const std::vector<double>& x) {
  double sum = 0.0;
  for (const double value : x) sum += value;
  return sum / static_cast<double>(x.size());
}

double plain_variance(const std::vector<double>& x) {
  const double m = plain_mean(x);
  double sum = 0.0;
  for (const double value : x) sum += (value - m) * (value - m);
  return sum / (static_cast<double>(x.size()) - 1.0);
}

/// The definition: recompute the statistic with each sample left out (Efron 1982).
struct Jackknifed {
  double corrected;
  double error;
};
Jackknifed leave_one_out(const std::vector<double>& x,
                         const std::function<double(const std::vector<double>&)>& statistic) {
  std::vector<double> replicas;
  for (std::size_t i = 0; i < x.size(); ++i) {
    auto rest = x;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    replicas.push_back(statistic(rest));
  }
  const double n = static_cast<double>(x.size());
  const double centre = plain_mean(replicas);
  const double spread = plain_variance(replicas) * (n - 1.0);
  return {n * statistic(x) - (n - 1.0) * centre, std::sqrt((n - 1.0) / n * spread)};
}

/// One of 0, …, n − 1.
std::size_t below(double n, steady::network::RandomStream& random) {
  return static_cast<std::size_t>(n * random.next_uniform());
}

/// Like counts of fixed points: positive, strongly skewed, with zeros.
std::vector<double> skewed_counts(std::size_t n, std::uint64_t seed) {
  const steady::network::RandomStream stream(seed, "counts", 0);
  std::vector<double> counts(n);
  for (std::size_t i = 0; i < n; ++i) {
    counts[i] = std::floor(std::exp(1.5 * stream.normal_pair(i).first));
  }
  return counts;
}

}  // namespace

TEST_CASE("Mean and its error") {
  const std::vector<double> x = {1, 2, 3, 4};
  const auto estimate = mean(x);
  CHECK(estimate.value == 2.5);
  CHECK(estimate.error == Approx(std::sqrt(5.0 / 3.0 / 4.0)).epsilon(1e-15));
  CHECK(std::isnan(mean(std::vector<double>{7.0}).error));
  CHECK_THROWS_AS(mean(std::vector<double>{}), std::invalid_argument);
}

TEST_CASE("A large common offset costs no digits") {
  std::vector<double> x(1000);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 1e9 + static_cast<double>(i % 10);
  CHECK(mean(x).value == 1e9 + 4.5);
  CHECK(mean(x).error == Approx(std::sqrt(8.25 / 999.0)).epsilon(1e-12));
  CHECK(variance(x).value == Approx(8.25 * 1000.0 / 999.0).epsilon(1e-12));
}

TEST_CASE("The jackknifed log of a mean is the definition's") {
  for (const std::size_t n : {2U, 3U, 10U, 200U}) {
    auto x = skewed_counts(n, 3);
    x[0] = 2;
    x[1] = 5;
    const auto expected =
        leave_one_out(x, [](const auto& part) { return std::log(plain_mean(part)); });
    const auto estimate = log_mean(x);
    CHECK(estimate.value == Approx(expected.corrected).epsilon(1e-12));
    CHECK(estimate.error == Approx(expected.error).epsilon(1e-10));
  }
}

TEST_CASE("The jackknife removes the leading bias of the logarithm") {
  // ⟨ln m⟩ is below ln ⟨m⟩ by about Var/(2 n m²) = 1/(2n) for exponential samples.
  const steady::network::RandomStream stream(4, "exponentials", 0);
  constexpr int n = 10;
  constexpr std::uint64_t repeats = 20000;
  std::vector<double> corrected;
  std::vector<double> plain;
  for (std::uint64_t k = 0; k < repeats; ++k) {
    std::vector<double> x;
    for (std::uint64_t i = 0; i < n; ++i) {
      x.push_back(-std::log(steady::network::open_uniform(stream.block(i, k)[0])));
    }
    corrected.push_back(log_mean(x).value);
    plain.push_back(std::log(plain_mean(x)));
  }
  // Exactly, for the mean of n exponentials: ⟨ln m⟩ = ψ(n) − ln n = −0.0508 at n = 10.
  CHECK(std::abs(mean(plain).value + 0.0508325) < 4.9 * mean(plain).error);
  CHECK(std::abs(mean(corrected).value) < 0.1 * 0.0508);
}

TEST_CASE("Logs of means at the edges") {
  const auto none = log_mean(std::vector<double>{0, 0, 0});
  CHECK(none.value == -infinity);
  CHECK(std::isnan(none.error));
  const auto lone = log_mean(std::vector<double>{0, 8, 0, 0});
  CHECK(lone.value == Approx(std::log(2.0)));
  CHECK(std::isnan(lone.error));
  CHECK(log_mean(std::vector<double>{3, 3, 3}).value == Approx(std::log(3.0)).epsilon(1e-15));
  CHECK(log_mean(std::vector<double>{3, 3, 3}).error == 0.0);
  CHECK_THROWS_AS(log_mean(std::vector<double>{1, -1}), std::domain_error);
  CHECK_THROWS_AS(log_mean(std::vector<double>{1, not_a_number}), std::domain_error);
  CHECK_THROWS_AS(log_mean(std::vector<double>{}), std::invalid_argument);
}

TEST_CASE("The jackknife error of the variance, in closed form, is the definition's") {
  for (const std::size_t n : {3U, 4U, 50U}) {
    const auto x = skewed_counts(n, 9);
    const auto expected = leave_one_out(x, plain_variance);
    CHECK(variance(x).value == Approx(plain_variance(x)).epsilon(1e-13));
    CHECK(variance(x).error == Approx(expected.error).epsilon(1e-11));
    // s² has no bias, so the jackknife's correction is zero.
    CHECK(expected.corrected == Approx(plain_variance(x)).epsilon(1e-10));
  }
  CHECK(std::isnan(variance(std::vector<double>{1, 2}).error));
  CHECK(std::isnan(variance(std::vector<double>{1}).value));
}

TEST_CASE("The jackknifed ratio is the definition's") {
  const auto b = skewed_counts(40, 1);
  auto a = skewed_counts(40, 2);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += 0.5 * b[i];
  std::vector<double> index(a.size());
  for (std::size_t i = 0; i < index.size(); ++i) index[i] = static_cast<double>(i);
  const auto expected = leave_one_out(index, [&](const auto& part) {
    double sums[2] = {};
    for (const double i : part) {
      sums[0] += a[static_cast<std::size_t>(i)];
      sums[1] += b[static_cast<std::size_t>(i)];
    }
    return sums[0] / sums[1];
  });
  CHECK(ratio(a, b).value == Approx(expected.corrected).epsilon(1e-12));
  CHECK(ratio(a, b).error == Approx(expected.error).epsilon(1e-10));
  CHECK_THROWS_AS(ratio(a, std::vector<double>{1}), std::invalid_argument);
}

TEST_CASE("A ratio to which one group contributes is the ratio of that group") {
  for (std::size_t n = 1; n <= 120; ++n) {
    std::vector<double> a(n, 0.0), b(n, 0.0);
    a[n / 2] = 3 * 766.0;
    b[n / 2] = 3.0;
    CHECK(contributing(a, b) == 1);
    CHECK(ratio(a, b).value == 766.0);
    CHECK(std::isnan(ratio(a, b).error));
  }
  const auto none = ratio(std::vector<double>(5, 0.0), std::vector<double>(5, 0.0));
  CHECK(std::isnan(none.value));
  CHECK(std::isnan(none.error));
  CHECK(std::isnan(ratio(std::vector<double>{1.0}, std::vector<double>{0.0}).value));
  CHECK(std::isnan(
      ratio(std::vector<double>{not_a_number, 1.0}, std::vector<double>{1.0, 1.0}).value));
  CHECK_THROWS_AS(ratio(std::vector<double>{}, std::vector<double>{}), std::invalid_argument);
}

TEST_CASE("A ratio of sums lies between the ratios of the groups, however few contribute") {
  steady::network::RandomStream random(5, "few groups", 0);
  std::size_t beyond_uncorrected = 0;
  for (int repeat = 0; repeat < 2000; ++repeat) {
    std::vector<double> a(50, 0.0), b(50, 0.0);
    double low = infinity, high = -infinity;
    const std::size_t groups = 2 + below(4, random);
    for (std::size_t i = 0; i < groups; ++i) {
      b[7 * i] = 1.0 + static_cast<double>(below(8, random));
      const double own = std::exp(2.0 * random.next_uniform());
      a[7 * i] = own * b[7 * i];
      low = std::min(low, own);
      high = std::max(high, own);
    }
    const auto found = ratio(a, b);
    CHECK(found.value >= low * (1 - 1e-15));
    CHECK(found.value <= high * (1 + 1e-15));
    CHECK(found.error > 0.0);
    CHECK(found.error < 2.0 * (high - low));
    std::vector<double> index(50);
    for (std::size_t i = 0; i < 50; ++i) index[i] = static_cast<double>(i);
    const auto always = leave_one_out(index, [&](const auto& part) {
      double sums[2] = {};
      for (const double i : part) {
        sums[0] += a[static_cast<std::size_t>(i)];
        sums[1] += b[static_cast<std::size_t>(i)];
      }
      return sums[0] / sums[1];
    });
    beyond_uncorrected += always.corrected < low || always.corrected > high ? 1 : 0;
  }
  CHECK(beyond_uncorrected > 50);  // the correction alone would leave the range
}

TEST_CASE("An error is zero when everything that contributes is equal, and only then") {
  std::vector<double> a, b;
  for (int k = 1; k < 40; ++k) {
    b.push_back(0.1 * (k % 7));
    a.push_back(3.0 * b.back());
  }
  CHECK(ratio(a, b).value == 3.0);
  CHECK(ratio(a, b).error == 0.0);
  CHECK(mean(std::vector<double>(37, 0.1)).value == 0.1);
  CHECK(mean(std::vector<double>(37, 0.1)).error == 0.0);
  CHECK(log_mean(std::vector<double>(37, 0.1)).error == 0.0);
  a[3] *= 1 + 1e-13;
  CHECK(ratio(a, b).error > 0.0);
}

TEST_CASE("One sample that is nearly the whole sum costs no digits") {
  const std::vector<double> x{1e17, 3.0, 0.0, 1.0, 0.0};
  // Without the first: mean 1; the others change nothing but 5/4. Too large for a correction.
  const double plain = std::log(1e17 / 5.0), up = std::log(1.25), down = -plain;
  const double m = (down + 4 * up) / 5;
  const auto found = log_mean(x);
  CHECK(found.value == Approx(plain).epsilon(1e-15));
  CHECK(found.error ==
        Approx(std::sqrt(0.8 * (std::pow(down - m, 2) + 4 * std::pow(up - m, 2)))).epsilon(1e-12));
  const std::vector<double> a{1e17, 1.0, 1.0}, b{1e17, 1.0, 3.0};
  CHECK(ratio(a, b).value == Approx(1.0));
  CHECK(ratio(a, b).error == Approx(0.5 * std::sqrt(2.0 / 3.0 * 2.0 / 3.0)).epsilon(1e-12));
}

TEST_CASE("What was not seen may still have a share") {
  for (const std::size_t n : {1U, 5U, 50U})
    CHECK(unseen_share(n) == Approx(wilson(0, n).high).epsilon(1e-15));
  CHECK(with_unseen({7.0, 0.0}, 49, 2.0).error == Approx(0.04).epsilon(1e-15));
  CHECK(with_unseen({7.0, 0.1}, 49, 2.0).error == 0.1);
  CHECK(std::isnan(with_unseen({7.0, not_a_number}, 1, 2.0).error));
}

namespace {

/// How often value ± error covers the truth, over repetitions of `draw`.
double coverage(double truth, int repeats, const std::function<Estimate(std::uint64_t)>& draw) {
  int covered = 0;
  for (int k = 0; k < repeats; ++k) {
    const auto found = draw(static_cast<std::uint64_t>(k));
    covered += std::abs(found.value - truth) <= found.error ? 1 : 0;
  }
  return static_cast<double>(covered) / repeats;
}

/// `starts` runs in each of 50 networks: standard normal with this correlation inside a network.
std::vector<std::vector<double>> alike(double correlation, std::size_t starts,
                                       std::uint64_t repeat) {
  const steady::network::RandomStream random(11, "alike", repeat);
  std::vector<std::vector<double>> groups(50);
  std::uint64_t i = 0;
  for (auto& group : groups) {
    const double common = std::sqrt(correlation) * random.normal_pair(i++).first;
    for (std::size_t s = 0; s < starts; ++s)
      group.push_back(common + std::sqrt(1 - correlation) * random.normal_pair(i++).first);
  }
  return groups;
}

}  // namespace

TEST_CASE("Coverage at 50 networks: ratios to which few contribute", "[statistical]") {
  // Shares of networks that contribute from 3 to 50 of 50; 1 to 8 runs in each of them.
  for (const auto& [share, least, most] :
       {std::tuple{0.06, 0.55, 0.70}, {0.1, 0.57, 0.70}, {0.3, 0.61, 0.70}, {1.0, 0.64, 0.70}}) {
    int without_error = 0;
    const double covered = coverage(1.0, 4000, [&, share = share](std::uint64_t k) {
      steady::network::RandomStream random(6, "contributing", k);
      for (;;) {
        std::vector<double> a(50, 0.0), b(50, 0.0);
        for (std::size_t i = 0; i < 50; ++i) {
          if (random.next_uniform() > share) continue;
          b[i] = 1.0 + static_cast<double>(below(8, random));
          a[i] = -std::log(1.0 - random.next_uniform()) * b[i];
        }
        const auto found = ratio(a, b);
        if (std::isfinite(found.error)) return found;
        ++without_error;
      }
    });
    INFO("share " << share << " covered " << covered);
    CHECK(covered > least);
    CHECK(covered < most);
  }
}

TEST_CASE("Coverage at 50 networks: counts of rare pairs of fixed points", "[statistical]") {
  // Pairs are Poisson. An upper limit is all that can be said of less than one in all networks.
  const auto covered = [](double pairs, std::uint64_t stream) {
    return coverage(2.0 * pairs / 50.0, 500, [&](std::uint64_t k) {
      steady::network::RandomStream random(7, "rare pairs", 1000 * stream + k);
      std::vector<double> counts(50, 0.0);
      for (double t = -std::log(1.0 - random.next_uniform()); t < pairs;
           t -= std::log(1.0 - random.next_uniform()))
        counts[below(50, random)] += 2.0;
      return with_unseen(mean(counts), 50, 2.0);
    });
  };
  double rare = 0.0, few = 0.0;
  constexpr int grid = 40;
  for (std::uint64_t g = 0; g < grid; ++g) {
    const double at = (static_cast<double>(g) + 0.5) / grid;
    rare += covered(0.01 * std::pow(98.0, at), g) / grid;
    few += covered(std::pow(10.0, at), grid + g) / grid;
  }
  INFO("fewer than one " << rare << ", one to ten " << few);
  CHECK(rare > 0.9);
  CHECK(few > 0.63);
  CHECK(few < 0.75);
}

TEST_CASE("Coverage at 50 networks: logarithms of means of skewed counts", "[statistical]") {
  const double truth = std::log(1.0);
  const double covered = coverage(truth, 4000, [](std::uint64_t k) {
    const steady::network::RandomStream random(8, "skewed", k);
    std::vector<double> x(50);  // lognormal: standard deviation 1.3 means, skewness 6
    for (std::size_t i = 0; i < 50; ++i) x[i] = std::exp(random.normal_pair(i).first - 0.5);
    return log_mean(x);
  });
  INFO(covered);
  CHECK(covered > 0.62);
  CHECK(covered < 0.70);
}

TEST_CASE("Coverage at 50 networks: fractions and medians of several runs each", "[statistical]") {
  constexpr int repeats = 4000;
  for (const auto& [correlation, starts] : std::vector<std::pair<double, std::size_t>>{
           {0.0, 1}, {0.0, 8}, {0.2, 8}, {0.5, 8}, {0.8, 8}, {1.0, 8}}) {
    int median_covered = 0, fraction_covered = 0;
    for (std::uint64_t k = 0; k < repeats; ++k) {
      const auto groups = alike(correlation, starts, k);
      const auto median = median_of_groups(groups);
      median_covered += median.low <= 0.0 && 0.0 <= median.high ? 1 : 0;
      // Any share between 0.05 and 0.5, so that no one lattice of fractions decides.
      const double share = 0.05 + 0.45 * (static_cast<double>(k) + 0.5) / repeats;
      std::vector<double> below_share, runs;
      for (const auto& group : groups) {
        below_share.push_back(
            static_cast<double>(std::count_if(group.begin(), group.end(), [&](double x) {
              return 0.5 * std::erfc(-x / std::sqrt(2.0)) < share;
            })));
        runs.push_back(static_cast<double>(group.size()));
      }
      const auto fraction = wilson_of_groups(below_share, runs);
      fraction_covered += fraction.low <= share && share <= fraction.high ? 1 : 0;
    }
    INFO("correlation " << correlation << ", " << starts << " runs a network: median "
                        << median_covered / double{repeats} << ", fraction "
                        << fraction_covered / double{repeats});
    CHECK(std::abs(median_covered / double{repeats} - 0.683) < 0.035);
    CHECK(std::abs(fraction_covered / double{repeats} - 0.683) < 0.035);
  }
}

TEST_CASE("Medians of groups") {
  using Groups = std::vector<std::vector<double>>;
  // One value a group: the quantiles 1/2 ± 1/(2√n).
  Groups apart;
  for (int i = 0; i < 25; ++i) apart.push_back({static_cast<double>((7 * i) % 25)});
  CHECK(median_of_groups(apart).estimate == 12.0);
  CHECK(median_of_groups(apart).low == Approx(12.0 - 2.4));
  CHECK(median_of_groups(apart).high == Approx(12.0 + 2.4));
  // Copies in a group say nothing new.
  Groups copies;
  for (const auto& group : apart) copies.push_back(std::vector<double>(9, group.front()));
  CHECK(median_of_groups(copies).high - median_of_groups(copies).low == Approx(4.8).margin(0.3));
  // Values without end.
  const auto half = median_of_groups(Groups{{1.0}, {infinity}, {2.0}, {infinity}});
  CHECK(half.estimate == infinity);
  CHECK(half.low < 2.0);
  CHECK(half.high == infinity);
  CHECK(median_of_groups(Groups{{infinity, infinity}, {infinity}}).low == infinity);
  CHECK(median_of_groups(Groups{{}, {3.0}}).estimate == 3.0);
  CHECK_THROWS_AS(median_of_groups(Groups{{}}), std::invalid_argument);
  CHECK_THROWS_AS(median_of_groups(Groups{{not_a_number}}), std::invalid_argument);
}

TEST_CASE("Wilson intervals agree with published tables") {
  // Newcombe, Statist. Med. 17, 857 (1998), table I, method 3, 95 %.
  struct Row {
    std::uint64_t successes, trials;
    double low, high;
  };
  for (const auto& row : {Row{81, 263, 0.2553, 0.3662}, Row{15, 148, 0.0624, 0.1605},
                          Row{0, 20, 0.0, 0.1611}, Row{1, 29, 0.0061, 0.1718}}) {
    const auto interval = wilson(row.successes, row.trials, 1.959964);
    CHECK(std::abs(interval.low - row.low) < 6e-5);
    CHECK(std::abs(interval.high - row.high) < 6e-5);
  }
}

TEST_CASE("Wilson limits are the fractions whose deviation is z standard errors") {
  for (const std::uint64_t k : {0U, 1U, 7U, 20U}) {
    for (const double z : {0.5, 1.0, 3.0}) {
      const auto interval = wilson(k, 20, z);
      CHECK(interval.estimate == k / 20.0);
      for (const double f : {interval.low, interval.high}) {
        if (f == 0.0 || f == 1.0) continue;
        CHECK(std::abs(interval.estimate - f) ==
              Approx(z * std::sqrt(f * (1 - f) / 20.0)).epsilon(1e-12));
      }
    }
  }
  CHECK(wilson(0, 5).low == 0.0);
  CHECK(wilson(5, 5).high == 1.0);
  CHECK_THROWS_AS(wilson(0, 0), std::invalid_argument);
  CHECK_THROWS_AS(wilson(6, 5), std::invalid_argument);
  CHECK_THROWS_AS(wilson(1, 5, not_a_number), std::invalid_argument);
}

TEST_CASE("Wilson intervals cover the truth about as often as they say") {
  // Exact coverage, averaged over the true fraction, for 95 % intervals of 30 trials.
  constexpr int n = 30;
  double covered = 0.0;
  constexpr int grid = 2000;
  for (int g = 0; g < grid; ++g) {
    const double truth = (g + 0.5) / grid;
    for (int k = 0; k <= n; ++k) {
      const auto interval = wilson(static_cast<std::uint64_t>(k), n, 1.959964);
      if (truth < interval.low || truth > interval.high) continue;
      covered += std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) +
                          k * std::log(truth) + (n - k) * std::log1p(-truth)) /
                 grid;
    }
  }
  CHECK(covered > 0.945);
  CHECK(covered < 0.96);
}

TEST_CASE("Wilson's interval of groups counts trials that are alike as fewer") {
  using Numbers = std::vector<double>;
  // Nothing but failures: as if each group were one trial, not none.
  const auto none = wilson_of_groups(Numbers(20, 0.0), Numbers(20, 16.0));
  CHECK(none.low == 0.0);
  CHECK(none.high == Approx(wilson(0, 20).high).epsilon(1e-14));
  // Whole groups succeed or fail: one trial a group (the jackknife has n − 1 for n).
  Numbers alike(50, 0.0);
  std::fill(alike.begin(), alike.begin() + 20, 16.0);
  const auto whole = wilson_of_groups(alike, Numbers(50, 16.0));
  CHECK(whole.estimate == 0.4);
  CHECK(whole.low == Approx(wilson(20, 50).low).epsilon(1e-10));
  // Equal shares everywhere are exact up to the number of groups; binomial ones count each trial.
  steady::network::RandomStream random(3, "groups", 0);
  Numbers independent(400, 0.0);
  double sum = 0.0;
  for (double& group : independent)
    for (int trial = 0; trial < 16; ++trial) group += random.next_uniform() < 0.3 ? 1.0 : 0.0;
  for (const double group : independent) sum += group;
  const auto fine = wilson_of_groups(independent, Numbers(400, 16.0));
  const auto plain = wilson(static_cast<std::uint64_t>(sum), 6400);
  CHECK(fine.high - fine.low == Approx(plain.high - plain.low).epsilon(0.15));
  // Groups without trials do not count.
  const auto two = wilson_of_groups(Numbers{0.0, 0.0, 0.0}, Numbers{4.0, 0.0, 4.0});
  CHECK(two.high == Approx(wilson(0, 2).high));
  CHECK_THROWS_AS(wilson_of_groups(Numbers{}, Numbers{}), std::invalid_argument);
  CHECK_THROWS_AS(wilson_of_groups(Numbers{0.0}, Numbers{0.0}), std::invalid_argument);
  CHECK_THROWS_AS(wilson_of_groups(Numbers{2.0}, Numbers{1.0}), std::invalid_argument);
  CHECK_THROWS_AS(wilson_of_groups(Numbers{1.0}, Numbers{1.0, 1.0}), std::invalid_argument);
}

TEST_CASE("From deviations to verdicts") {
  CHECK(two_sided_p_value(0.0) == 1.0);
  CHECK(two_sided_p_value(1.959963984540054) == Approx(0.05).epsilon(1e-14));
  CHECK(two_sided_p_value(-5.0) == Approx(5.733031437583869e-7).epsilon(1e-13));
  CHECK(two_sided_p_value(30.0) == Approx(9.813427854297537e-198).epsilon(1e-12));
  CHECK(two_sided_p_value(infinity) == 0.0);
  CHECK(std::isnan(two_sided_p_value(not_a_number)));

  CHECK(z_score({3.0, 0.5}, 2.0) == 2.0);
  CHECK(z_score({2.0, 0.0}, 2.0) == 0.0);
  CHECK(z_score({2.5, 0.0}, 2.0) == infinity);
  CHECK(std::isnan(z_score({2.5, not_a_number}, 2.0)));

  // 1 − (1 − t)^m is the family's significance again.
  const double threshold = family_wise_threshold(1e-4, 250);
  CHECK(-std::expm1(250 * std::log1p(-threshold)) == Approx(1e-4).epsilon(1e-13));
  CHECK(family_wise_threshold(0.05, 1) == Approx(0.05).epsilon(1e-15));
  CHECK_THROWS_AS(family_wise_threshold(0.0, 3), std::domain_error);
  CHECK_THROWS_AS(family_wise_threshold(not_a_number, 3), std::domain_error);
  CHECK_THROWS_AS(family_wise_threshold(0.1, 0), std::domain_error);
}

TEST_CASE("mean_of_groups is the mean of all samples, also far from zero", "[sampling]") {
  std::vector<double> all;
  std::vector<Group> groups;
  for (int g = 0; g < 7; ++g) {
    std::vector<double> group;
    for (int k = 0; k < 3 + g; ++k) group.push_back(1e9 + std::sin(1.0 + 10.0 * g + k));
    groups.push_back(group_of(group));
    all.insert(all.end(), group.begin(), group.end());
  }
  const auto whole = mean(all), parts = mean_of_groups(groups);
  CHECK(parts.value == Approx(whole.value).epsilon(1e-14));
  CHECK(parts.error == Approx(whole.error).epsilon(1e-6));  // Σx² − (Σx)²/n would keep no digit
  CHECK(group_of(std::vector<double>(5, 0.1)).squares == 0.0);
  CHECK(std::isnan(mean_of_groups(std::vector<Group>{{1.0, 3.0, 0.0}}).error));
  CHECK_THROWS_AS(mean_of_groups(std::vector<Group>{}), std::invalid_argument);
}

TEST_CASE("what was not met: Good and Turing's estimate and its interval cover the truth",
          "[statistical]") {
  // Kinds with shares 1/K, ∝ 2^-k and ∝ 1/k: the unseen share of 1000 samples of n trials lies
  // below the upper end in 84 % of them and within the interval in 68 %, as errors of one standard
  // deviation do; where almost nothing is unseen the upper end covers more. Six laws at 4 standard
  // errors of a share of 1000.
  steady::network::RandomStream random(5, "kinds", 0);
  for (const int trials : {50, 1000})
    for (const int law : {0, 1, 2}) {
      std::vector<double> shares;
      for (int k = 0; k < 400; ++k)
        shares.push_back(law == 0 ? 1.0 : law == 1 ? std::exp2(-0.05 * k) : 1.0 / (k + 1));
      double total = 0.0;
      for (const double share : shares) total += share;
      std::vector<double> up_to;
      for (double& share : shares) {
        share /= total;
        up_to.push_back((up_to.empty() ? 0.0 : up_to.back()) + share);
      }
      const auto draw = [&] {
        const auto at = std::lower_bound(up_to.begin(), up_to.end() - 1, random.next_uniform());
        return static_cast<std::size_t>(at - up_to.begin());
      };
      constexpr int samples = 1000;
      int below_high = 0, within = 0;
      for (int sample = 0; sample < samples; ++sample) {
        std::vector<std::uint64_t> met(shares.size());
        for (int trial = 0; trial < trials; ++trial) ++met[draw()];
        double unseen = 0.0;
        for (std::size_t k = 0; k < shares.size(); ++k)
          if (met[k] == 0) unseen += shares[k];
        met.erase(std::remove(met.begin(), met.end(), 0), met.end());
        const auto found = unseen_kinds(met, static_cast<std::uint64_t>(trials));
        below_high += unseen <= found.high;
        within += unseen >= found.low && unseen <= found.high;
      }
      CAPTURE(trials, law, below_high, within);
      CHECK(below_high > samples * 0.84 - 4.0 * std::sqrt(samples * 0.84 * 0.16));
      CHECK(within > samples * 0.68 - 4.0 * std::sqrt(samples * 0.68 * 0.32));
    }
}

TEST_CASE("what was not met: limits and contract") {
  const auto all = unseen_kinds(std::vector<std::uint64_t>{1, 1, 1}, 3);
  CHECK(all.estimate == 1.0);
  CHECK(all.high == 1.0);
  const auto none = unseen_kinds(std::vector<std::uint64_t>{60, 39}, 99);
  CHECK(none.estimate == 0.0);
  CHECK(none.low == 0.0);
  CHECK(none.high == Approx(0.01));
  CHECK(unseen_kinds(std::vector<std::uint64_t>{}, 9).high == Approx(0.1));
  CHECK_THROWS_AS(unseen_kinds(std::vector<std::uint64_t>{1}, 0), std::invalid_argument);
  CHECK_THROWS_AS(unseen_kinds(std::vector<std::uint64_t>{2}, 1), std::invalid_argument);
  CHECK_THROWS_AS(unseen_kinds(std::vector<std::uint64_t>{0}, 1), std::invalid_argument);
}
