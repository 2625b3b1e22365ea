// One iteration of message passing, with its test of the rounded state, against two plain
// matrix-vector products of Eigen (J m and Jᵀ g in double precision, and in single), on one core.
//
// `ratio` divides by the doubles, `ratio_float` by the floats: the best of several pieces of
// processor time on each side, measured before and after each other in the same run.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>
#include <string>

#include <steady/numerics/messages/solver.hpp>
#include <tests/bench/plain_products.hpp>

namespace {

using namespace steady;

double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

template <class Work>
double best_of(int repeats, const Work& work) {
  double best = 1e300;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const double begin = processor_seconds();
    work();
    best = std::min(best, processor_seconds() - begin);
  }
  return best;
}

/// Seconds of J m and Jᵀ g.
template <class Real>
double two_products(const network::Network& network) {
  bench::PlainProducts<Real> plain(network);
  constexpr int products = 5;
  return best_of(10,
                 [&] {
                   for (int k = 0; k < products; ++k) benchmark::DoNotOptimize(plain.multiply());
                 }) /
         products;
}

/// Seconds of an iteration, the preparation left out: (time of a long run − time of a short one)
/// per iteration of the difference.
double iteration(const network::Network& network, messages::Options options) {
  const auto run = [&](int iterations) {
    options.max_iterations = iterations;
    return best_of(6, [&] {
      benchmark::DoNotOptimize(messages::solve(network, options, {1, "messages", 0}).unstable);
    });
  };
  constexpr int few = 5, many = 45;
  return (run(many) - run(few)) / (many - few);
}

void iterate(benchmark::State& state, messages::Algorithm algorithm, SimdLevel simd) {
  network::NetworkSpec spec;
  spec.size = static_cast<int>(state.range(0));
  const auto network = network::draw_network(spec, 1, 0);
  messages::Options options;
  options.algorithm = algorithm;
  options.self_coupling = 0.14;
  options.rate = 1e-3;
  options.simd = simd;
  double shortest = 1e300, doubles = 1e300, floats = 1e300;
  for (auto _ : state) {
    doubles = std::min(doubles, two_products<double>(network));
    floats = std::min(floats, two_products<float>(network));
    shortest = std::min(shortest, iteration(network, options));
  }
  state.counters["ms_per_iteration"] = 1e3 * shortest;
  state.counters["ms_two_products"] = 1e3 * doubles;
  state.counters["ratio"] = shortest / doubles;
  state.counters["ratio_float"] = shortest / floats;
}

/// Whole runs: seconds until J_D = 0.14 is solved.
void solve(benchmark::State& state) {
  network::NetworkSpec spec;
  spec.size = static_cast<int>(state.range(0));
  messages::Options options;
  options.self_coupling = 0.14;
  double solved = 0.0, seconds = 0.0, iterations = 0.0;
  constexpr int samples = 5;
  for (auto _ : state)
    for (int sample = 0; sample < samples; ++sample) {
      const auto network = network::draw_network(spec, 1, static_cast<std::uint64_t>(sample));
      const double begin = processor_seconds();
      const auto summary =
          messages::solve(network, options, {1, "messages", static_cast<std::uint64_t>(sample)});
      seconds += processor_seconds() - begin;
      solved += summary.status == messages::Status::solved;
      iterations += summary.iterations;
    }
  const double runs = samples * static_cast<double>(state.iterations());
  state.counters["solved_fraction"] = solved / runs;
  state.counters["seconds"] = seconds / runs;
  state.counters["iterations"] = iterations / runs;
}

void register_all() {
  using messages::Algorithm;
  for (const auto algorithm : {Algorithm::reinforced, Algorithm::focusing})
    for (const auto simd : {SimdLevel::portable, SimdLevel::avx2, SimdLevel::avx512}) {
      if (simd > best_simd_level()) continue;
      const std::string name =
          "iteration/" + std::string(to_string(algorithm)) + "/" + std::string(to_string(simd));
      benchmark::RegisterBenchmark(name.c_str(), iterate, algorithm, simd)
          ->ArgName("size")
          ->Arg(1000)
          ->Arg(1600)
          ->Arg(4000)
          ->Iterations(1)
          ->Unit(benchmark::kMillisecond);
    }
  benchmark::RegisterBenchmark("solve/reinforced", solve)
      ->ArgName("size")
      ->Arg(1000)
      ->Arg(1600)
      ->Iterations(1)
      ->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
  register_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
