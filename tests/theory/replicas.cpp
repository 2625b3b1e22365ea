// The replica action: two routes, derivatives of one potential, limits.
#include <cmath>
#include <functional>
#include <iostream>
#include <steady/theory/entropy.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/pairs.hpp>
#include <steady/theory/replicas.hpp>
#include <tests/catch.hpp>

namespace {

using namespace steady::theory;

// Fourth-order central difference at 0.
double derivative(const std::function<double(double)>& f, double h) {
  return (f(-2 * h) - 8 * f(-h) + 8 * f(h) - f(2 * h)) / (12 * h);
}

// (4.2) by plain trapezoidal sums over a square, in the order in which it is written.
double plain_action(const ReplicaPoint& p) {
  const double h = 0.01;
  double sum = 0.0;
  for (double z = -12.0; z <= 12.0; z += h) {
    const double up =
        normal_cdf((p.self_coupling + std::sqrt(p.overlap) * z) / std::sqrt(1 - p.overlap));
    const double down =
        normal_cdf((p.self_coupling - std::sqrt(p.overlap) * z) / std::sqrt(1 - p.overlap));
    for (double t = -12.0; t <= 12.0; t += 0.05) {
      const double u = std::sqrt(p.conjugate) * t;
      sum += normal_density(z) * normal_density(t) *
             std::pow(std::exp(u) * up + std::exp(-u) * down, p.replicas);
    }
  }
  const double y = p.replicas;
  return -0.5 * y * (y - 1) * p.overlap * p.conjugate - 0.5 * y * p.conjugate +
         std::log(sum * h * 0.05);
}

}  // namespace

TEST_CASE("the replica action is the integral as it is written") {
  for (const ReplicaPoint& p :
       {ReplicaPoint{0.1, 2.5, 0.8, 0.6}, ReplicaPoint{0.0, 1.3, 0.5, 1.5},
        ReplicaPoint{-0.4, 4.2, 0.3, 0.2}, ReplicaPoint{1.0, 6.7, 0.9, 0.1}})
    CHECK(replica_action(p).value == Approx(plain_action(p)).epsilon(0).margin(1e-9));
}

TEST_CASE("the integral and the binomial sum agree at integer y") {
  double worst = 0.0;
  for (const double j : {-1.0, -0.5, 0.0, 0.0427, 0.1, 1.0, 5.0})
    for (const double q : {1e-3, 0.1, 0.5, 0.8, 0.98, 0.9999, 1 - 2e-6})
      for (const double y : {2.0, 3.0, 5.0, 20.0, 200.0})
        for (const double conjugate : {0.0, 1e-6, 3e-4, 0.01, 0.3, 1.0, 4.0}) {
          const auto integral = replica_action({j, y, q, conjugate});
          const auto sum = replica_action_binomial({j, y, q, conjugate});
          const double scale = std::max(1.0, y * y * conjugate);  // of the terms that cancel
          worst = std::max(worst, std::abs(integral.value - sum.value) / scale);
          CAPTURE(j, q, y, conjugate);
          CHECK(std::abs(integral.value - sum.value) <= 1e-11 * scale);
          CHECK(std::abs(integral.mean_overlap - sum.mean_overlap) <= 1e-11);
          CHECK(std::abs(integral.d_mean_overlap_d_conjugate - sum.d_mean_overlap_d_conjugate) <=
                1e-9 * (1 + y * y));
        }
  std::cout << "replica action, two routes, worst deviation " << worst << "\n";
}

TEST_CASE("the derivatives of the replica action are those of its value") {
  for (const double j : {-0.5, 0.0, 0.1, 2.0})
    for (const double q : {0.2, 0.7, 0.95})
      for (const double y : {1.5, 2.0, 4.6, 12.3})
        for (const double conjugate : {0.05, 0.4, 1.2}) {
          CAPTURE(j, q, y, conjugate);
          const auto action = replica_action({j, y, q, conjugate});
          const double scale = 1 + y * y;
          const auto value = [&](double dj, double dy, double dq, double dc) {
            return replica_action({j + dj, y + dy, q + dq, conjugate + dc}).value;
          };
          const auto mean = [&](double dy, double dc) {
            return replica_action({j, y + dy, q, conjugate + dc}).mean_overlap;
          };
          CHECK(std::abs(derivative([&](double x) { return value(x, 0, 0, 0); }, 1e-3) -
                         action.d_self_coupling) < 1e-7 * scale);
          CHECK(std::abs(derivative([&](double x) { return value(0, x, 0, 0); }, 1e-3) -
                         action.d_replicas) < 1e-8 * scale);
          CHECK(std::abs(derivative([&](double x) { return value(0, 0, x, 0); }, 1e-4) -
                         action.d_overlap) < 1e-7 * scale);
          CHECK(std::abs(derivative([&](double x) { return value(0, 0, 0, x); }, 1e-3) -
                         action.d_conjugate) < 1e-7 * scale);
          CHECK(std::abs(derivative([&](double x) { return mean(0, x); }, 1e-3) -
                         action.d_mean_overlap_d_conjugate) < 1e-7 * scale);
          CHECK(std::abs(derivative([&](double x) { return mean(x, 0); }, 1e-3) -
                         action.d_mean_overlap_d_replicas) < 1e-8);
          CHECK(std::abs(derivative(
                             [&](double x) {
                               return replica_action({j, y + x, q, conjugate}).d_replicas;
                             },
                             1e-3) -
                         action.d_replicas2) < 1e-7 * scale);
        }
}

TEST_CASE("one replica has the entropy of the fixed points at any overlap and conjugate") {
  for (const double j : {-0.7, 0.0, 0.3, 3.0})
    for (const double q : {0.1, 0.9, 0.99999})
      for (const double conjugate : {0.0, 0.5, 6.0})
        CHECK(replica_action({j, 1.0, q, conjugate}).value ==
              Approx(fixed_point_entropy(j)).epsilon(0).margin(1e-12));
}

TEST_CASE("the replica action refuses what it is not defined for") {
  CHECK_THROWS_AS(replica_action({0.1, 0.9, 0.5, 0.1}), std::domain_error);
  CHECK_THROWS_AS(replica_action({0.1, 2.0, 0.0, 0.1}), std::domain_error);
  CHECK_THROWS_AS(replica_action({0.1, 2.0, 1.0, 0.1}), std::domain_error);
  CHECK_THROWS_AS(replica_action({0.1, 2.0, 0.5, -0.1}), std::domain_error);
  CHECK_THROWS_AS(replica_action({std::nan(""), 2.0, 0.5, 0.1}), std::domain_error);
  CHECK_THROWS_AS(replica_action_binomial({0.1, 2.5, 0.5, 0.1}), std::domain_error);
  CHECK_NOTHROW(replica_action_binomial({0.1, 3.0, 0.5, -0.1}));
}
