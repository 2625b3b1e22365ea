// Study of thermal averages: what holds for every study, and what is known of hot spin glasses,
// ferromagnets and patterns.
#include <cmath>
#include <memory>
#include <vector>

#include <steady/numerics/network/given_networks.hpp>
#include <steady/numerics/studies/equilibrium.hpp>
#include <tests/numerics/studies/study_checks.hpp>

using namespace steady;
using dynamics::Rule;
using studies::Equilibrium;
using studies::EquilibriumStatus;

namespace {

/// NaN (no energy, no pattern) is not equal to itself.
Equilibrium::Outcome comparable(Equilibrium::Outcome outcome) {
  outcome.seconds = 0.0;
  const auto defined = [](double& x) { x = std::isnan(x) ? -999.0 : x; };
  for (const auto& observable : dynamics::observables) {
    auto& one = outcome.averages.*observable.average;
    defined(one.value);
    defined(one.error);
    defined(one.time);
  }
  defined(outcome.averages.start_difference_error);
  return outcome;
}

Equilibrium at(network::NetworkSpec networks, double temperature, std::int64_t burn_in,
               std::int64_t sweeps) {
  Equilibrium point{std::move(networks)};
  point.options.temperature = temperature;
  point.options.burn_in = burn_in;
  point.options.sweeps = sweeps;
  return point;
}

studies::EquilibriumEstimates estimates_of(const Equilibrium& point, std::uint64_t samples,
                                           std::uint64_t seed = 7) {
  const std::vector points{point};
  return point.estimate(
      studies::run_all(std::span<const Equilibrium>(points), seed, samples, {}).front());
}

const studies::ThermalEstimate& named(const studies::EquilibriumEstimates& e,
                                      std::string_view name) {
  std::size_t k = 0;
  while (dynamics::observables[k].name != name) ++k;
  return e.averages[k];
}

}  // namespace

TEST_CASE("Equilibrium is a study") {
  const network::NetworkSpec gaussian{.ensemble = {.symmetry = 1.0}, .size = 20};
  std::vector points{
      at(gaussian, 1.0, 20, 200), at(gaussian, 0.8, 20, 200),
      at({.ensemble = {.symmetry = 1.0, .name = "hebbian"}, .size = 20}, 1.0, 20, 200),
      at({.size = 16, .modules = 2, .coupling = 0.3, .external_field = 0.2}, 1.0, 20, 200)};
  points.push_back(points[0]);
  points.back().options.rule = Rule::parallel;
  points.push_back(points[0]);
  points.back().pattern = network::Spins(20, 1);
  points.push_back(points[0]);
  points.back().options.overlap_bins = 5;
  points.push_back(points[0]);
  points.back().options.burn_in = 21;
  tests::check_study<Equilibrium>(points, 3, comparable);
}

TEST_CASE("A hot spin glass has e = −β/2 and ⟨q²⟩ = 1/[N(1 − β²)]", "[statistical]") {
  // At finite N: e = −β(1 − 1/N)/2 + O(β³/N), q² with relative corrections of order 1/N.
  constexpr int size = 64;
  for (const double beta : {0.3, 0.5}) {
    auto point = at({.ensemble = {.symmetry = 1.0}, .size = size}, 1.0 / beta, 50, 800);
    point.options.overlap_bins = 9;
    const auto e = estimates_of(point, 30);
    CHECK(e.status == EquilibriumStatus::equilibrated);
    const auto& energy = named(e, "energy");
    const auto& q2 = named(e, "squared_overlap");
    INFO(energy.mean.value << " ± " << energy.mean.error << ", q² N " << size * q2.mean.value);
    CHECK(std::abs(energy.mean.value + 0.5 * beta * (1.0 - 1.0 / size)) <
          4.5 * energy.mean.error + beta * beta * beta / size);
    CHECK(std::abs(q2.mean.value * size * (1.0 - beta * beta) - 1.0) <
          4.5 * q2.mean.error * size + 3.0 / size);
    CHECK(energy.mean.error > energy.thermal_error);  // networks differ beyond thermal noise
    CHECK(std::abs(named(e, "magnetisation").mean.value) <
          4.5 * named(e, "magnetisation").mean.error);
    double shares = 0.0, width = 0.0;
    for (std::size_t b = 0; b < e.overlaps.size(); ++b) {
      shares += e.overlaps[b].share.value;
      width += e.overlaps[b].width;
      if (b > 0) CHECK(e.overlaps[b].overlap > e.overlaps[b - 1].overlap);
    }
    CHECK(shares == Approx(1.0));
    CHECK(width == Approx(2.0 + 2.0 / size));
  }
}

TEST_CASE("One pattern is a ferromagnet: m = tanh(βm), and both starts find it", "[statistical]") {
  // H = −(N/2) m² + 1/2: exact at this N by the law of the number of neurons that agree.
  constexpr int size = 40;
  constexpr double T = 0.7;
  double norm = 0.0, energy = 0.0, modulus = 0.0;
  for (int k = 0; k <= size; ++k) {
    const double m = 1.0 - 2.0 * k / size;
    const double weight = std::exp(std::lgamma(size + 1.0) - std::lgamma(k + 1.0) -
                                   std::lgamma(size - k + 1.0) + 0.5 * size * m * m / T);
    norm += weight;
    energy += weight * (-0.5 * m * m + 0.5 / size);
    modulus += weight * std::abs(m);
  }
  auto point = at({.ensemble = {.symmetry = 1.0, .name = "hebbian"}, .size = size}, T, 100, 3000);
  const auto e = estimates_of(point, 12);
  CHECK(e.status == EquilibriumStatus::equilibrated);
  const auto check = [&](std::string_view name, double expected) {
    const auto& found = named(e, name);
    INFO(name << " " << found.mean.value << " ± " << found.mean.error << ", exactly " << expected);
    CHECK(std::abs(found.mean.value - expected) < 5.0 * found.mean.error + 1e-5);
    // All networks are alike but for the gauge: the thermal error is all there is.
    CHECK(found.thermal_error == Approx(found.mean.error).epsilon(0.75));
  };
  check("energy", energy / norm);
  check("abs_pattern_overlap", modulus / norm);
  CHECK(modulus / norm == Approx(0.77).epsilon(0.05));  // m = tanh(m/T) is .799
}

TEST_CASE("Cold spin glasses from above and below are told apart") {
  auto cold = at({.ensemble = {.symmetry = 1.0}, .size = 200}, 0.15, 0, 400);
  const auto e = estimates_of(cold, 4);
  CHECK(e.status != EquilibriumStatus::equilibrated);
  // Without self-coupling and symmetry nothing is slow.
  auto hot = at({.size = 60}, 0.5, 100, 1500);
  const auto fine = estimates_of(hot, 4);
  CHECK(fine.status == EquilibriumStatus::equilibrated);
  CHECK(std::isnan(named(fine, "energy").mean.value));
  CHECK(named(fine, "alignment").mean.error > 0.0);
  // One network has a thermal error only.
  const auto one = estimates_of(hot, 1);
  CHECK(std::isnan(named(one, "alignment").mean.error));
  CHECK(named(one, "alignment").thermal_error > 0.0);
}

TEST_CASE("Networks of a file have temperatures and energies in its units") {
  // Twice J at twice T is the same, with twice the energy.
  const auto drawn = network::draw_network({.ensemble = {.symmetry = 1.0}, .size = 12}, 4, 0);
  const auto point = [&](double factor) {
    auto matrix = network::matrix_of(drawn);
    for (double& value : std::get<files::DenseMatrix>(matrix).values) value *= factor;
    std::vector<network::GivenNetwork> all;
    all.emplace_back(std::move(matrix), std::vector<double>{}, network::GivenOptions{});
    return at(network::given(std::make_shared<network::GivenNetworks>(std::move(all))), factor, 50,
              600);
  };
  const auto once = estimates_of(point(1.0), 1);
  const auto large = estimates_of(point(3000.0), 1);
  CHECK(named(large, "energy").mean.value ==
        Approx(3000.0 * named(once, "energy").mean.value).epsilon(0.05));
  CHECK(named(large, "unstable_fraction").mean.value ==
        Approx(named(once, "unstable_fraction").mean.value).epsilon(0.1));
  CHECK(named(once, "energy").mean.value < -0.3);
}
