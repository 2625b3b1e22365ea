// Studies of networks from files: the same as of the drawn ones that were written, whatever the
// units.
#include <algorithm>
#include <cmath>
#include <memory>

#include <steady/numerics/dynamics/basins.hpp>
#include <steady/numerics/dynamics/parallel_cycles.hpp>
#include <steady/numerics/network/given_networks.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/numerics/studies/basins.hpp>
#include <steady/numerics/studies/counting.hpp>
#include <steady/numerics/studies/relaxation.hpp>
#include <steady/numerics/studies/sampled_basins.hpp>
#include <steady/numerics/studies/searching.hpp>
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

namespace {

constexpr int few = 9;

/// Thirds of whole numbers are on no grid; ties of three of them are common.
network::GivenNetwork thirds() {
  files::DenseMatrix matrix{few, few, {}};
  const network::RandomStream stream(3, "test", 0);
  for (int k = 0; k < few * few; ++k)
    matrix.values.push_back(
        k % (few + 1) == 0
            ? 0.0
            : std::round(2.0 * stream.normal_pair(static_cast<std::uint64_t>(k)).first) / 3.0);
  return {matrix, {}, {}};
}

network::NetworkSpec spec_of(const network::GivenNetwork& network) {
  return network::given(
      std::make_shared<network::GivenNetworks>(std::vector<network::GivenNetwork>{network}));
}

bool holds(const std::vector<DoubtfulNeuron>& doubts, int neuron) {
  return std::any_of(doubts.begin(), doubts.end(),
                     [&](const DoubtfulNeuron& doubt) { return doubt.neuron == neuron; });
}

}  // namespace

TEST_CASE("fixed points of rounded networks are those of the numbers as read, with their doubts") {
  const auto read = thirds();
  REQUIRE_FALSE(read.is_exact());
  const auto found = *Counting{spec_of(read), 0.0}.run({1, 0});
  std::uint64_t expected = 0;
  for (network::PackedState state = 0; state < 1U << few; ++state) {
    const auto judgement = read.judged(network::unpacked(state, few), 0.0);
    CHECK(read.is_fixed_point(network::unpacked(state, few), 0.0) == (judgement.unstable == 0));
    if (judgement.unstable > 0) continue;
    ++expected;
    for (const auto& doubt : judgement.doubts) CHECK(holds(found.doubts, doubt.neuron));
  }
  CHECK(found.count == expected);
  CHECK(expected > 0);
  CHECK_FALSE(found.doubts.empty());
  // Whole numbers decide their ties on the grid.
  CHECK(Counting{written(drawn(few), 5), 0.0}.run({1, 0})->doubts.empty());
}

TEST_CASE("basins of rounded networks are those of the map of the numbers as read") {
  using dynamics::Rule;
  const auto read = thirds();
  std::vector<std::uint32_t> map, of_grid = dynamics::parallel_map(read.couplings(), 0.0);
  for (std::uint32_t state = 0; state < 1U << few; ++state) {
    map.push_back(state);
    const auto spins = network::unpacked(state, few);
    for (int i = 0; i < few; ++i)
      if (read.stability(spins, i, 0.0) < 0.0) map.back() ^= 1U << i;
  }
  REQUIRE(map != of_grid);
  const auto found = *Basins{spec_of(read), Rule::parallel}.run({1, 0});
  const auto expected = dynamics::attractors(map);
  REQUIRE(found.ends.size() == expected.size());
  std::uint64_t fixed_points = 0;
  for (std::size_t k = 0; k < expected.size(); ++k) {
    CHECK(found.ends[k].state == expected[k].states.front());
    CHECK(found.ends[k].share * static_cast<double>(map.size()) ==
          static_cast<double>(expected[k].basin));
    fixed_points += expected[k].states.size() == 1 ? 1U : 0U;
  }
  CHECK(Counting{spec_of(read), 0.0}.run({1, 0})->count == fixed_points);
  CHECK_FALSE(found.doubts.empty());
}

TEST_CASE("ends of the dynamics and of searches are judged by the numbers as read") {
  const auto read = thirds();
  const auto rounded = read.network();
  Relaxation only_judged{spec_of(read)};
  only_judged.options.max_sweeps = 0;
  only_judged.starts = 300;
  const auto found = *only_judged.run({4, 0});
  network::RandomStream stream(4, "initial state", 0);
  int differing = 0;
  for (const auto& end : found.ends) {
    const auto spins = network::random_spins(few, stream);
    const auto judgement = read.judged(spins, 0.0);
    CHECK(end.unstable_fraction * few == Approx(judgement.unstable));
    CHECK((end.status == dynamics::Status::fixed_point) == (judgement.unstable == 0));
    for (const auto& doubt : judgement.doubts) CHECK(holds(found.doubts, doubt.neuron));
    differing += judgement.unstable != network::count_unstable(rounded, 0.0, spins) ? 1 : 0;
  }
  CHECK(differing > 0);
  Searching start{spec_of(read)};
  start.budget.max_effort = 0.0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto end = *start.run({seed, 0});
    CHECK(end.found == (end.unstable == 0));
  }
}

namespace {

/// Three inputs a neuron on average, odd multiples of `unit`, states {0, 1}.
network::GivenNetwork sparse_zero_one(int size, double divisor) {
  files::DenseMatrix matrix{size, size, std::vector<double>(static_cast<std::size_t>(size * size))};
  const network::RandomStream stream(8, "test", 0);
  std::uint64_t k = 0;
  for (int i = 0; i < size; ++i)
    for (int links = 0; links < 3; ++links) {
      const auto [a, b] = stream.normal_pair(k++);
      const int j = static_cast<int>(std::abs(a) * 1e6) % size;
      const int w = 2 * static_cast<int>(30.0 * b) + 1;
      if (j != i) matrix.values[static_cast<std::size_t>(i * size + j)] = w / divisor;
    }
  network::GivenOptions options;
  options.states = network::StateConvention::zero_one;
  return {matrix, {}, options};
}

}  // namespace

TEST_CASE("sparse 01 networks of decimals relax as their hundredfold of whole numbers") {
  const auto decimals = sparse_zero_one(100, 100.0), whole = sparse_zero_one(100, 1.0);
  REQUIRE_FALSE(decimals.is_exact());
  REQUIRE(whole.is_exact());
  Relaxation read{spec_of(decimals)}, exact{spec_of(whole)};
  read.starts = exact.starts = 40;
  const auto converged = [](const Relaxation& study) {
    const auto outcome = *study.run({2, 0});
    return std::count_if(outcome.ends.begin(), outcome.ends.end(), [](const auto& end) {
      return end.status == dynamics::Status::fixed_point;
    });
  };
  CHECK(converged(exact) > 0);
  CHECK(converged(read) == converged(exact));
}

TEST_CASE("cycles of the grid alone are no ends of sampled basins") {
  // On the grid 0.1 + 0.3 - 0.4 is a tie, by the numbers as read -2^-55: neuron 0 goes down, and
  // the others follow it. Neurons 3 and 4 swap.
  const files::DenseMatrix matrix{
      5, 5, {0, .1, .3, 0, 0, .5, 0, 0, 0, 0, .5, 0, 0, 0, 0, 0, 0, 0, 0, .5, 0, 0, 0, .5, 0}};
  const network::GivenNetwork read(matrix, {-.4, 0, 0, 0, 0}, {});
  REQUIRE(read.network().external_field()[0] ==
          -std::ldexp(read.couplings().value(0, 1) + read.couplings().value(0, 2), 20));
  SampledBasins study;
  study.networks = spec_of(read);
  study.rule = dynamics::Rule::parallel;
  study.starts = 100;
  const auto outcome = *study.run({1, 0});
  CHECK(outcome.unsettled > 0);
  REQUIRE(outcome.ends.size() == 3);
  for (const auto& end : outcome.ends) CHECK((end.state.front() & 7U) == 0);
  CHECK(std::count_if(outcome.ends.begin(), outcome.ends.end(),
                      [](const auto& end) { return end.period == 2; }) == 1);
  CHECK(holds(outcome.doubts, 0));
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

TEST_CASE("the symmetry of networks does not depend on the size of their numbers") {
  const auto spec = written(drawn(20, 0.5), 5);
  for (const int exponent : {-1000, 1000}) {
    const auto scaled = written(drawn(20, 0.5), 5, std::ldexp(1.0, exponent));
    CHECK(scaled.ensemble.symmetry == spec.ensemble.symmetry);
    CHECK(scaled.from_file->relative_self_coupling(0.0) == 0.0);
    CHECK(scaled.from_file->relative_self_coupling(std::ldexp(1.0, exponent)) ==
          spec.from_file->relative_self_coupling(1.0));
    CHECK(written(drawn(9, 1.0), 5, std::ldexp(1.0, exponent)).ensemble.symmetry == 1.0);
  }
  CHECK(spec.from_file->symmetry() != spec.from_file->symmetry(1));
}

TEST_CASE("keys of networks from files tell what they hold") {
  const auto a = written(drawn(6), 5), same = written(drawn(6), 5), b = written(drawn(6), 6);
  CHECK(network::key(a) == network::key(same));
  CHECK(network::key(a) != network::key(b));
  CHECK(network::key(a) != network::key(drawn(6)));
  CHECK_THROWS_AS(network::GivenNetworks({}), std::invalid_argument);
}
