// Manners of the front door: what it refuses, how it stops, how it talks to a visitor.
#include <atomic>
#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <tests/catch.hpp>
#include <tests/numerics/enumeration/engines.hpp>
#include <tests/oracles/test_networks.hpp>
#include <thread>

using namespace steady;
using enumeration::enumerate_fixed_points;
using enumeration::Options;
using enumeration::Status;
using network::Couplings;
using tests::all_ways;

TEST_CASE("bad arguments are refused") {
  const Couplings couplings = oracles::gaussian_network(6, 0.0, 1);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Options idle;
  idle.threads = 0;
  CHECK_THROWS_AS(enumerate_fixed_points(Couplings(65), 0.0), std::domain_error);
  CHECK_THROWS_AS(enumerate_fixed_points(couplings, nan), std::domain_error);
  CHECK_THROWS_AS(enumerate_fixed_points(couplings, 0.0, idle), DomainError);
  CHECK_THROWS_AS(enumeration::parse_method("gray"), std::invalid_argument);
  for (const auto* name : {"auto", "tree", "sweep"}) {
    CHECK(to_string(enumeration::parse_method(name)) == name);
  }
}

TEST_CASE("64 neurons are accepted, and a request to stop ends the run soon") {
  const Couplings couplings = oracles::gaussian_network(64, 0.0, 64);
  for (auto options : all_ways()) {
    std::stop_source stop;
    options.stop = stop.get_token();
    const std::jthread timer([&stop] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      stop.request_stop();
    });
    // At J_D = 2 there are about 2^62 fixed points: no engine can be done.
    const auto summary = enumerate_fixed_points(couplings, 2.0, options);
    INFO(tests::name(options));
    CHECK(summary.status == Status::stopped);
    CHECK(summary.seconds < 5.0);
  }
}

TEST_CASE("a run stopped from the visitor reports what it has delivered") {
  const Couplings couplings = oracles::gaussian_network(40, 0.0, 4);
  for (auto options : all_ways()) {
    std::stop_source stop;
    options.stop = stop.get_token();
    std::uint64_t states = 0;
    const auto summary = enumerate_fixed_points(couplings, 1.5, options, [&](auto batch) {
      states += batch.size();
      stop.request_stop();
    });
    INFO(tests::name(options));
    CHECK(summary.status == Status::stopped);
    CHECK(summary.count == states);
    CHECK(states > 0);
  }
}

TEST_CASE("what a visitor throws ends the run and comes out") {
  const Couplings couplings = oracles::gaussian_network(40, 0.0, 4);
  for (const auto& options : all_ways()) {
    int calls = 0;
    const auto visitor = [&calls](auto) {
      ++calls;
      throw std::runtime_error("disk full");
    };
    INFO(tests::name(options));
    CHECK_THROWS_WITH(enumerate_fixed_points(couplings, 1.5, options, visitor), "disk full");
    CHECK(calls == 1);
  }
}

TEST_CASE("batches never overlap, and none is empty") {
  const Couplings couplings = oracles::gaussian_network(24, 0.0, 2);
  for (const auto& options : all_ways()) {
    if (options.threads == 1) continue;
    std::atomic<int> inside = 0;
    bool overlapped = false, empty = false;
    std::uint64_t states = 0;
    const auto summary = enumerate_fixed_points(couplings, 0.8, options, [&](auto batch) {
      overlapped = overlapped || ++inside > 1;
      empty = empty || batch.empty();
      states += batch.size();
      --inside;
    });
    INFO(tests::name(options));
    CHECK_FALSE(overlapped);
    CHECK_FALSE(empty);
    CHECK(states == summary.count);
  }
}
