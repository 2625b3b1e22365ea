// Modules with excitatory couplings: saddle points and the two lines in the (J_D, lambda) plane.
#include <cmath>
#include <steady/numerics/sampling/tasks.hpp>
#include <steady/numerics/solvers/module_transitions.hpp>
#include <steady/numerics/solvers/transitions.hpp>
#include <tests/catch.hpp>
#include <utility>
#include <vector>

using namespace steady::solvers;
using steady::theory::module_action_multinomial;
using steady::theory::ModuleLayout;
using steady::theory::ModulePoint;

namespace {

ModulePoint pair_at(double self_coupling, double coupling, double y, double distance) {
  const double q = 1.0 - 2.0 * distance;
  return {ModuleLayout::pair, self_coupling, coupling, y, {q, q}, {}};
}

// S_y(q) of equivalent modules for integer y: bisection on the sign of ∂/∂q̂ of the multinomial sum.
double entropy_by_counting(ModulePoint point) {
  double low = 1e-3, high = 5.0;
  for (int i = 0; i < 14; ++i) {
    point.conjugates[0] = std::sqrt(low * high);
    (module_action_multinomial(point).d_conjugates[0] < 0.0 ? low : high) = point.conjugates[0];
  }
  return module_action_multinomial(point).value / steady::theory::modules(point.layout);
}

// s(d) where C = 0, by bisection in ln y.
double densest(double self_coupling, double coupling, double distance) {
  double low = 1.5, high = 100.0;
  ModuleEntropy at{};
  for (int i = 0; i < 30; ++i) {
    ModulePoint point = pair_at(self_coupling, coupling, std::sqrt(low * high), distance);
    if (at.status == Status::converged) point.conjugates = at.point.conjugates;
    at = module_entropy(point);
    (at.complexity > 0.0 ? low : high) = at.point.replicas;
  }
  return at.local_entropy;
}

}  // namespace

TEST_CASE("modules: the saddle without coupling is that of one module") {
  for (const double y : {1.5, 4.66, 20.0}) {
    const ModuleEntropy two = module_entropy(pair_at(0.1, 0.0, y, 0.02));
    const ReplicaEntropy one = replica_entropy(0.1, y, 0.96);
    CAPTURE(y);
    REQUIRE(two.status == Status::converged);
    CHECK(two.entropy == Approx(one.entropy).margin(1e-6));
    CHECK(two.local_entropy == Approx(one.local_entropy).margin(1e-6));
    CHECK(two.point.conjugates[0] == Approx(one.conjugate).epsilon(1e-4));
    CHECK(two.d_overlap == Approx(one.d_overlap).margin(1e-4));
    CHECK(two.d_self_coupling == Approx(one.d_self_coupling).margin(1e-5));
  }
}

TEST_CASE("modules: at the saddle the slopes are those of the entropy") {
  const auto entropy = [](double coupling, double y) {
    return module_entropy(pair_at(0.02, coupling, y, 0.05)).entropy;
  };
  const ModuleEntropy at = module_entropy(pair_at(0.02, 0.3, 4.0, 0.05));
  CHECK(at.d_coupling == Approx((entropy(0.301, 4.0) - entropy(0.299, 4.0)) / 0.002).epsilon(1e-3));
  CHECK(at.local_entropy == Approx((entropy(0.3, 4.01) - entropy(0.3, 3.99)) / 0.02).margin(1e-5));
}

TEST_CASE("modules: the sign of lambda is a gauge of a pair") {
  const ModuleEntropy plus = module_entropy(pair_at(0.02, 0.3, 4.0, 0.05));
  const ModuleEntropy minus = module_entropy(pair_at(0.02, -0.3, 4.0, 0.05));
  CHECK(plus.entropy == Approx(minus.entropy).margin(1e-7));
}

TEST_CASE("modules: the gap of integer replicas closes with the critical coupling") {
  const auto line = module_transitions(ModuleLayout::pair, ModuleLine::gap_closing, {0.0});
  REQUIRE(line.size() == 1);
  const ModuleTransition at = line[0];
  REQUIRE(at.status == Status::converged);
  CHECK(at.criterion_low < 0.0);
  CHECK(at.criterion_high > 0.0);
  CHECK(std::abs(at.replicas - 5.0) < 0.5);  // so that y = 5 is close to the worst
  // An independent route: the multinomial sum a little below and above the critical coupling.
  CHECK(entropy_by_counting(pair_at(0.0, at.coupling - 0.005, 5.0, at.distance)) < 0.0);
  for (const double y : {4.0, 5.0}) {
    for (const double factor : {0.7, 1.4}) {
      CAPTURE(y, factor);
      CHECK(entropy_by_counting(pair_at(0.0, at.coupling + 0.005, y, factor * at.distance)) > 0.0);
    }
  }
}

TEST_CASE("modules: the lines end vertically at the transitions of one module") {
  TransitionOptions coarse;
  coarse.tolerance = 1e-6;
  const double end = gap_closing(coarse).self_coupling;
  const auto line = module_transitions(ModuleLayout::pair, ModuleLine::gap_closing,
                                       {end - 0.004, end - 0.001, end + 0.001});
  REQUIRE(line[0].status == Status::converged);
  REQUIRE(line[1].status == Status::converged);
  // J_D is linear in λ² there.
  CHECK(line[0].coupling / line[1].coupling == Approx(2.0).epsilon(0.02));
  CHECK(line[2].status == Status::no_sign_change);
}

TEST_CASE("modules: local entropy stops decreasing at the monotone line") {
  const auto line = module_transitions(ModuleLayout::pair, ModuleLine::monotone, {0.02});
  REQUIRE(line[0].status == Status::converged);
  const auto rises = [&](double coupling, double distance) {
    return densest(0.02, coupling, 1.1 * distance) > densest(0.02, coupling, distance / 1.1);
  };
  const double d = line[0].distance;
  CHECK_FALSE(rises(line[0].coupling - 0.02, d));
  for (const double factor : {0.5, 0.8, 1.0, 1.3, 2.5}) {
    CHECK(rises(line[0].coupling + 0.02, factor * d));
  }
}

namespace {

// λ where the least S_y over d of the multinomial sum vanishes, by plain bisection and a parabola
// through three distances: another sum, another search.
double y_gap_by_counting(ModuleLayout layout, double y, double coupling, double distance) {
  const auto least = [&](double lambda) {
    const auto at = [&](double log_distance) {
      ModulePoint point = pair_at(0.0, lambda, y, std::exp(log_distance));
      point.layout = layout;
      return entropy_by_counting(point);
    };
    const double x = std::log(distance), step = 0.2;
    const double left = at(x - step), middle = at(x), right = at(x + step);
    const double curvature = left - 2.0 * middle + right;
    return middle - 0.125 * (right - left) * (right - left) / curvature;
  };
  double low = coupling - 1e-3, high = coupling + 1e-3;
  const double at_low = least(low), at_high = least(high);
  REQUIRE(at_low < 0.0);
  REQUIRE(at_high > 0.0);
  return low - at_low * (high - low) / (at_high - at_low);
}

}  // namespace

TEST_CASE("modules: the y-gap closes where the sum over integer replicas says") {
  const auto known = GENERATE(std::pair{2.0, 0.34088}, std::pair{5.0, 0.41612});
  const ModuleTransition at = module_y_gap(ModuleLayout::pair, known.first, {0.0})[0];
  CAPTURE(known.first);
  REQUIRE(at.status == Status::converged);
  CHECK(at.criterion_low < 0.0);
  CHECK(at.criterion_high > 0.0);
  CHECK(at.replicas == Approx(known.first).epsilon(1e-12));
  CHECK(at.coupling == Approx(known.second).margin(1.5e-5));
  CHECK(y_gap_by_counting(ModuleLayout::pair, known.first, known.second, at.distance) ==
        Approx(at.coupling).margin(2e-5));
}

TEST_CASE("modules: the 2-gap of a ring of three by counting") {
  CHECK(y_gap_by_counting(ModuleLayout::ring_of_three, 2.0, 0.2326, 0.0275) ==
        Approx(0.23260).margin(1e-5));
}

TEST_CASE("modules: the 2-gap of a ring of three by the integral", "[slow]") {
  const ModuleTransition at = module_y_gap(ModuleLayout::ring_of_three, 2.0, {0.0})[0];
  REQUIRE(at.status == Status::converged);
  CHECK(at.coupling == Approx(0.23260).margin(2e-5));
  CHECK(at.distance == Approx(0.0275).epsilon(0.01));
}

TEST_CASE("modules: the largest y-gap is the gap closing, and each ends at one module's") {
  const auto closing = module_transitions(ModuleLayout::pair, ModuleLine::gap_closing, {0.02})[0];
  REQUIRE(closing.status == Status::converged);
  const auto gap = [](double y) { return module_y_gap(ModuleLayout::pair, y, {0.02})[0].coupling; };
  CHECK(gap(closing.replicas) == Approx(closing.coupling).margin(2e-5));
  for (const double factor : {0.7, 1.4}) CHECK(gap(factor * closing.replicas) < closing.coupling);
  // λ² ∝ J_c − J_D at the transition of one module, which is that of no y-gap beyond.
  const double end = y_gap(3.0).self_coupling;
  const auto line = module_y_gap(ModuleLayout::pair, 3.0, {end - 0.004, end - 0.001, end + 0.001});
  CHECK(line[0].coupling / line[1].coupling == Approx(2.0).epsilon(0.02));
  CHECK(line[2].status == Status::no_sign_change);
}

TEST_CASE("modules: a line that is stopped ends at once") {
  std::stop_source source;
  source.request_stop();
  ModuleTransitionOptions options;
  options.stop = source.get_token();
  CHECK_THROWS_AS(module_y_gap(ModuleLayout::ring_of_three, 2.0, {0.0}, options),
                  steady::sampling::Stopped);
}

TEST_CASE("modules: impossible requests are refused") {
  CHECK_THROWS_WITH(module_transitions(ModuleLayout::single, ModuleLine::monotone, {0.0}),
                    Catch::Contains("modules = 1"));
  CHECK_THROWS_WITH(module_transitions(ModuleLayout::pair, ModuleLine::y_gap, {0.0}),
                    Catch::Contains("module_y_gap"));
  for (const double y : {1.0, 51.0})
    CHECK_THROWS_WITH(module_y_gap(ModuleLayout::pair, y, {0.0}), Catch::Contains("replicas = "));
  ModuleTransitionOptions options;
  options.tolerance = 0.0;
  CHECK_THROWS_WITH(module_transitions(ModuleLayout::pair, ModuleLine::monotone, {0.0}, options),
                    Catch::Contains("tolerance = 0"));
  CHECK_THROWS_WITH(module_entropy(pair_at(0.0, 0.1, 0.0, 0.1)), Catch::Contains("replicas = 0"));
}
