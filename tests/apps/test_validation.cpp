// The validation must pass on true claims and must be able to fail on false ones.
#include <algorithm>
#include <cmath>
#include <string>

#include <apps/validation/claims.hpp>
#include <steady/numerics/network/streams.hpp>
#include <tests/catch.hpp>

using namespace steady;
using namespace steady::apps;

namespace {

constexpr double significance = 1e-4;

// The quick level with fewer networks and without its largest sizes.
std::vector<Experiment> reduced(const ClosedForms& closed) {
  auto experiments = all_experiments(closed, Level::quick, 1);
  std::erase_if(experiments, [](const Experiment& e) { return e.cost() > 50.0; });
  constexpr std::uint64_t fewer = 2000;
  for (auto& experiment : experiments)
    experiment.networks = std::min(experiment.networks, fewer);
  return experiments;
}

std::size_t failures(const Report& report, const std::string& prefix) {
  return static_cast<std::size_t>(std::count_if(
      report.claims.begin(), report.claims.end(),
      [&](const Claim& claim) { return claim.name.starts_with(prefix) && !claim.passed; }));
}

std::size_t failures_with(const ClosedForms& wrong, const std::string& prefix) {
  auto experiments = reduced(wrong);
  std::erase_if(experiments, [&](const Experiment& e) {
    return !e.expectations.front().claim.starts_with(prefix);
  });
  REQUIRE_FALSE(experiments.empty());
  const auto report = judge(experiments, significance, {});
  CHECK(report.passed() == (failures(report, "") == 0));
  return failures(report, prefix);
}

}  // namespace

TEST_CASE("the true closed forms pass the reduced validation") {
  const auto report = judge(reduced(ClosedForms::of_the_library()), significance, {});
  for (const auto& claim : report.claims) {
    INFO(claim.name << ": theory " << claim.theory << ", simulation " << claim.simulation
                    << ", error " << claim.error << ", z " << claim.z);
    CHECK(claim.passed);
  }
  CHECK(report.passed());
}

TEST_CASE("a flipped sign in any closed form fails the validation", "[statistical]") {
  const auto right = ClosedForms::of_the_library();
  SECTION("mean count of binary networks") {
    auto wrong = right;
    wrong.log_mean_fixed_points_binary = [&](int size, std::int64_t least_sum) {
      return right.log_mean_fixed_points_binary(size, 2 - least_sum);
    };
    CHECK(failures_with(wrong, "mean count, binary") > 0);
  }
  SECTION("mean count") {
    auto wrong = right;
    wrong.log_mean_fixed_points = [&](int size, double self_coupling, double symmetry) {
      return right.log_mean_fixed_points(size, -self_coupling, symmetry);
    };
    CHECK(failures_with(wrong, "mean count, N") > 0);
    CHECK(failures_with(wrong, "overlap after one parallel update") > 0);
  }
  SECTION("sign of the symmetry's contribution") {
    auto wrong = right;
    wrong.log_mean_fixed_points = [&](int size, double self_coupling, double symmetry) {
      return 2 * right.log_mean_fixed_points(size, self_coupling, 0.0) -
             right.log_mean_fixed_points(size, self_coupling, symmetry);
    };
    CHECK(failures_with(wrong, "mean count, N") > 0);
  }
  SECTION("sparse mean count") {
    auto wrong = right;
    wrong.log_mean_fixed_points_sparse = [&](int size, double self_coupling, double degree) {
      return right.log_mean_fixed_points_sparse(size, -self_coupling, degree);
    };
    CHECK(failures_with(wrong, "mean count, sparse") > 0);
  }
  SECTION("Bethe entropy") {
    auto wrong = right;
    wrong.fixed_point_entropy = [&](double self_coupling, double symmetry) {
      return right.fixed_point_entropy(-self_coupling, symmetry);
    };
    CHECK(failures_with(wrong, "Bethe entropy") > 0);
  }
  SECTION("Bethe entropy of modules") {
    auto wrong = right;
    wrong.modules_entropy = [&](theory::Topology topology, int modules, double coupling,
                                double self_coupling) {
      return right.modules_entropy(topology, modules, -coupling, self_coupling + 1e-3);
    };
    CHECK(failures_with(wrong, "Bethe entropy") > 0);
  }
  SECTION("pairs") {
    auto wrong = right;
    wrong.log_mean_pairs = [&](int size, double self_coupling, int distance) {
      return right.log_mean_pairs(size, -self_coupling, distance);
    };
    CHECK(failures_with(wrong, "mean pairs") > 0);
  }
  SECTION("fluctuation") {
    auto wrong = right;
    wrong.log_mean_square_fixed_points = [&](int size, double self_coupling) {
      return right.log_mean_square_fixed_points(size, -self_coupling);
    };
    CHECK(failures_with(wrong, "second moment") > 0);
  }
  SECTION("2-cycles") {
    auto wrong = right;
    wrong.log_mean_two_cycles = [&](int size, double self_coupling) {
      return right.log_mean_two_cycles(size, -self_coupling);
    };
    CHECK(failures_with(wrong, "mean 2-cycles") > 0);
    CHECK(failures_with(wrong, "random starts on a 2-cycle") > 0);
  }
  SECTION("modules") {
    auto wrong = right;
    wrong.log_mean_fixed_points_modules = [&](theory::Topology topology, int modules, int size,
                                              double coupling, double self_coupling) {
      return right.log_mean_fixed_points_modules(topology, modules, size, -coupling, self_coupling);
    };
    CHECK(failures_with(wrong, "mean count, modules") > 0);
  }
  SECTION("the ring of modules cut open") {
    auto wrong = right;
    wrong.log_mean_fixed_points_modules = [&](theory::Topology topology, int modules, int size,
                                              double coupling, double self_coupling) {
      const bool ring = topology == theory::Topology::ring;
      return right.log_mean_fixed_points_modules(ring ? theory::Topology::chain : topology, modules,
                                                 size, coupling, self_coupling);
    };
    CHECK(failures_with(wrong, "mean count, modules, ring") > 0);
  }
  SECTION("triples") {
    auto wrong = right;
    wrong.log_mean_triples = [&](int size, double self_coupling, int distance) {
      return right.log_mean_triples(size, -self_coupling, distance);
    };
    CHECK(failures_with(wrong, "mean triples") > 0);
  }
}

TEST_CASE("the validation sees the finite-size correction of the self-coupling") {
  auto wrong = ClosedForms::of_the_library();
  // The asymptotic entropy taken for the finite network: J_D instead of J_D sqrt(N/(N−1)).
  wrong.log_mean_fixed_points = [](int size, double self_coupling, double) {
    return size * std::log1p(std::erf(self_coupling * M_SQRT1_2));
  };
  auto experiments = mean_count_experiments(wrong, Level::quick, 1);
  std::erase_if(experiments, [](const Experiment& e) {
    return e.expectations.front().claim != "mean count, N = 8, J_D = 0.5, eta = 0";
  });
  REQUIRE(experiments.size() == 1);
  CHECK(failures(judge(experiments, significance, {}), "") == 1);
}

TEST_CASE("the report does not depend on the number of threads") {
  const auto experiments = two_cycle_experiments(ClosedForms::of_the_library(), Level::quick, 3);
  auto few = experiments;
  for (auto& experiment : few) experiment.networks = 1000;
  sampling::RunOptions three;
  three.threads = 3;
  const auto one = judge(few, significance, {});
  const auto other = judge(few, significance, three);
  REQUIRE(one.claims.size() == other.claims.size());
  for (std::size_t i = 0; i < one.claims.size(); ++i) {
    CHECK(one.claims[i].simulation == other.claims[i].simulation);
    CHECK(one.claims[i].error == other.claims[i].error);
  }
}

TEST_CASE("an exact claim fails on a single deviation and on nothing else") {
  const auto run = [](double value) {
    Experiment experiment{{{"exact", 0.0, 0.0}}, 100, 1.0, {}};
    experiment.measure = [value](std::uint64_t network, std::span<double> values) {
      values[0] = network == 42 ? value : 0.0;
    };
    return judge({experiment}, significance, {}).claims.front();
  };
  CHECK(run(0.0).passed);
  CHECK(run(0.0).p_value == 1.0);
  for (const double deviation : {1.0, -2.0}) {
    CHECK_FALSE(run(deviation).passed);
    CHECK(std::isinf(run(deviation).z));
    CHECK(run(deviation).p_value == 0.0);
  }
  Experiment constant{{{"constant", 1.0, {}}}, 100, 1.0, {}};
  constant.measure = [](std::uint64_t, std::span<double> values) { values[0] = 2.0; };
  CHECK_FALSE(judge({constant}, significance, {}).passed());
  Experiment undefined{{{"undefined", 1.0, {}}}, 100, 1.0, {}};
  undefined.measure = [](std::uint64_t, std::span<double> values) { values[0] = std::nan(""); };
  CHECK_FALSE(judge({undefined}, significance, {}).passed());
}

TEST_CASE("one network refutes the claims that hold network by network") {
  auto experiments = all_experiments(ClosedForms::of_the_library(), Level::quick, 1);
  int exact = 0;
  for (auto& experiment : experiments) {
    for (std::size_t i = 0; i < experiment.expectations.size(); ++i) {
      if (experiment.expectations[i].theory != 0.0) continue;
      ++exact;
      Experiment one_stray{{experiment.expectations[i]}, experiment.networks, 1.0, {}};
      one_stray.measure = [](std::uint64_t network, std::span<double> values) {
        values[0] = network == 1 ? 1.0 : 0.0;
      };
      INFO(experiment.expectations[i].claim);
      CHECK_FALSE(judge({one_stray}, significance, {}).passed());
    }
  }
  // Both engine claims at three self-couplings, two distances without pairs, clusters of one,
  // twelve Bethe entropies, solutions of two algorithms at two self-couplings, ends of the dynamics
  // at two.
  CHECK(exact == 29);
}

TEST_CASE("true claims fail as seldom as the significance says", "[statistical]") {
  // 400 validations of 20 true Gaussian claims at family-wise 0.05: failures are Binomial with
  // mean at most 20; 40 or more have probability below 2e-5.
  int failed = 0;
  for (std::uint64_t repeat = 0; repeat < 400; ++repeat) {
    std::vector<Experiment> experiments;
    for (std::uint64_t i = 0; i < 20; ++i) {
      Experiment experiment{{{"gaussian", 0.3, {}}}, 400, 1.0, {}};
      experiment.measure = [=](std::uint64_t network, std::span<double> values) {
        const network::RandomStream stream(17, "test/claims", repeat * 20 + i);
        values[0] = 0.3 + stream.normal_pair(network).first;
      };
      experiments.push_back(std::move(experiment));
    }
    failed += judge(experiments, 0.05, {}).passed() ? 0 : 1;
  }
  CHECK(failed < 40);
  CHECK(failed > 3);  // …and not much more seldom either
}
