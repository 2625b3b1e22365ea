// Which networks: equality, the key of stored results, closed forms, and the list of ensembles.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include <tests/catch.hpp>

#include <steady/numerics/network/network.hpp>
#include <steady/theory/domain.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/modules.hpp>

using namespace steady;
using network::Ensemble;
using network::key;
using network::NetworkSpec;

namespace {

/// Every ensemble at every η it takes, dense and where it can be sparse.
std::vector<Ensemble> every_ensemble() {
  std::vector<Ensemble> all;
  for (const auto& info : network::ensembles())
    for (const double symmetry : {-1.0, -0.3, 0.0, 0.6, 1.0}) {
      if (symmetry < info.lowest_symmetry || symmetry > info.highest_symmetry) continue;
      if (!info.must_be_sparse) all.push_back({symmetry, {}, info.name});
      if (info.can_be_sparse) all.push_back({symmetry, 4.0, info.name});
    }
  return all;
}

bool equal(const network::Couplings& a, const network::Couplings& b) {
  for (int i = 0; i < a.size(); ++i)
    for (int j = 0; j < a.size(); ++j)
      if (a.grid(i, j) != b.grid(i, j)) return false;
  return a.size() == b.size();
}

}  // namespace

TEST_CASE("the key of networks is text that stored results can rely on") {
  CHECK(key({.size = 20}) == "size=20 ensemble=gaussian symmetry=0");
  NetworkSpec spec{.ensemble = {0.1, 3.5},
                   .size = 100,
                   .modules = 3,
                   .topology = theory::Topology::chain,
                   .coupling = -1.0 / 3.0};
  CHECK(key(spec) ==
        "size=100 ensemble=gaussian symmetry=0.1 mean_degree=3.5 modules=3 topology=chain "
        "coupling=-0.3333333333333333");
  // What has no effect is left out; minus zero is zero.
  CHECK(key({.size = 5, .coupling = 0.7}) == key({.size = 5}));
  CHECK(key({.ensemble = {-0.0, {}}, .size = 5}) == key({.size = 5}));
  CHECK(key({.ensemble = {0.0, {}, "binary"}, .size = 5}) == "size=5 ensemble=binary symmetry=0");
}

TEST_CASE("numbers in the key read back as the same double") {
  for (const double x : {0.1, 1.0 / 3.0, 1e-300, 0.30000000000000004, std::nextafter(0.5, 1.0)}) {
    const auto text = key({.ensemble = {x, {}}, .size = 5});
    CHECK(std::strtod(text.substr(text.rfind('=') + 1).c_str(), nullptr) == x);
  }
}

TEST_CASE("specs are equal when every member is") {
  const NetworkSpec spec{.ensemble = {0.5, 4.0}, .size = 20, .modules = 2, .coupling = 0.25};
  CHECK(spec == NetworkSpec(spec));
  auto other = spec;
  other.coupling = 0.5;
  CHECK_FALSE(spec == other);
  other = spec;
  other.ensemble.name = "binary";
  CHECK_FALSE(spec == other);
}

TEST_CASE("every ensemble has fields of its variance, mostly (N-1)/N, and correlation eta",
          "[statistical]") {
  constexpr int size = 12;
  constexpr std::uint64_t samples = 20000;
  constexpr double sigmas = 4.9;  // significance 1e-6 each
  for (const auto& ensemble : every_ensemble()) {
    CAPTURE(ensemble.name.text(), ensemble.symmetry, ensemble.mean_degree.has_value());
    double squares = 0.0, fourth = 0.0, products = 0.0, products_squared = 0.0;
    for (std::uint64_t k = 0; k < samples; ++k) {
      const auto J = network::draw_couplings(ensemble, size, 29, k);
      double field = 0.0, back = 0.0;  // Σ_j J_5j s_j, and N J_5j J_j5 averaged over j
      for (int j = 0; j < size; ++j) {
        field += J.value(5, j) * (j % 3 == 0 ? 1 : -1);
        back += J.value(5, j) * J.value(j, 5) * size / (size - 1.0);
      }
      squares += field * field;
      fourth += std::pow(field, 4);
      products += back;
      products_squared += back * back;
    }
    const double variance = squares / samples;
    const double error = std::sqrt((fourth / samples - variance * variance) / samples);
    const double expected = network::field_variance(ensemble, size);
    CHECK(std::abs(variance - expected) < sigmas * error);
    const double correlation = products / samples;
    const double correlation_error =
        std::sqrt(std::max(0.0, products_squared / samples - correlation * correlation) / samples);
    if (ensemble.name.text() == "planted") continue;  // ⟨J_ij⟩ given ξ is not zero
    const double unit = expected * size / (size - 1.0);
    CHECK(std::abs(correlation - ensemble.symmetry * unit) <
          sigmas * correlation_error + 1e-5);  // grid
  }
}

TEST_CASE("every ensemble: a network has the couplings of its matrix, alone and in modules") {
  for (const auto& ensemble : every_ensemble())
    for (const int modules : {1, 2, 4}) {
      CAPTURE(ensemble.name.text(), ensemble.symmetry, modules);
      const NetworkSpec spec{.ensemble = ensemble,
                             .size = 11,
                             .modules = modules,
                             .topology = theory::Topology::chain,
                             .coupling = 0.3};
      const auto matrix = network::draw_couplings(spec, 8, 2);
      CHECK(equal(matrix, network::draw_couplings(spec, 8, 2)));
      CHECK_FALSE(equal(matrix, network::draw_couplings(spec, 8, 3)));
      const auto network = network::draw_network(spec, 8, 2);
      network::RandomStream stream(1, "state", 0);
      const auto spins = network::random_spins(network.size(), stream);
      const auto fields = network::local_fields(network, spins);
      for (int i = 0; i < network.size(); ++i) {
        std::int32_t plain = 0;
        for (int j = 0; j < network.size(); ++j)
          plain += matrix.grid(i, j) * spins[static_cast<std::size_t>(j)];
        REQUIRE(fields[static_cast<std::size_t>(i)] == plain);
      }
    }
}

TEST_CASE("every ensemble refuses parameters outside its domain, naming them") {
  using Catch::Matchers::Contains;
  for (const auto& info : network::ensembles()) {
    CAPTURE(info.name);
    CHECK(network::ensemble_info(info.name).summary == info.summary);
    CHECK_THROWS_WITH(network::draw_couplings({1.5, {}, info.name}, 8, 1, 0), Contains("symmetry"));
    const double eta = info.highest_symmetry;
    CHECK_THROWS_WITH(network::draw_couplings({eta, {}, info.name}, 1, 1, 0), Contains("size"));
    CHECK_THROWS_WITH(network::draw_couplings({eta, 9.0, info.name}, 8, 1, 0),
                      Contains("mean_degree"));
    if (info.must_be_sparse)
      CHECK_THROWS_WITH(network::draw_couplings({eta, {}, info.name}, 8, 1, 0),
                        Contains("mean_degree"));
    CHECK_THROWS_WITH(
        network::draw_network({.ensemble = {0.0, {}, info.name}, .size = 8, .modules = 0}, 1, 0),
        Contains("modules"));
  }
  CHECK_THROWS_WITH(network::EnsembleName("cauchy"),
                    Contains("ensemble = 'cauchy' is none of gaussian, binary"));
}

TEST_CASE("what cannot be drawn is refused before, naming the parameter; its theory stays") {
  const auto refused = [](const network::NetworkSpec& spec) -> std::string {
    try {
      network::draw_network(spec, 1, 0);
    } catch (const DomainError& error) {
      return error.argument();
    }
    return "";
  };
  const int large = network::largest_dense_size + 1;
  CHECK(refused({.size = large}) == "size");
  CHECK(refused({.ensemble = {.mean_degree = 2.0}, .size = large}).empty());
  CHECK(std::isfinite(network::log_expected_count({.size = large}, 0.0)));
  CHECK(refused({.size = 4, .modules = 0}) == "modules");
  CHECK(refused({.size = 4, .modules = 2, .coupling = 512.0}) == "coupling");
  CHECK(refused({.size = 4, .modules = 2, .coupling = 511.0}).empty());
  CHECK(refused({.size = 4, .external_field = 51.0}) == "external_field");
  CHECK(refused({.ensemble = {.mean_degree = 4.0}, .size = 4}) == "mean_degree");
}

TEST_CASE("external fields: the same in matrix and network, and in the mean count") {
  for (const auto& ensemble :
       {Ensemble{}, Ensemble{-0.5, {}}, Ensemble{0.6, {}}, Ensemble{0.0, 3.0},
        Ensemble{0.0, 4.0, "small-world"}, Ensemble{0.0, {}, "planted"}}) {
    CAPTURE(ensemble.name.text(), ensemble.symmetry);
    const NetworkSpec spec{.ensemble = ensemble, .size = 7, .external_field = 0.6};
    double sum = 0.0, squares = 0.0;
    constexpr int samples = 2000;
    for (std::uint64_t k = 0; k < samples; ++k) {
      const auto matrix = network::draw_couplings(spec, 8, k);
      if (k == 0) {
        const auto network = network::draw_network(spec, 8, k);
        REQUIRE(std::equal(matrix.external_field().begin(), matrix.external_field().end(),
                           network.external_field().begin(), network.external_field().end()));
        REQUIRE(matrix.external_field().size() == 7);
      }
      double count = 0.0;
      for (network::PackedState state = 0; state < 1U << 7; ++state)
        count += network::is_fixed_point(matrix, 0.2, state);
      sum += count;
      squares += count * count;
    }
    const double mean = sum / samples;
    const double error = std::sqrt((squares / samples - mean * mean) / samples);
    CHECK(std::abs(mean - std::exp(network::log_expected_count(spec, 0.2))) < 4.9 * error);
  }
  const NetworkSpec spec{.size = 7, .modules = 2, .coupling = 0.1, .external_field = 0.6};
  CHECK(std::isnan(network::log_expected_count(spec, 0.2)));
  CHECK(key({.size = 5, .external_field = 0.5}) ==
        "size=5 ensemble=gaussian symmetry=0 external_field=0.5");
  CHECK_THROWS_WITH(network::draw_couplings({.size = 5, .external_field = -1.0}, 1, 0),
                    Catch::Matchers::Contains("external_field"));
}

TEST_CASE("the parameters of an ensemble are part of its name") {
  using Catch::Matchers::Contains;
  using network::EnsembleName;
  CHECK(EnsembleName("hebbian:patterns=3").parameter("patterns") == 3.0);
  CHECK(EnsembleName("hebbian:patterns=3").text() == "hebbian:patterns=3");
  CHECK(EnsembleName("hebbian:patterns=1") == EnsembleName("hebbian"));
  CHECK(EnsembleName("hebbian:patterns=1").text() == "hebbian");
  CHECK_FALSE(EnsembleName("hebbian:patterns=3") == EnsembleName("hebbian:patterns=2"));
  CHECK(key({.ensemble = {1.0, {}, "hebbian:patterns=3"}, .size = 5}) ==
        "size=5 ensemble=hebbian:patterns=3 symmetry=1");
  CHECK_THROWS_WITH(EnsembleName("hebbian:patterns=2.5"), Contains("a whole number"));
  CHECK_THROWS_WITH(EnsembleName("hebbian:patterns=0"), Contains("patterns"));
  CHECK_THROWS_WITH(EnsembleName("hebbian:patterns="), Contains("patterns"));
  CHECK_THROWS_WITH(EnsembleName("hebbian:strength=1"), Contains("are: patterns"));
  CHECK_THROWS_WITH(EnsembleName("binary:p=1"), Contains("none"));
  CHECK_THROWS_AS(EnsembleName("binary").parameter("patterns"), std::invalid_argument);
}

TEST_CASE("the closed forms of a spec are those of theory") {
  using network::log_expected_count;
  CHECK(log_expected_count({.ensemble = {0.4, {}}, .size = 9}, 0.3) ==
        theory::log_mean_fixed_points(9, 0.3, 0.4));
  CHECK(log_expected_count({.ensemble = {0.0, 3.0}, .size = 9}, 0.3) ==
        theory::log_mean_fixed_points_sparse(9, 0.3, 3.0));
  CHECK(log_expected_count({.size = 9, .modules = 3, .coupling = 0.2}, 0.3) ==
        theory::log_mean_fixed_points_modules(theory::Topology::ring, 3, 9, 0.2, 0.3));
  for (const auto& ensemble : {Ensemble{0.4, {}}, Ensemble{0.0, 3.0}}) {
    NetworkSpec spec{.ensemble = ensemble, .size = 9, .modules = 3, .coupling = 0.2};
    CHECK(std::isnan(log_expected_count(spec, 0.3)) == (ensemble.symmetry != 0.0));
    spec.coupling = 0.0;  // modules that are not joined multiply
    const double together = log_expected_count(spec, 0.3);
    spec.modules = 1;
    CHECK(std::abs(together - 3.0 * log_expected_count(spec, 0.3)) < 1e-13);
  }
  CHECK(std::isnan(log_expected_count({.ensemble = {0.4, 3.0}, .size = 9}, 0.3)));
}
