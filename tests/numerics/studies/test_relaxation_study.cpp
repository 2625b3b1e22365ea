#include <cmath>
#include <vector>

#include <tests/catch.hpp>
#include <tests/numerics/studies/study_checks.hpp>

#include <steady/numerics/network/network.hpp>
#include <steady/numerics/studies/relaxation.hpp>

using namespace steady;
using studies::Relaxation;

namespace {

Relaxation at(int size, double self_coupling) {
  Relaxation point;
  point.networks.size = size;
  point.options.self_coupling = self_coupling;
  point.options.max_sweeps = 50;
  return point;
}

}  // namespace

TEST_CASE("relaxation is a study") {
  auto fields = at(20, 0.3);
  fields.networks.external_field = 0.1 + 0.2;  // needs 17 digits
  auto nearly = fields;
  nearly.networks.external_field = 0.3;
  auto modules = at(12, 0.2);
  modules.networks.modules = 2;
  modules.networks.coupling = 0.5;
  auto parallel = at(20, 0.3);
  parallel.options.rule = dynamics::Rule::parallel;
  parallel.starts = 3;
  tests::check_study<Relaxation>({at(20, 0.3), at(20, 0.4), fields, nearly, modules, parallel}, 4,
                                 [](Relaxation::Outcome outcome) {
                                   outcome.seconds = 0.0;
                                   return outcome;
                                 });
}

TEST_CASE("what relaxation calls a fixed point is one, of the network that it draws") {
  auto point = at(30, 0.8);
  point.networks.external_field = 0.2;
  int settled = 0;
  for (std::uint64_t k = 0; k < 10; ++k) {
    const studies::Sample sample{3, k};
    const auto outcome = point.run(sample);
    REQUIRE(outcome);
    REQUIRE(outcome->ends.size() == 1);
    const auto& end = outcome->ends.front();
    CHECK((end.status == dynamics::Status::fixed_point) == (end.unstable_fraction == 0.0));
    settled += end.status == dynamics::Status::fixed_point;
    CHECK(
        network::draw_network(point.networks, sample.seed, sample.index).external_field().size() ==
        30);
  }
  CHECK(settled > 0);
}
