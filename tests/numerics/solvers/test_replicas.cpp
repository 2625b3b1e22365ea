// Saddle points of the replica action.
#include <cmath>
#include <steady/numerics/solvers/replica_entropy.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/pairs.hpp>
#include <steady/theory/replicas.hpp>
#include <steady/theory/triples.hpp>
#include <tests/catch.hpp>

namespace {
using namespace steady;
using solvers::Status;
}  // namespace

TEST_CASE("two replicas have the entropy of pairs") {
  for (const double j : {-1.0, -0.5, -0.1, 0.0, 0.0427, 0.1, 1.0, 5.0})
    for (const double d : {1e-6, 1e-4, 1e-2, 0.1, 0.3, 0.45, 0.499}) {
      CAPTURE(j, d);
      const auto found = solvers::replica_entropy(j, 2.0, 1.0 - 2.0 * d);
      REQUIRE(found.status == Status::converged);
      CHECK(std::abs(found.entropy - theory::pair_entropy(j, 1.0 - 2.0 * d)) < 1e-12);
    }
}

TEST_CASE("the saddle of integer replicas is that of the binomial sum") {
  for (const double y : {3.0, 4.0, 7.0})
    for (const double j : {0.0, 0.06, 0.5})
      for (const double d : {1e-3, 0.02, 0.2, 0.4}) {
        CAPTURE(y, j, d);
        const auto found = solvers::replica_entropy(j, y, 1 - 2 * d);
        REQUIRE(found.status == Status::converged);
        const auto sum = theory::replica_action_binomial({j, y, 1 - 2 * d, found.conjugate});
        CHECK(std::abs(sum.mean_overlap - (1 - 2 * d)) < 1e-11);
        CHECK(std::abs(sum.value - found.entropy) < 1e-11);
        // A minimum over the conjugate.
        CHECK(theory::replica_action_binomial({j, y, 1 - 2 * d, found.conjugate * 1.01}).value >
              found.entropy);
        CHECK(theory::replica_action_binomial({j, y, 1 - 2 * d, found.conjugate * 0.99}).value >
              found.entropy);
      }
}

TEST_CASE("local entropy is the derivative of the replica entropy") {
  const double h = 1e-3;
  for (const double j : {0.0, 0.1})
    for (const double y : {1.7, 4.66, 20.0})
      for (const double d : {0.01, 0.1, 0.4}) {
        CAPTURE(j, y, d);
        const auto found = solvers::replica_entropy(j, y, 1 - 2 * d);
        const auto at = [&](double x) { return solvers::replica_entropy(j, x, 1 - 2 * d).entropy; };
        CHECK(found.local_entropy == Approx((at(y + h) - at(y - h)) / (2 * h)).margin(1e-6));
        CHECK(found.complexity ==
              Approx(found.entropy - y * found.local_entropy).epsilon(0).margin(1e-12));
        const auto along = [&](double x) { return solvers::replica_entropy(j, y, x).entropy; };
        CHECK(found.d_overlap == Approx((along(1 - 2 * d + 1e-5) - along(1 - 2 * d - 1e-5)) / 2e-5)
                                     .epsilon(1e-4)
                                     .margin(1e-6));
      }
}

TEST_CASE("the densest clusters have no complexity and stay below all states") {
  solvers::Options moderate;
  moderate.max_replicas = 300;
  for (const double j : {0.0, 0.06, 0.1})
    for (const double d : {3e-3, 0.01, 0.1, 0.3}) {
      CAPTURE(j, d);
      const auto found = solvers::densest_clusters(j, d);
      REQUIRE(found.status == Status::converged);
      CHECK(std::abs(found.complexity) < 1e-10);
      CHECK(found.local_entropy < theory::binary_entropy(d));
      CHECK(found.local_entropy < theory::fixed_point_entropy(j) + 1e-12);
      const auto again = solvers::replica_entropy(j, found.replicas, 1 - 2 * d);
      CHECK(again.local_entropy == Approx(found.local_entropy).epsilon(0).margin(1e-9));
      // The least entropy over y is negative exactly when the local entropy of these is.
      CHECK((solvers::least_entropy(j, d, moderate).entropy < 0) == (found.local_entropy < 0));
    }
}

TEST_CASE("where there is no branch the answer is a status") {
  // q̂ < 0 at the extremum: only integer y has a value.
  const auto fractional = solvers::replica_entropy(-0.8, 2.5, 0.5);
  CHECK(fractional.status == Status::no_saddle);
  CHECK(std::isnan(fractional.entropy));
  CHECK(solvers::replica_entropy(-0.8, 3.0, 0.5).status == Status::converged);
  CHECK(solvers::densest_clusters(-0.1, 0.01).status == Status::no_clusters);
  CHECK(std::isnan(solvers::densest_clusters(-0.1, 0.01).local_entropy));
  solvers::Options few;
  few.max_replicas = 20;
  CHECK(solvers::densest_clusters(1.0, 0.1, few).status == Status::beyond_range);
  few.max_iterations = 1;
  CHECK(solvers::replica_entropy(0.1, 6.5, 0.9, few).status == Status::iteration_limit);
  CHECK_THROWS_AS(solvers::densest_clusters(0.1, 0.5), std::domain_error);
  CHECK_THROWS_AS(solvers::replica_entropy(0.1, 0.5, 0.5), std::domain_error);
  solvers::Options impossible;
  impossible.tolerance = 0.0;
  CHECK_THROWS_AS(solvers::replica_entropy(0.1, 2, 0.5, impossible), std::invalid_argument);
}

TEST_CASE("triples of large finite networks approach the entropy of three replicas") {
  // Two derivations: exact sums over configurations at size N, and the saddle point.
  for (const double j : {0.0, 0.3})
    for (const double d : {0.1, 0.2, 0.3}) {
      CAPTURE(j, d);
      const double limit = solvers::replica_entropy(j, 3.0, 1 - 2 * d).entropy;
      double previous = 1.0;
      for (const int size : {400, 1600, 6400, 25600}) {
        const int distance = static_cast<int>(std::lround(d * size));
        const double gap = std::abs(theory::log_mean_triples(size, j, distance) / size - limit);
        CHECK(gap < 0.4 * previous);  // like ln N / N
        previous = gap;
      }
      CHECK(previous < 1e-3);
    }
}
