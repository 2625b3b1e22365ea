// The gap closing of given networks: the line of theory, and an honest nothing beyond it.
#include <cmath>

#include <steady/numerics/solvers/gap_closing.hpp>
#include <steady/numerics/solvers/transitions.hpp>
#include <tests/catch.hpp>

using namespace steady;
using network::NetworkSpec;

TEST_CASE("the gap closing of one module is that of dense networks of any size") {
  const auto small = solvers::gap_closing_self_coupling(NetworkSpec{.size = 10});
  REQUIRE(small);
  CHECK(small->status == solvers::Status::converged);
  CHECK(small->value == solvers::gap_closing().self_coupling);
  CHECK(small->value == Approx(0.0600992).margin(1e-6));  // docs/theory.md, (4.13)
  CHECK(solvers::gap_closing_self_coupling(NetworkSpec{.size = 5000})->value == small->value);
  NetworkSpec binary{.size = 10};
  binary.ensemble.name = "binary";
  CHECK(solvers::gap_closing_self_coupling(binary)->value == small->value);
}

TEST_CASE("the gap closing of two modules is one line, whichever coupling is given") {
  const NetworkSpec pair{.size = 50, .modules = 2};
  const auto coupling = solvers::gap_closing_coupling(pair, 0.03);
  REQUIRE(coupling);
  REQUIRE(coupling->status == solvers::Status::converged);
  auto joined = pair;
  joined.coupling = coupling->value;
  const auto back = solvers::gap_closing_self_coupling(joined);
  REQUIRE(back);
  CHECK(back->status == solvers::Status::converged);
  CHECK(std::abs(back->value - 0.03) <= back->uncertainty);
  joined.coupling = -joined.coupling;  // a gauge of a pair
  CHECK(solvers::gap_closing_self_coupling(joined)->value == back->value);
}

TEST_CASE("the gap closing of networks that theory does not know is nothing") {
  const auto known = [](const NetworkSpec& networks) {
    return solvers::gap_closing_self_coupling(networks).has_value() ||
           solvers::gap_closing_coupling(networks, 0.0).has_value();
  };
  NetworkSpec symmetric{.size = 10}, sparse{.size = 10};
  symmetric.ensemble.symmetry = 0.5;
  sparse.ensemble.mean_degree = 4.0;
  CHECK_FALSE(known(symmetric));
  CHECK_FALSE(known(sparse));
  CHECK_FALSE(known({.size = 10, .modules = 4}));
  CHECK_FALSE(solvers::gap_closing_coupling({.size = 10}, 0.0));
  const NetworkSpec frustrated{.size = 10, .modules = 3, .coupling = -0.2};
  CHECK_FALSE(solvers::gap_closing_self_coupling(frustrated));
}
