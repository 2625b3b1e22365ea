// The dynamics against its plain form, bit for bit, and what it promises about its arguments.
#include <tests/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <steady/numerics/dynamics/relaxation.hpp>
#include <tests/oracles/plain_dynamics.hpp>
#include <tests/oracles/test_networks.hpp>

using namespace steady;
using dynamics::Order;
using dynamics::Rule;
using dynamics::Status;
using network::Network;

namespace {

struct Case {
  std::string name;
  Network network;
};

network::NetworkSpec modular(int size, int modules, theory::Topology topology) {
  return {.size = size, .modules = modules, .topology = topology, .coupling = 0.2};
}

Network with_external_field(Network network) {
  network::RandomStream stream(9, "field", 0);
  std::vector<double> field(static_cast<std::size_t>(network.size()));
  for (auto& b : field) b = 0.6 * (stream.next_uniform() - 0.5);
  network.set_external_field(field);
  return network;
}

Network with_self_couplings(Network network) {
  network::RandomStream stream(9, "self-couplings", 0);
  std::vector<double> values(static_cast<std::size_t>(network.size()));
  for (auto& d : values) d = 0.25 * std::rint(6.0 * (stream.next_uniform() - 0.4));
  network.set_self_couplings(values);
  return network;
}

std::vector<Case> small_networks() {
  using theory::Topology;
  network::NetworkSpec sparse{.size = 90};
  sparse.ensemble.mean_degree = 5.0;
  network::NetworkSpec sparse_modules = modular(70, 2, Topology::ring);
  sparse_modules.ensemble.mean_degree = 4.0;
  return {{"dense, 2", network::draw_network({.size = 2}, 1, 0)},
          {"dense, 13", network::draw_network({.size = 13}, 1, 0)},
          {"dense, 64", network::draw_network({.size = 64}, 1, 1)},
          {"dense, 77", network::draw_network({.size = 77}, 1, 2)},
          {"dense, 150", network::draw_network({.size = 150}, 1, 2)},
          {"coarse, 40", Network(oracles::coarse_network(40, 0.0, 3))},
          {"symmetric, 37", network::draw_network({.ensemble = {1.0, {}}, .size = 37}, 1, 3)},
          {"sparse, 90", network::draw_network(sparse, 1, 4)},
          {"ring of modules", network::draw_network(modular(21, 3, Topology::ring), 1, 5)},
          {"all modules", network::draw_network(modular(66, 3, Topology::all), 1, 6)},
          {"sparse modules", network::draw_network(sparse_modules, 1, 7)},
          {"external field", with_external_field(network::draw_network({.size = 50}, 1, 8))},
          {"modules in a field",
           with_external_field(network::draw_network(modular(30, 2, Topology::chain), 1, 9))},
          {"self-couplings", with_self_couplings(network::draw_network({.size = 75}, 1, 10))},
          {"coarse, with self-couplings and a field",
           with_external_field(with_self_couplings(Network(oracles::coarse_network(44, 0.0, 4))))},
          {"sparse, with self-couplings", with_self_couplings(network::draw_network(sparse, 1, 4))},
          {"modules with self-couplings",
           with_self_couplings(network::draw_network(modular(21, 3, Topology::ring), 1, 5))}};
}

network::Spins random_start(const Network& network, std::uint64_t number) {
  network::RandomStream stream(17, "start", number);
  return network::random_spins(network.size(), stream);
}

bool same_number(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

void require_same(const dynamics::Summary& got, const dynamics::Summary& expected) {
  REQUIRE(to_string(got.status) == to_string(expected.status));
  REQUIRE(got.spins == expected.spins);
  REQUIRE(got.sweeps == expected.sweeps);
  REQUIRE(got.flips == expected.flips);
  REQUIRE(got.unstable == expected.unstable);
  REQUIRE(got.overlap_with_start == expected.overlap_with_start);
  REQUIRE(got.cycle_length == expected.cycle_length);
  REQUIRE(got.transient == expected.transient);
  REQUIRE(got.records.size() == expected.records.size());
  for (std::size_t k = 0; k < got.records.size(); ++k) {
    const auto& a = got.records[k];
    const auto& b = expected.records[k];
    REQUIRE(a.sweep == b.sweep);
    REQUIRE(a.unstable_fraction == b.unstable_fraction);
    REQUIRE(a.magnetisation == b.magnetisation);
    REQUIRE(a.overlap_with_start == b.overlap_with_start);
    REQUIRE(same_number(a.overlap_with_reference, b.overlap_with_reference));
  }
}

std::vector<dynamics::Options> variants() {
  std::vector<dynamics::Options> all;
  for (const auto rule : {Rule::asynchronous, Rule::parallel, Rule::heat_bath})
    for (const auto order : {Order::random, Order::permutation, Order::fixed, Order::greedy})
      for (const double temperature : {0.0, 0.4}) {
        if (rule == Rule::parallel && order != Order::random) continue;
        if (order == Order::greedy && temperature > 0.0) continue;
        // The cold heat bath: test_heat_bath.cpp.
        if (rule == Rule::heat_bath && temperature == 0.0) continue;
        dynamics::Options options;
        options.rule = rule;
        options.order = order;
        options.temperature = temperature;
        all.push_back(options);
      }
  return all;
}

// Whether the noise of a visit is that of the neuron, s_i L in its field; else that of the field,
// L.
bool noise_follows_state(const dynamics::Options& options) {
  return options.rule != Rule::heat_bath || options.temperature == 0.0;
}

std::vector<SimdLevel> levels() {
  std::vector<SimdLevel> all;
  for (const auto level : {SimdLevel::portable, SimdLevel::avx2, SimdLevel::avx512})
    if (level <= best_simd_level()) all.push_back(level);
  return all;
}

}  // namespace

TEST_CASE("fields kept along the way give the run of fields computed from scratch") {
  for (const auto& [name, network] : small_networks())
    for (auto options : variants()) {
      CAPTURE(name, to_string(options.rule), to_string(options.order), options.temperature);
      std::uint64_t number = 0;
      for (const double self_coupling : {-0.3, 0.2, 0.6, 1.1})
        for (const std::int64_t sweeps : {0, 1, 12}) {
          const auto start = random_start(network, number);
          const auto reference = random_start(network, 1000 + number);
          options.self_coupling = self_coupling;
          options.max_sweeps = sweeps;
          options.record_every = static_cast<std::int64_t>(number % 3);
          options.stop_at_fixed_point = number % 4 != 3;
          options.detect_cycles = number % 5 != 4;
          if (number % 2 == 1) options.reference = reference;
          const network::RandomStream random(5, "run", number++);
          CAPTURE(self_coupling, sweeps);
          const auto expected = oracles::plain_relax(network, start, options, random);
          for (const auto level : levels()) {
            options.simd = level;
            require_same(dynamics::relax(network, start, options, random), expected);
          }
          options.reference = {};
        }
    }
}

TEST_CASE("many starts at once give the runs that are promised for each") {
  for (const auto& [name, network] : small_networks())
    for (auto options : variants()) {
      CAPTURE(name, to_string(options.rule), to_string(options.order), options.temperature);
      for (const double self_coupling : {0.1, 0.9}) {
        options.self_coupling = self_coupling;
        options.max_sweeps = 9;
        options.record_every = self_coupling > 0.5 ? 2 : 0;
        options.stop_at_fixed_point = self_coupling > 0.5;
        const dynamics::Streams streams{7, "runs", 640};
        std::vector<network::Spins> starts;
        for (std::uint64_t k = 0; k < 67; ++k) starts.push_back(random_start(network, k));
        const std::vector<std::size_t> looked_at{0, 1, 40, 63, 64, 66};
        std::vector<dynamics::Summary> expected;
        for (const auto k : looked_at)
          expected.push_back(
              oracles::plain_relax_in_block(network, starts[k], options, streams, k));
        for (const auto level : levels()) {
          options.simd = level;
          const auto results = dynamics::relax_all(network, starts, options, streams);
          REQUIRE(results.size() == starts.size());
          for (std::size_t i = 0; i < looked_at.size(); ++i)
            require_same(results[looked_at[i]], expected[i]);
        }
      }
    }
}

TEST_CASE("more neurons than a table of bits holds, in whole and in broken words") {
  for (const int size : {1024, 1030}) {
    CAPTURE(size);
    const auto network = network::draw_network({.size = size}, 5, 0);
    dynamics::Options options;
    options.self_coupling = 0.9;
    options.max_sweeps = 4;
    const dynamics::Streams streams{7, "runs", 0};
    const std::vector<network::Spins> starts{random_start(network, 0), random_start(network, 1)};
    for (std::size_t k = 0; k < starts.size(); ++k) {
      const auto expected = oracles::plain_relax_in_block(network, starts[k], options, streams, k);
      for (const auto level : levels()) {
        options.simd = level;
        require_same(dynamics::relax_all(network, starts, options, streams)[k], expected);
      }
    }
  }
}

TEST_CASE("a start has the same run whoever else is in its block") {
  const auto network = network::draw_network({.size = 120}, 2, 0);
  std::vector<network::Spins> starts;
  for (std::uint64_t k = 0; k < 130; ++k) starts.push_back(random_start(network, k));
  for (auto options : variants()) {
    options.self_coupling = 0.8;
    options.max_sweeps = 20;
    const auto all = dynamics::relax_all(network, starts, options, {3, "runs", 128});
    const auto few = dynamics::relax_all(network, std::span(starts).subspan(64, 5), options,
                                         {3, "runs", 128 + 64});
    for (std::size_t k = 0; k < few.size(); ++k) require_same(few[k], all[64 + k]);
  }
  CHECK(dynamics::relax_all(network, {}, {}, {3, "runs"}).empty());
}

TEST_CASE("the opposite start ends in the opposite state") {
  for (const auto& [name, network] : small_networks()) {
    if (!network.external_field().empty()) continue;
    for (auto options : variants()) {
      if (!noise_follows_state(options)) continue;
      CAPTURE(name, to_string(options.rule), to_string(options.order), options.temperature);
      options.self_coupling = 0.5;
      options.max_sweeps = 10;
      const auto start = random_start(network, 3);
      auto opposite = start;
      for (auto& spin : opposite) spin = static_cast<std::int8_t>(-spin);
      const network::RandomStream random(5, "run", 0);
      auto mirrored = dynamics::relax(network, opposite, options, random);
      for (auto& spin : mirrored.spins) spin = static_cast<std::int8_t>(-spin);
      require_same(mirrored, dynamics::relax(network, start, options, random));
    }
  }
}

TEST_CASE("the gauge of a network and its start carries over to the end") {
  // J_ij → g_i J_ij g_j and s_i → g_i s_i leave every stability as it is.
  const auto couplings = oracles::coarse_network(45, 0.0, 8);
  network::RandomStream stream(6, "gauge", 0);
  const auto gauge = network::random_spins(45, stream);
  network::Couplings turned(45);
  for (int i = 0; i < 45; ++i)
    for (int j = 0; j < 45; ++j)
      if (i != j)
        turned.set(i, j,
                   couplings.value(i, j) * gauge[static_cast<std::size_t>(i)] *
                       gauge[static_cast<std::size_t>(j)]);
  const Network network(couplings);
  const auto start = random_start(network, 4);
  auto turned_start = start;
  for (std::size_t i = 0; i < start.size(); ++i)
    turned_start[i] = static_cast<std::int8_t>(turned_start[i] * gauge[i]);
  for (auto options : variants()) {
    if (!noise_follows_state(options)) continue;
    options.self_coupling = 0.4;
    options.max_sweeps = 15;
    const network::RandomStream random(5, "run", 0);
    auto result = dynamics::relax(Network(turned), turned_start, options, random);
    for (std::size_t i = 0; i < start.size(); ++i)
      result.spins[i] = static_cast<std::int8_t>(result.spins[i] * gauge[i]);
    require_same(result, dynamics::relax(network, start, options, random));
  }
}

TEST_CASE("renaming the neurons renames the end of the greedy and the parallel dynamics") {
  const int size = 60;
  const auto couplings = oracles::gaussian_network(size, 0.0, 12);
  network::Couplings renamed(size);
  const auto name = [](int i) { return (7 * i + 3) % size; };
  for (int i = 0; i < size; ++i)
    for (int j = 0; j < size; ++j)
      if (i != j) renamed.set(name(i), name(j), couplings.value(i, j));
  const Network network(couplings);
  const auto start = random_start(network, 5);
  auto renamed_start = start;
  for (int i = 0; i < size; ++i)
    renamed_start[static_cast<std::size_t>(name(i))] = start[static_cast<std::size_t>(i)];
  for (const auto rule : {Rule::asynchronous, Rule::parallel}) {
    dynamics::Options options;
    options.rule = rule;
    options.order = Order::greedy;
    options.self_coupling = 0.7;
    const network::RandomStream random(5, "run", 0);
    const auto result = dynamics::relax(Network(renamed), renamed_start, options, random);
    const auto expected = dynamics::relax(network, start, options, random);
    CHECK(result.flips == expected.flips);
    for (int i = 0; i < size; ++i)
      CHECK(result.spins[static_cast<std::size_t>(name(i))] ==
            expected.spins[static_cast<std::size_t>(i)]);
  }
}

TEST_CASE("a fixed point is left alone, and a budget of zero only judges") {
  const auto network = network::draw_network({.size = 100}, 4, 0);
  for (auto options : variants()) {
    options.self_coupling = 1.2;
    options.temperature = 0.0;
    const network::RandomStream random(5, "run", 0);
    const auto end = dynamics::relax(network, random_start(network, 1), options, random);
    REQUIRE(end.status == Status::fixed_point);
    CHECK(network::is_fixed_point(network, 1.2, end.spins));
    for (const std::int64_t budget : {0, 10}) {
      options.max_sweeps = budget;
      const auto again = dynamics::relax(network, end.spins, options, random);
      CHECK(again.status == Status::fixed_point);
      CHECK(again.spins == end.spins);
      CHECK(again.sweeps == 0.0);
      CHECK(again.flips == 0);
    }
    options.max_sweeps = 0;
    const auto judged = dynamics::relax(network, random_start(network, 1), options, random);
    CHECK(judged.status == Status::budget);
    CHECK(judged.unstable == network::count_unstable(network, 1.2, random_start(network, 1)));
  }
}

TEST_CASE("a run ends when it is told to stop") {
  const auto network = network::draw_network({.size = 60}, 4, 0);
  std::stop_source source;
  source.request_stop();
  for (auto options : variants()) {
    options.stop = source.get_token();
    const auto end = dynamics::relax(network, random_start(network, 1), options, {5, "run", 0});
    CHECK(end.status == Status::stopped);
    CHECK(end.spins.size() == 60);
    const std::vector<network::Spins> starts(3, random_start(network, 2));
    for (const auto& one : dynamics::relax_all(network, starts, options, {5, "run", 0}))
      CHECK(one.status == Status::stopped);
  }
}

TEST_CASE("the logarithm behind waiting times and noise is a logarithm") {
  network::RandomStream stream(1, "numbers", 0);
  double worst = 0.0;
  for (int k = 0; k < 20000; ++k) {
    const double u = std::ldexp(stream.next_uniform(), -(k % 60));
    worst = std::max(worst, std::abs(dynamics::detail::logarithm(u) - std::log(u)) /
                                std::max(1.0, std::abs(std::log(u))));
    worst = std::max(worst, std::abs(dynamics::detail::logarithm(1.0 - u) - std::log(1.0 - u)));
  }
  CAPTURE(worst);
  CHECK(worst < 4e-15);
}

TEST_CASE("states kept on the way are the ends of shorter runs, and change nothing") {
  const std::vector<std::int64_t> sweeps{0, 1, 2, 5, 9};
  for (const auto& [rule, order, temperature] :
       {std::tuple{Rule::asynchronous, Order::random, 0.0},
        std::tuple{Rule::asynchronous, Order::permutation, 0.0},
        std::tuple{Rule::asynchronous, Order::greedy, 0.0},
        std::tuple{Rule::asynchronous, Order::random, 0.3},
        std::tuple{Rule::parallel, Order::random, 0.0},
        std::tuple{Rule::heat_bath, Order::fixed, 0.1}})
    for (const int starts : {1, 30}) {
      CAPTURE(dynamics::to_string(rule), dynamics::to_string(order), temperature, starts);
      const auto network = network::draw_network({.size = 70}, 4, 0);
      std::vector<network::Spins> from;
      for (int k = 0; k < starts; ++k)
        from.push_back(random_start(network, static_cast<std::uint64_t>(k)));
      dynamics::Options options{.rule = rule, .order = order, .temperature = temperature};
      options.max_sweeps = 10;
      const auto run = [&](auto change) {
        auto changed = options;
        change(changed);
        if (starts > 1) return dynamics::relax_all(network, from, changed, {1, "run"});
        return std::vector{dynamics::relax(network, from[0], changed, {1, "run", 0})};
      };
      const auto plain = run([](auto&) {});
      const auto kept = run([&](auto& o) { o.keep_after = sweeps; });
      for (std::size_t k = 0; k < from.size(); ++k) {
        CHECK(kept[k].spins == plain[k].spins);
        CHECK(kept[k].sweeps == plain[k].sweeps);
        REQUIRE((plain[k].sweeps < 9 || kept[k].kept.size() == sweeps.size()));
      }
      for (std::size_t t = 0; t < sweeps.size(); ++t) {
        const auto until = run([&](auto& o) { o.max_sweeps = sweeps[t]; });
        for (std::size_t k = 0; k < from.size(); ++k)
          if (t < kept[k].kept.size()) CHECK(kept[k].kept[t] == until[k].spins);
      }
    }
}

TEST_CASE("the dynamics refuses what it cannot run") {
  const auto network = network::draw_network({.size = 20}, 4, 0);
  const auto start = random_start(network, 1);
  const network::RandomStream random(1, "run", 0);
  const auto run = [&](auto change) {
    dynamics::Options options;
    change(options);
    std::vector<network::Spins> starts{start};
    CHECK_THROWS_AS(dynamics::relax_all(network, starts, options, {1, "run"}), std::logic_error);
    return dynamics::relax(network, start, options, random);
  };
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(run([](auto& o) { o.max_sweeps = -1; }), DomainError);
  CHECK_THROWS_AS(run([](auto& o) { o.record_every = -1; }), DomainError);
  const std::vector<std::int64_t> twice{1, 1}, before{-1, 2};
  CHECK_THROWS_AS(run([&](auto& o) { o.keep_after = twice; }), ArgumentError);
  CHECK_THROWS_AS(run([&](auto& o) { o.keep_after = before; }), ArgumentError);
  CHECK_THROWS_AS(run([](auto& o) { o.temperature = -0.1; }), DomainError);
  CHECK_THROWS_AS(run([](auto& o) { o.temperature = nan; }), std::domain_error);
  CHECK_THROWS_AS(run([](auto& o) { o.temperature = INFINITY; }), std::domain_error);
  CHECK_THROWS_AS(run([](auto& o) { o.self_coupling = nan; }), DomainError);
  CHECK_THROWS_AS(run([](auto& o) {
                    o.order = Order::greedy;
                    o.temperature = 0.1;
                  }),
                  std::invalid_argument);
  const network::Spins shorter(19, 1);
  CHECK_THROWS_AS(run([&](auto& o) { o.reference = shorter; }), std::invalid_argument);
  CHECK_THROWS_AS(dynamics::relax(network, shorter, {}, random), std::invalid_argument);
  auto zero = start;
  zero[3] = 0;
  CHECK_THROWS_AS(dynamics::relax(network, zero, {}, random), std::invalid_argument);
  CHECK_THROWS_AS(dynamics::parse_rule("serial"), std::invalid_argument);
  CHECK_THROWS_AS(dynamics::parse_order("steepest"), std::invalid_argument);
  CHECK_THROWS_AS(run([](auto& o) {
                    o.rule = Rule::heat_bath;
                    o.order = Order::greedy;
                    o.temperature = 0.1;
                  }),
                  std::invalid_argument);
  for (const auto& [rule, name] : dynamics::rule_names.entries) {
    CHECK(dynamics::parse_rule(dynamics::to_string(rule)) == rule);
    CHECK(dynamics::entry_of(rule).name == name);
  }
  for (const auto& [order, name] : dynamics::order_names.entries)
    CHECK(dynamics::parse_order(dynamics::to_string(order)) == order);
  CHECK(dynamics::rule_names.all() ==
        std::vector<std::string>{"asynchronous", "parallel", "heat-bath"});
  CHECK(dynamics::order_names.all() ==
        std::vector<std::string>{"random", "permutation", "fixed", "greedy"});
}
