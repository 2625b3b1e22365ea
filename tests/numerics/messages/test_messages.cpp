#include <cmath>

#include <steady/numerics/messages/solver.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/modules.hpp>

#include <tests/catch.hpp>

using namespace steady;

TEST_CASE("the symmetric point has the annealed entropy") {
  network::NetworkSpec spec;
  spec.size = 50;
  const auto network = network::draw_network(spec, 1, 0);
  messages::Options options;
  options.algorithm = messages::Algorithm::plain;
  for (const double self_coupling : {-3.0, -0.5, 0.0, 0.1, 0.7, 2.0, 6.0}) {
    options.self_coupling = self_coupling;
    const auto summary = messages::solve(network, options, {1, "messages", 0});
    CHECK(summary.status == messages::Status::converged);
    CHECK(std::abs(summary.bethe_entropy - theory::fixed_point_entropy(self_coupling)) < 1e-10);
  }
}
