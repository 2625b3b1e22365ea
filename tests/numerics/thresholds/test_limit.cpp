// What is said of a limit: each status by data made for it.
#include <cmath>
#include <vector>

#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/thresholds/limit.hpp>
#include <tests/catch.hpp>

using namespace steady;
using namespace steady::thresholds;

namespace {

std::vector<SizeThreshold> along(double limit, double amplitude, double exponent, double error,
                                 const std::vector<int>& sizes) {
  std::vector<SizeThreshold> points;
  for (const int size : sizes)
    points.push_back({size, limit + amplitude * std::pow(size, -exponent), error});
  return points;
}

}  // namespace

TEST_CASE("a limit is converged only where the sizes test its form and other forms agree") {
  const auto status = [](const std::vector<SizeThreshold>& points, Extrapolation form) {
    return judged_limit(points, form).status;
  };
  const std::vector<int> three{200, 400, 800}, four{200, 400, 800, 1600};
  const auto root = Extrapolation::inverse_root;
  CHECK(status({}, root) == LimitStatus::too_few_sizes);
  CHECK(status(along(0.7, -3.0, 0.5, 0.01, {200}), root) == LimitStatus::too_few_sizes);
  CHECK(status(along(0.7, -3.0, 0.5, 0.01, {200, 400}), Extrapolation::power) ==
        LimitStatus::too_few_sizes);
  CHECK(status(along(0.7, -3.0, 0.5, 0.01, {200, 400}), root) ==
        LimitStatus::no_degrees_of_freedom);
  CHECK(status(along(0.7, -3.0, 0.5, 0.001, three), Extrapolation::power) ==
        LimitStatus::no_degrees_of_freedom);
  CHECK(status(along(0.7, -3.0, 0.5, 1e-4, three), Extrapolation::inverse) ==
        LimitStatus::form_rejected);
  CHECK(status(along(0.7, -3.0, 0.5, 0.01, four), root) == LimitStatus::form_dependent);
  CHECK(status(along(0.7, -0.1, 0.5, 0.01, four), root) == LimitStatus::converged);
  CHECK(status(along(0.7, -3.0, 0.0, 0.01, four), Extrapolation::logarithm) ==
        LimitStatus::no_limit);
}

TEST_CASE("a judged limit carries the numbers of its verdict") {
  const auto points = along(0.7, -3.0, 0.5, 0.002, {100, 200, 400, 800});
  const auto limit = judged_limit(points, Extrapolation::inverse);
  const auto plain = extrapolate(points, Extrapolation::inverse);
  CHECK(limit.fit.value == plain.value);
  CHECK(limit.error == scaled_error(plain));
  CHECK(limit.goodness.chi_squared == plain.chi_squared);
  CHECK(limit.goodness.p_value == Approx(std::exp(-0.5 * plain.chi_squared)));  // two degrees
  CHECK(limit.form_spread >= std::abs(plain.value - 0.7) - 1e-6);
}

TEST_CASE("a right form is rejected as often as is stated", "[statistical]") {
  constexpr int repetitions = 4000;
  int rejected = 0;
  for (int r = 0; r < repetitions; ++r) {
    network::RandomStream random(33, "noise", static_cast<std::uint64_t>(r));
    auto points = along(0.7, -3.0, 0.5, 0.005, {100, 200, 400, 800, 1600});
    for (std::size_t i = 0; i < points.size(); ++i)
      points[i].threshold += points[i].error * random.normal_pair(i).first;
    rejected +=
        judged_limit(points, Extrapolation::inverse_root).status == LimitStatus::form_rejected;
  }
  const double expected = form_significance * repetitions;
  CHECK(std::abs(rejected - expected) < 3.3 * std::sqrt(expected));
}
