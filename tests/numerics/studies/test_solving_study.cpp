#include <cmath>
#include <vector>

#include <tests/catch.hpp>
#include <tests/numerics/studies/study_checks.hpp>

#include <steady/numerics/studies/solving.hpp>
#include <steady/theory/entropy.hpp>

using namespace steady;
using messages::Algorithm;
using messages::Status;
using studies::Solving;

namespace {

Solving at(int size, double self_coupling, Algorithm algorithm = Algorithm::reinforced) {
  Solving point;
  point.networks.size = size;
  point.options.algorithm = algorithm;
  point.options.self_coupling = self_coupling;
  point.options.max_iterations = 100;
  return point;
}

Solving::Outcome ended(Status status, int iterations, int unstable) {
  return {status, iterations, unstable, false, std::nan(""), std::nan(""), 0.0};
}

}  // namespace

TEST_CASE("solving is a study") {
  auto damped = at(30, 0.3);
  damped.options.damping = 0.1;
  auto modules = at(12, 0.2, Algorithm::focusing);
  modules.networks.modules = 2;
  modules.networks.coupling = 0.5;
  auto sparse = at(30, 0.3, Algorithm::plain);
  sparse.networks.ensemble.mean_degree = 4.0;
  tests::check_study<Solving>(
      {at(30, 0.3), at(30, 0.4), damped, modules, sparse, at(30, 0.3, Algorithm::plain)}, 4,
      [](Solving::Outcome outcome) {
        outcome.seconds = 0.0;
        for (double* each : {&outcome.bethe_entropy, &outcome.systematic_error})
          if (std::isnan(*each)) *each = -1e9;  // NaN equals nothing
        return outcome;
      });
}

TEST_CASE("an option left open and its default are the same point of solving") {
  const auto open = at(50, 0.2);
  auto spelled = open;
  spelled.options = messages::resolved(spelled.options, 50);
  CHECK(open.key() == spelled.key());
  spelled.options.margin += 1e-12;
  CHECK(open.key() != spelled.key());
}

TEST_CASE("means of solving to which one network contributes have no error") {
  const auto one = at(30, 0.3).estimate(std::vector<Solving::Outcome>{
      ended(Status::solved, 17, 0), ended(Status::iteration_limit, 100, 4),
      ended(Status::iteration_limit, 100, 7), ended(Status::diverged, 3, 9)});
  CHECK(one.solved.estimate == 0.25);
  CHECK(one.iterations.value == 17.0);
  CHECK(std::isnan(one.iterations.error));
  CHECK(one.median_iterations == 17.0);
  CHECK(one.median_unstable == 7.0);
  CHECK(one.diverged_fraction.estimate == 0.25);
  CHECK(std::isnan(one.bethe_entropy.value));
  CHECK_FALSE(one.entropy_reliable);
  const auto none = at(30, 0.3).estimate(std::vector<Solving::Outcome>{
      ended(Status::iteration_limit, 100, 3), ended(Status::iteration_limit, 100, 6)});
  CHECK(std::isnan(none.iterations.value));
  CHECK(std::isnan(none.median_iterations));
  CHECK(none.median_unstable == 4.5);
  CHECK_THROWS_AS(at(30, 0.3).estimate({}), std::invalid_argument);
}

TEST_CASE("entropies of solving are called reliable where every network's is") {
  const auto estimate = [](const Solving& point) {
    std::vector<Solving::Outcome> outcomes;
    for (std::uint64_t k = 0; k < 5; ++k) outcomes.push_back(*point.run({1, k}));
    return point.estimate(outcomes);
  };
  const auto dense = estimate(at(30, 0.3, Algorithm::plain));
  CHECK(dense.entropy_reliable);
  CHECK(std::abs(dense.bethe_entropy.value - theory::fixed_point_entropy(0.3)) < 1e-12);
  CHECK(dense.systematic_error == 0.0);
  CHECK(dense.bethe_entropy.error < 1e-15);  // the same in every network
  auto sparse = at(100, 0.3, Algorithm::plain);
  sparse.networks.ensemble.mean_degree = 30.0;
  CHECK(estimate(sparse).entropy_reliable);
  CHECK(estimate(sparse).systematic_error > 0.0);
  CHECK(estimate(sparse).bethe_entropy.error > 0.0);
  sparse.networks.ensemble.mean_degree = 5.0;
  CHECK_FALSE(estimate(sparse).entropy_reliable);
  CHECK(estimate(sparse).few_inputs);
  CHECK(estimate(sparse).solved.estimate == 1.0);
  auto hurried = at(30, 0.5, Algorithm::plain);
  hurried.networks.ensemble.symmetry = hurried.options.symmetry = 0.8;
  hurried.options.max_iterations = 1;
  CHECK_FALSE(estimate(hurried).entropy_reliable);
  CHECK_FALSE(estimate(hurried).few_inputs);
}
