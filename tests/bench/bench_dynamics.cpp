// Speed of the dynamics: random starts at J_D = 1 until they settle, one by one and many at once,
// at each vector level, against a plain loop; and the parallel dynamics against a matrix product.
// Ratios are taken within one run.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/dynamics/relaxation.hpp>
#include <tests/bench/bench_dynamics_eigen.hpp>
#include <tests/bench/thread_clock.hpp>

using namespace steady;

namespace {

using bench::seconds_now;

struct Speed {
  double starts_per_second;
  double flips_per_second;
};

// Repeats until `wanted` seconds have passed.
template <class Run>
Speed measure(double wanted, Run&& run) {
  double starts = 0.0, flips = 0.0, spent = 0.0;
  const double begin = seconds_now();
  do {
    const auto [some_starts, some_flips] = run();
    starts += some_starts;
    flips += some_flips;
    spent = seconds_now() - begin;
  } while (spent < wanted);
  return {starts / spent, flips / spent};
}

std::vector<network::Spins> random_starts(int size, std::size_t count) {
  network::RandomStream stream(2, "starts", 0);
  std::vector<network::Spins> starts;
  for (std::size_t k = 0; k < count; ++k) starts.push_back(network::random_spins(size, stream));
  return starts;
}

std::vector<SimdLevel> levels() {
  std::vector<SimdLevel> all;
  for (const auto level : {SimdLevel::portable, SimdLevel::avx2, SimdLevel::avx512})
    if (level <= best_simd_level()) all.push_back(level);
  return all;
}

void print(std::string_view what, int size, std::string_view level, const Speed& speed,
           double reference) {
  fmt::print("{:<22} {:>5} {:>9} {:>12.0f} {:>10.3f} {:>9.1f}\n", what, size, level,
             speed.starts_per_second, speed.flips_per_second * 1e-6,
             speed.starts_per_second / reference);
}

void asynchronous(int size, double self_coupling, double wanted) {
  const auto couplings = network::draw_couplings({}, size, 1, 0);
  const network::Network network(couplings);
  const auto starts = random_starts(size, 256);
  dynamics::Options options;
  options.self_coupling = self_coupling;
  const bench::PlainDynamics plain(couplings, self_coupling);
  std::size_t next = 0;
  const Speed reference = measure(wanted, [&] {
    const double flips = plain.relax(starts[next % starts.size()], options.max_sweeps, next);
    ++next;
    return std::pair(1.0, flips);
  });
  print("plain loop", size, "-", reference, reference.starts_per_second);
  for (const auto level : levels()) {
    options.simd = level;
    std::uint64_t number = 0;
    const Speed single = measure(wanted, [&] {
      const auto& start = starts[number++ % starts.size()];
      const auto end = dynamics::relax(network, start, options, {1, "run", number});
      return std::pair(1.0, static_cast<double>(end.flips));
    });
    print("one start", size, to_string(level), single, reference.starts_per_second);
    const Speed batch = measure(wanted, [&] {
      double flips = 0.0;
      for (const auto& end : dynamics::relax_all(network, starts, options, {1, "runs", number}))
        flips += static_cast<double>(end.flips);
      number += starts.size();
      return std::pair(static_cast<double>(starts.size()), flips);
    });
    print("256 starts", size, to_string(level), batch, reference.starts_per_second);
  }
}

// Flips per second of networks that never settle.
void restless(int size, std::int64_t sweeps, double wanted) {
  const network::Network network(network::draw_couplings({}, size, 1, 0));
  const auto starts = random_starts(size, 64);
  dynamics::Options options;
  options.self_coupling = 0.2;
  options.max_sweeps = sweeps;
  options.stop_at_fixed_point = false;
  for (const auto level : levels()) {
    options.simd = level;
    std::uint64_t number = 0;
    const Speed single = measure(wanted, [&] {
      const auto end =
          dynamics::relax(network, starts[number % starts.size()], options, {1, "run", number});
      ++number;
      return std::pair(1.0, static_cast<double>(end.flips));
    });
    const Speed batch = measure(wanted, [&] {
      double flips = 0.0;
      for (const auto& end : dynamics::relax_all(network, starts, options, {1, "run", number}))
        flips += static_cast<double>(end.flips);
      number += starts.size();
      return std::pair(64.0, flips);
    });
    fmt::print("{:>5} {:>9} {:>12.3f} {:>12.3f}\n", size, to_string(level),
               single.flips_per_second * 1e-6, batch.flips_per_second * 1e-6);
  }
}

// Sweeps per second of the parallel dynamics against those of one matrix product a sweep.
void parallel(int size, double self_coupling, double wanted) {
  const auto couplings = network::draw_couplings({}, size, 1, 0);
  const network::Network network(couplings);
  const bench::PlainDynamics plain(couplings, self_coupling);
  const auto starts = random_starts(size, 64);
  const std::int64_t sweeps = 100;
  const Speed products = measure(wanted, [&] {
    return std::pair(static_cast<double>(sweeps), plain.parallel_sweeps(starts.front(), sweeps));
  });
  dynamics::Options options;
  options.rule = dynamics::Rule::parallel;
  options.self_coupling = self_coupling;
  options.max_sweeps = sweeps;
  options.detect_cycles = false;
  for (const auto level : levels()) {
    options.simd = level;
    const Speed single = measure(wanted, [&] {
      const auto end = dynamics::relax(network, starts.front(), options, {1, "run", 0});
      return std::pair(end.sweeps, static_cast<double>(end.flips));
    });
    const Speed batch = measure(wanted, [&] {
      double done = 0.0, flips = 0.0;
      for (const auto& end : dynamics::relax_all(network, starts, options, {1, "run", 0})) {
        done += end.sweeps;
        flips += static_cast<double>(end.flips);
      }
      return std::pair(done, flips);
    });
    const auto line = [&](std::string_view what, const Speed& speed) {
      fmt::print("{:<12} {:>5} {:>6} {:>9} {:>12.0f} {:>10.1f} {:>9.2f}\n", what, size,
                 self_coupling, to_string(level), speed.starts_per_second,
                 speed.flips_per_second / speed.starts_per_second,
                 speed.starts_per_second / products.starts_per_second);
    };
    line("one start", single);
    line("64 starts", batch);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const double wanted = argc > 1 ? std::atof(argv[1]) : 0.3;
  fmt::print(
      "Asynchronous, random order, J_D = 1, one core\n"
      "{:<22} {:>5} {:>9} {:>12} {:>10} {:>9}\n",
      "what", "N", "simd", "starts/s", "Mflips/s", "ratio");
  for (const int size : {100, 1000, 4000}) asynchronous(size, 1.0, wanted);
  fmt::print("\nRestless: random order, J_D = 0.2, Mflips/s\n{:>5} {:>9} {:>12} {:>12}\n", "N",
             "simd", "one start", "64 starts");
  restless(100, 1000, wanted);
  restless(1000, 50, wanted);
  restless(4000, 5, wanted);
  fmt::print(
      "\nParallel, up to 100 sweeps; ratio to Eigen's matrix product in every sweep\n"
      "{:<12} {:>5} {:>6} {:>9} {:>12} {:>10} {:>9}\n",
      "what", "N", "J_D", "simd", "sweeps/s", "flips", "ratio");
  for (const int size : {1000, 4000})
    for (const double self_coupling : {0.5, 0.8, 1.0}) parallel(size, self_coupling, wanted);
}
