// Studies of networks from files: the same as of the drawn ones that were written, whatever the
// units.
#include <algorithm>
#include <cmath>
#include <memory>

#include <steady/numerics/network/given_networks.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/numerics/studies/basins.hpp>
#include <steady/numerics/studies/counting.hpp>
#include <steady/numerics/studies/relaxation.hpp>
#include <steady/numerics/studies/solving.hpp>
#include <tests/catch.hpp>

#include "study_checks.hpp"

using namespace steady;
using namespace steady::studies;

namespace {

network::NetworkSpec drawn(int size, double symmetry = 0.0) {
  network::NetworkSpec spec;
  spec.size = size;
  spec.ensemble.symmetry = symmetry;
  return spec;
}

/// The first three networks of a spec, as a file would hold them, times `unit`.
network::NetworkSpec written(const network::NetworkSpec& spec, std::uint64_t seed,
                             double unit = 1.0) {
  std::vector<network::GivenNetwork> networks;
  for (std::uint64_t k = 0; k < 3; ++k) {
    auto matrix = files::to_dense(network::matrix_of(network::draw_network(spec, seed, k)));
    for (auto& value : matrix.values) value *= unit;
    networks.emplace_back(matrix, std::vector<double>{}, network::GivenOptions{});
  }
  return network::given(std::make_shared<network::GivenNetworks>(std::move(networks)));
}

}  // namespace

TEST_CASE("networks from files are counted, relaxed and solved as the drawn ones they were") {
  // In units a thousand times larger, J_D and T are a thousand times larger, too: 1024 is exact.
  const double unit = GENERATE(1.0, 1024.0);
  const auto spec = drawn(14), same = written(spec, 5, unit);
  for (std::uint64_t k = 0; k < 3; ++k) {
    CHECK(Counting{spec, 0.25}.run({5, k})->count ==
          Counting{same, 0.25 * unit}.run({5, k})->count);
    Relaxation original{spec}, read{same};
    original.starts = read.starts = 20;
    original.options.self_coupling = 0.25;
    original.options.temperature = 0.125;
    read.options.self_coupling = 0.25 * unit;
    read.options.temperature = 0.125 * unit;
    auto a = *original.run({5, k}), b = *read.run({5, k});
    a.seconds = b.seconds = 0.0;
    CHECK(sampling::encode(a) == sampling::encode(b));
    Solving message{spec}, of_read{same};
    message.options.self_coupling = 0.25;
    of_read.options.self_coupling = 0.25 * unit;
    CHECK(message.run({5, k})->status == of_read.run({5, k})->status);
  }
  CHECK(same.ensemble.symmetry == Approx(0.0).margin(0.3));
  CHECK(written(drawn(9, 1.0), 5).ensemble.symmetry == 1.0);
  CHECK(std::isnan(network::log_expected_count(same, 0.0)));
}

TEST_CASE("fixed points of rounded networks are those of the numbers as read") {
  // Thirds of whole numbers are on no grid; ties of three of them are common.
  constexpr int size = 9;
  files::DenseMatrix matrix{size, size, {}};
  const network::RandomStream stream(3, "test", 0);
  for (int k = 0; k < size * size; ++k)
    matrix.values.push_back(
        k % (size + 1) == 0
            ? 0.0
            : std::round(2.0 * stream.normal_pair(static_cast<std::uint64_t>(k)).first) / 3.0);
  const network::GivenNetwork read(matrix, {}, {});
  REQUIRE_FALSE(read.is_exact());
  std::uint64_t expected = 0;
  for (network::PackedState state = 0; state < 1U << size; ++state)
    expected += read.is_fixed_point(network::unpacked(state, size), 0.0) ? 1U : 0U;
  const auto spec = network::given(
      std::make_shared<network::GivenNetworks>(std::vector<network::GivenNetwork>{read}));
  CHECK(Counting{spec, 0.0}.run({1, 0})->count == expected);
  CHECK(expected > 0);
}

TEST_CASE("basins are a study, of drawn networks and of networks from files") {
  using dynamics::Order;
  using dynamics::Rule;
  tests::check_study<Basins>({{drawn(8), Rule::parallel},
                              {drawn(8), Rule::asynchronous, Order::random},
                              {drawn(8), Rule::asynchronous, Order::fixed},
                              {drawn(8), Rule::parallel, Order::random, 0.3},
                              {written(drawn(8), 5), Rule::parallel}},
                             3, [](const Basins::Outcome& outcome) { return outcome; });
  CHECK_THROWS_AS((Basins{drawn(8), Rule::heat_bath}.run({1, 0})), DomainError);
  CHECK_THROWS_AS((Basins{drawn(8), Rule::asynchronous, Order::greedy}.run({1, 0})), DomainError);
}

TEST_CASE("shares of basins are those that many random starts find") {
  using dynamics::Order;
  using dynamics::Rule;
  const auto spec = drawn(10, 1.0);
  const auto basins = *Basins{spec, Rule::asynchronous, Order::random, 0.1}.run({2, 0});
  double all = basins.restless;
  for (const auto& end : basins.ends) all += end.share;
  CHECK(all == Approx(1.0));
  const auto network = network::draw_network(spec, 2, 0);
  constexpr int starts = 4096;
  std::vector<network::Spins> from;
  network::RandomStream random(1, "test", 0);
  for (int k = 0; k < starts; ++k) from.push_back(network::random_spins(10, random));
  dynamics::Options options;
  options.self_coupling = 0.1;
  std::vector<double> found(1U << 10, 0.0);
  for (const auto& run : dynamics::relax_all(network, from, options, {3, "test"}))
    found[network::packed(run.spins)] += 1.0;
  // Pearson's chi-squared; the mean is the number of ends, 99.9 % lie below mean + 3.1 √(2 mean)
  // + 6.
  double chi_squared = 0.0;
  for (const auto& end : basins.ends)
    chi_squared += std::pow(found[end.state] - starts * end.share, 2) / (starts * end.share);
  const double mean = static_cast<double>(basins.ends.size()) - 1.0;
  CHECK(basins.ends.size() > 4);
  CHECK(chi_squared < mean + 3.1 * std::sqrt(2.0 * mean) + 6.0);
}

TEST_CASE("keys of networks from files tell what they hold") {
  const auto a = written(drawn(6), 5), same = written(drawn(6), 5), b = written(drawn(6), 6);
  CHECK(network::key(a) == network::key(same));
  CHECK(network::key(a) != network::key(b));
  CHECK(network::key(a) != network::key(drawn(6)));
  CHECK_THROWS_AS(network::GivenNetworks({}), std::invalid_argument);
}
