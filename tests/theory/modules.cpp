// Coupled modules: the transfer matrix and the binomial sum against the plain sum over all 2^L
// configurations, and limits known by hand.
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <steady/theory/entropy.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/modules.hpp>
#include <tests/catch.hpp>

using namespace steady::theory;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Topology kTopologies[] = {Topology::chain, Topology::ring, Topology::all};

bool neighbours(Topology topology, int modules, int a, int b) {
  const int distance = std::abs(a - b);
  if (distance == 0) return false;
  if (topology == Topology::all || distance == 1) return true;
  return topology == Topology::ring && distance == modules - 1;
}

// Eq. (5.3) as it is written.
double plain_sum(Topology topology, int modules, double coupling, double self_coupling) {
  double sum = 0.0;
  for (int state = 0; state < 1 << modules; ++state) {
    const auto spin = [&](int l) { return (state >> l & 1) != 0 ? 1 : -1; };
    double product = 1.0;
    for (int l = 0; l < modules; ++l) {
      int field = 0;
      for (int other = 0; other < modules; ++other)
        if (neighbours(topology, modules, l, other)) field += spin(other);
      product *= normal_cdf(self_coupling + coupling * spin(l) * field);
    }
    sum += product;
  }
  return std::log(sum);
}

}  // namespace

TEST_CASE("modules: every topology is the sum over all configurations", "[theory]") {
  for (const Topology topology : kTopologies)
    for (int modules = 1; modules <= 10; ++modules)
      for (const double coupling : {-2.0, -0.3, 0.0, 0.1, 0.7, 3.0})
        for (const double self_coupling : {-1.5, 0.0, 0.4}) {
          CAPTURE(static_cast<int>(topology), modules, coupling, self_coupling);
          const double plain = plain_sum(topology, modules, coupling, self_coupling);
          CHECK(std::abs(modules_entropy(topology, modules, coupling, self_coupling) -
                         plain / modules) <= 3e-15 * (1.0 + std::abs(plain)));
          const double root = std::sqrt(7.0 / 6.0);
          const double finite =
              7.0 * plain_sum(topology, modules, coupling * root, self_coupling * root);
          CHECK(std::abs(
                    log_mean_fixed_points_modules(topology, modules, 7, coupling, self_coupling) -
                    finite) <= 1e-13 * (1.0 + std::abs(finite)));
        }
}

TEST_CASE("modules: one module, or none coupled, is a network of its own", "[theory]") {
  for (const Topology topology : kTopologies)
    for (const double self_coupling : {-30.0, -1.0, 0.0, 0.0427, 2.0}) {
      const double alone = fixed_point_entropy(self_coupling);
      const double scale = 1.0 + std::abs(alone);
      CHECK(std::abs(modules_entropy(topology, 1, 5.0, self_coupling) - alone) <= 1e-15 * scale);
      for (const int modules : {2, 3, 17, 1000, 1000000}) {
        CAPTURE(static_cast<int>(topology), modules, self_coupling);
        CHECK(std::abs(modules_entropy(topology, modules, 0.0, self_coupling) - alone) <=
              5e-15 * scale);
        CHECK(std::abs(log_mean_fixed_points_modules(topology, modules, 2, 0.0, self_coupling) -
                       modules * log_mean_fixed_points(2, self_coupling)) <=
              2e-14 * modules * scale);
      }
    }
}

TEST_CASE("modules: strong coupling leaves what can be satisfied", "[theory]") {
  const double j = 0.3;
  const double half = normal_cdf(j);
  for (const int modules : {2, 3, 8, 1001})
    CHECK(std::abs(modules_entropy(Topology::all, modules, 1e6, j) - std::numbers::ln2 / modules) <=
          1e-14);
  // A ring of three that wants opposite neighbours: six configurations with one odd module out,
  // whose two neighbours feel nothing.
  CHECK(std::abs(modules_entropy(Topology::ring, 3, -1e6, j) - std::log(6.0 * half * half) / 3.0) <=
        1e-15);
  // A chain of four: aligned, or one domain wall in the middle between two free modules.
  CHECK(std::abs(modules_entropy(Topology::chain, 4, 1e6, j) -
                 std::log(2.0 + 2.0 * half * half) / 4.0) <= 1e-15);
}

TEST_CASE("modules: flipping every other module turns the sign of the coupling", "[theory]") {
  for (const double coupling : {0.05, 0.8, 40.0})
    for (const int modules : {2, 4, 10, 1000}) {
      for (const Topology topology : {Topology::chain, Topology::ring})
        CHECK(std::abs(modules_entropy(topology, modules, coupling, 0.2) -
                       modules_entropy(topology, modules, -coupling, 0.2)) <= 1e-14);
      CHECK(std::abs(modules_entropy(Topology::chain, modules + 1, coupling, 0.2) -
                     modules_entropy(Topology::chain, modules + 1, -coupling, 0.2)) <= 1e-14);
    }
  // An odd ring cannot be coloured with two colours, nor can three modules coupled all to all.
  CHECK(std::abs(modules_entropy(Topology::ring, 5, 0.8, 0.2) -
                 modules_entropy(Topology::ring, 5, -0.8, 0.2)) > 0.005);
  CHECK(std::abs(modules_entropy(Topology::ring, 3, -0.8, 0.2) -
                 modules_entropy(Topology::all, 3, -0.8, 0.2)) <= 1e-14);
}

TEST_CASE("modules: long chains and rings have the entropy of the largest eigenvalue", "[theory]") {
  // In the bonds σ_l σ_{l+1} the transfer matrix is ((A, B), (B, C)), eq. (5.6).
  for (const double coupling : {-0.6, 0.1, 1.5})
    for (const double self_coupling : {-0.5, 0.0, 0.5}) {
      const double a = normal_cdf(self_coupling + 2.0 * coupling);
      const double b = normal_cdf(self_coupling);
      const double c = normal_cdf(self_coupling - 2.0 * coupling);
      const double largest = std::log(0.5 * (a + c) + std::hypot(0.5 * (a - c), b));
      CAPTURE(coupling, self_coupling);
      CHECK(std::abs(modules_entropy(Topology::ring, 100000, coupling, self_coupling) - largest) <=
            1e-14);
      CHECK(std::abs(modules_entropy(Topology::chain, 1000000, coupling, self_coupling) -
                     largest) <= 3e-6);
    }
}

TEST_CASE("modules: extreme arguments stay finite and in order", "[theory]") {
  for (const Topology topology : kTopologies) {
    CHECK(std::isfinite(modules_entropy(topology, 1000000, -1e100, -1e100)));
    CHECK(std::isfinite(modules_entropy(topology, 999, 1e100, 1e100)));
    CHECK(modules_entropy(topology, 5, 0.2, -1e8) < -1e15);
    CHECK(modules_entropy(topology, 5, 0.2, 0.3) > modules_entropy(topology, 5, 0.2, 0.2));
    CHECK(modules_entropy(topology, 5, 0.3, 0.0) > modules_entropy(topology, 5, 0.2, 0.0));
  }
}

TEST_CASE("modules: arguments outside the domain are named", "[theory]") {
  CHECK_THROWS_AS(modules_entropy(Topology::chain, 0, 0.1, 0.1), std::domain_error);
  CHECK_THROWS_AS(modules_entropy(Topology::all, 1000001, 0.1, 0.1), std::domain_error);
  CHECK_THROWS_AS(modules_entropy(Topology::ring, 3, kNaN, 0.1), std::domain_error);
  CHECK_THROWS_AS(modules_entropy(Topology::ring, 3, 0.1, kNaN), std::domain_error);
  CHECK_THROWS_AS(log_mean_fixed_points_modules(Topology::ring, 3, 1, 0.1, 0.1), std::domain_error);
  CHECK_THROWS_WITH(modules_entropy(Topology::ring, 3, 0x1p400, 0.1),
                    "coupling = 2.5822498780869086e+120 is outside [-1e100,1e100]");
}
