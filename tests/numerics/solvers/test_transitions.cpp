// The three critical self-couplings.
#include <cmath>
#include <steady/numerics/solvers/isolation.hpp>
#include <steady/numerics/solvers/transitions.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/pairs.hpp>
#include <tests/catch.hpp>

namespace {

using namespace steady;
using solvers::Status;

double lowest_pair_entropy(double self_coupling) {
  double lowest = 1.0;
  for (double d = 0.02; d < 0.035; d += 1e-5)
    lowest = std::min(lowest, theory::pair_entropy(self_coupling, 1 - 2 * d));
  return lowest;
}

}  // namespace

TEST_CASE("the 2-gap is where the pair entropy touches zero") {
  solvers::TransitionOptions options;
  options.tolerance = 1e-8;
  const auto gap = solvers::y_gap(2.0, options);
  REQUIRE(gap.status == Status::converged);
  CHECK(gap.self_coupling == Approx(0.0427).margin(5e-5));
  CHECK(gap.uncertainty <= 1e-8);
  CHECK(lowest_pair_entropy(gap.self_coupling - 2e-7) < 0.0);
  CHECK(lowest_pair_entropy(gap.self_coupling + 2e-7) > 0.0);
}

TEST_CASE("the gap of many replicas is found at the small distances where it is") {
  const auto gap = solvers::y_gap(300.0);
  REQUIRE(gap.status == Status::converged);
  CHECK(gap.distance < 1e-4);
  const auto entropy_at = [&](double self_coupling, double distance) {
    return solvers::replica_entropy(self_coupling, 300.0, 1 - 2 * distance).entropy;
  };
  CHECK(entropy_at(gap.self_coupling - gap.uncertainty, gap.distance) < 0.0);
  for (const double factor : {0.1, 0.3, 0.6, 0.8, 1.0, 1.25, 1.6, 3.0, 10.0})
    CHECK(entropy_at(gap.self_coupling + gap.uncertainty, factor * gap.distance) > 0.0);
}

TEST_CASE("a tighter tolerance stays inside the looser interval") {
  for (const auto transition : {solvers::gap_closing, solvers::monotone}) {
    solvers::TransitionOptions loose;
    loose.tolerance = 1e-4;
    solvers::TransitionOptions tight;
    tight.tolerance = 1e-8;
    const auto wide = transition(loose);
    const auto narrow = transition(tight);
    REQUIRE(wide.status == Status::converged);
    REQUIRE(narrow.status == Status::converged);
    CHECK(std::abs(wide.self_coupling - narrow.self_coupling) <=
          wide.uncertainty + narrow.uncertainty);
    CHECK(narrow.criterion_low < 0.0);
    CHECK(narrow.criterion_high > 0.0);
  }
}

TEST_CASE("the gap closing is the largest y-gap") {
  const auto closing = solvers::gap_closing();
  REQUIRE(closing.status == Status::converged);
  const double best = closing.replicas;
  CHECK(solvers::y_gap(best).self_coupling ==
        Approx(closing.self_coupling).epsilon(0).margin(2e-6));
  for (const double y : {1.2, 2.0, 3.5, best - 0.3, best + 0.3, 7.0, 20.0})
    CHECK(solvers::y_gap(y).self_coupling < closing.self_coupling);
  // There the densest clusters touch zero entropy, and both conditions are stationary.
  const auto touching = solvers::densest_clusters(closing.self_coupling, closing.distance);
  CHECK(std::abs(touching.local_entropy) < 1e-6);
  CHECK(touching.replicas == Approx(best).epsilon(1e-3));
}

TEST_CASE("above the monotone transition the densest clusters grow with the distance") {
  const auto transition = solvers::monotone();
  REQUIRE(transition.status == Status::converged);
  CHECK(transition.self_coupling > solvers::gap_closing().self_coupling);
  const auto falls_somewhere = [&](double self_coupling) {
    double previous = -1.0;
    for (double d = 0.5 * transition.distance; d < 2 * transition.distance; d *= 1.01) {
      const double now = solvers::densest_clusters(self_coupling, d).local_entropy;
      if (now < previous) return true;
      previous = now;
    }
    return false;
  };
  CHECK(falls_somewhere(transition.self_coupling - 5e-4));
  CHECK_FALSE(falls_somewhere(transition.self_coupling + 5e-4));
}

TEST_CASE("a bracket without a transition says so with both ends") {
  solvers::TransitionOptions options;
  options.lowest = 0.2;
  options.highest = 1.0;
  const auto nothing = solvers::y_gap(2.0, options);
  CHECK(nothing.status == Status::no_sign_change);
  CHECK(std::isnan(nothing.self_coupling));
  CHECK(nothing.criterion_low > 0.0);
  CHECK(nothing.criterion_high > 0.0);
  options.tolerance = 1e-20;
  CHECK_THROWS_AS(solvers::gap_closing(options), DomainError);
  options = {.lowest = 1.0, .highest = 0.5};
  CHECK_THROWS_AS(solvers::gap_closing(options), ArgumentError);
  CHECK_THROWS_AS(solvers::y_gap(1.0), std::domain_error);
}

TEST_CASE("a typical fixed point is isolated up to where its neighbours begin") {
  double before = 0.5;
  for (const double self_coupling : {0.1, 0.4, 1.0, 2.0}) {
    const double d = solvers::isolation_distance(self_coupling);
    CAPTURE(self_coupling, d);
    const auto neighbours = [&](double distance) {
      return theory::pair_entropy_given_typical(self_coupling, 1 - 2 * distance);
    };
    CHECK(neighbours(0.999 * d) < 0.0);
    CHECK(neighbours(1.001 * d) > 0.0);
    CHECK(d < before);  // the window shrinks, and is never closed
    before = d;
  }
  // Eq. (3.3a): H(d) = λ(J_D) √(2d/π) once d is small.
  const double d = solvers::isolation_distance(2.0);
  CHECK(
      theory::binary_entropy(d) ==
      Approx(theory::inverse_mills_ratio(2.0) * std::sqrt(2 * d / std::acos(-1.0))).epsilon(0.02));
  for (const double none : {-0.5, 0.0}) CHECK(std::isnan(solvers::isolation_distance(none)));
}
