// Replicas of excitatory modules: two routes, limits, and derivatives of one potential.
#include <cmath>
#include <steady/theory/entropy.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/module_replicas.hpp>
#include <tests/catch.hpp>

using namespace steady::theory;

namespace {

ModulePoint point(ModuleLayout layout, double y, double q = 0.7, double conjugate = 0.35) {
  return {layout, 0.03, 0.04, y, {q, q + 0.05}, {conjugate, 1.1 * conjugate}};
}

double per_kind_difference(const ModulePoint& p, double ModulePoint::*variable, double step) {
  ModulePoint up = p, down = p;
  up.*variable += step;
  down.*variable -= step;
  return (module_action(up).value - module_action(down).value) / (2.0 * step);
}

double array_difference(const ModulePoint& p, std::array<double, 2> ModulePoint::*variable,
                        int kind, double step) {
  ModulePoint up = p, down = p;
  (up.*variable)[kind] += step;
  (down.*variable)[kind] -= step;
  return (module_action(up).value - module_action(down).value) / (2.0 * step);
}

}  // namespace

TEST_CASE("modules: quadrature and multinomial sum agree at integer y") {
  for (const double y : {2.0, 3.0, 4.0}) {
    for (const double q : {0.4, 0.8, 0.93}) {
      for (const double conjugate : {0.2, 0.6}) {
        const auto difference = [&](ModuleLayout layout) {
          const ModulePoint p = point(layout, y, q, conjugate);
          return std::abs(module_action(p).value - module_action_multinomial(p).value);
        };
        CAPTURE(y, q, conjugate);
        CHECK(difference(ModuleLayout::single) < 1e-9);
        CHECK(difference(ModuleLayout::pair) < 1e-7);
      }
    }
    CAPTURE(y);
    for (const auto layout : {ModuleLayout::chain_of_three, ModuleLayout::ring_of_three}) {
      const ModulePoint p = point(layout, y);
      CHECK(std::abs(module_action(p).value - module_action_multinomial(p).value) < 3e-5);
      const double slope = module_action_multinomial(p).d_conjugates[0];
      CHECK(module_action(p).d_conjugates[0] == Approx(slope).margin(5e-4));
    }
  }
}

TEST_CASE("modules: derivatives of the action are those of its values") {
  for (const auto layout : {ModuleLayout::single, ModuleLayout::pair}) {
    for (const double y : {1.3, 2.7, 6.0}) {
      const ModulePoint p = point(layout, y);
      const ModuleAction action = module_action(p);
      CAPTURE(static_cast<int>(layout), y);
      const double h = 1e-4;
      CHECK(action.d_replicas ==
            Approx(per_kind_difference(p, &ModulePoint::replicas, h)).margin(1e-5));
      CHECK(action.d_self_coupling ==
            Approx(per_kind_difference(p, &ModulePoint::self_coupling, h)).margin(1e-5));
      CHECK(action.d_coupling ==
            Approx(per_kind_difference(p, &ModulePoint::coupling, h)).margin(1e-5));
      CHECK(action.d_overlaps[0] ==
            Approx(array_difference(p, &ModulePoint::overlaps, 0, h)).margin(1e-5));
      CHECK(action.d_conjugates[0] ==
            Approx(array_difference(p, &ModulePoint::conjugates, 0, h)).margin(1e-5));
    }
  }
}

TEST_CASE("modules: ends and middle of a chain have their own derivatives") {
  const ModulePoint p = point(ModuleLayout::chain_of_three, 2.0, 0.5);
  const ModuleAction action = module_action(p);
  for (const int kind : {0, 1}) {
    CAPTURE(kind);
    CHECK(action.d_overlaps[kind] ==
          Approx(array_difference(p, &ModulePoint::overlaps, kind, 1e-3)).margin(1e-3));
    CHECK(action.d_conjugates[kind] ==
          Approx(array_difference(p, &ModulePoint::conjugates, kind, 1e-3)).margin(1e-3));
  }
}

TEST_CASE("modules: without coupling every module is alone") {
  ModulePoint p = point(ModuleLayout::single, 3.4);
  p.coupling = 0.0;
  p.overlaps[1] = p.overlaps[0];
  p.conjugates[1] = p.conjugates[0];
  const double alone = module_action(p).value;
  for (const auto layout :
       {ModuleLayout::pair, ModuleLayout::chain_of_three, ModuleLayout::ring_of_three}) {
    p.layout = layout;
    const double margin = layout == ModuleLayout::pair ? 1e-7 : 3e-5;
    CHECK(module_action(p).value / modules(layout) == Approx(alone).margin(margin));
  }
}

TEST_CASE("modules: one replica has the annealed entropy at any overlap") {
  ModulePoint p = point(ModuleLayout::pair, 1.0);
  p.coupling = 0.3;
  const double annealed = std::log(2.0 * std::pow(normal_cdf(0.03 + 0.3), 2) +
                                   2.0 * std::pow(normal_cdf(0.03 - 0.3), 2));
  CHECK(module_action(p).value == Approx(annealed).margin(1e-7));
  p.overlaps[0] = 0.2;
  CHECK(module_action(p).value == Approx(annealed).margin(1e-7));
}

TEST_CASE("modules: a kept integral serves other conjugates") {
  ModulePoint p = point(ModuleLayout::pair, 3.0);
  const ModuleIntegral kept(p);
  p.conjugates[0] *= 1.2;
  const ModuleAction moved = kept.at(p.conjugates);
  CHECK(moved.value == Approx(module_action_multinomial(p).value).margin(1e-6));
  CHECK(moved.d_conjugates[0] == Approx(module_action_multinomial(p).d_conjugates[0]).margin(1e-5));
  const double h = 1e-4 * p.conjugates[0];
  const double curvature = (kept.at({p.conjugates[0] + h, 1.0}).d_conjugates[0] -
                            kept.at({p.conjugates[0] - h, 1.0}).d_conjugates[0]) /
                           (2.0 * h);
  CHECK(moved.d2_conjugates[0][0] == Approx(curvature).epsilon(1e-6));
}

TEST_CASE("modules: arguments outside their domain are named") {
  ModulePoint p = point(ModuleLayout::pair, 0.5);
  CHECK_THROWS_WITH(module_action(p), Catch::Contains("replicas = 0.5"));
  p.replicas = 2.5;
  CHECK_THROWS_WITH(module_action_multinomial(p), Catch::Contains("replicas = 2.5"));
  p.overlaps[0] = 1.0;
  CHECK_THROWS_WITH(module_action(p), Catch::Contains("overlap = 1"));
  p.overlaps[0] = 0.5;
  p.conjugates[0] = -0.1;
  CHECK_THROWS_WITH(module_action(p), Catch::Contains("conjugate = "));
}
