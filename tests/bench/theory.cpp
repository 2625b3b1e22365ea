// Speed of theory/: Φ₂ against the Genz kernel in the same run, and whole curves.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <random>
#include <steady/theory/entropy.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/pairs.hpp>
#include <tests/bench/genz.hpp>
#include <vector>

namespace {

using Point = std::array<double, 3>;
using Kernel = double (*)(double, double, double);

// |ρ| < 0.925, where the plain kernel is valid; thresholds of order one, as in eq. (3.2).
std::vector<Point> points(bool equal_limits) {
  std::mt19937_64 engine(1);
  std::uniform_real_distribution<double> limit(-3.0, 3.0);
  std::uniform_real_distribution<double> correlation(-0.925, 0.925);
  std::vector<Point> result(4096);
  for (auto& [a, b, rho] : result) {
    a = limit(engine);
    b = equal_limits ? a : limit(engine);
    rho = correlation(engine);
  }
  return result;
}

void run(benchmark::State& state, Kernel kernel, bool equal_limits) {
  const auto inputs = points(equal_limits);
  for (auto _ : state) {
    for (const auto& [a, b, rho] : inputs) benchmark::DoNotOptimize(kernel(a, b, rho));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<long>(inputs.size()));
}

BENCHMARK_CAPTURE(run, genz_reference, steady::reference::genz_bivariate, false);
BENCHMARK_CAPTURE(run, phi2, steady::theory::bivariate_normal_cdf, false);
BENCHMARK_CAPTURE(run, phi2_equal_limits, steady::theory::bivariate_normal_cdf, true);
BENCHMARK_CAPTURE(run, log_phi2, steady::theory::log_bivariate_normal_cdf, false);

void entropy_curve(benchmark::State& state) {  // 10,000 points
  const double symmetry = 0.1 * static_cast<double>(state.range(0));
  for (auto _ : state) {
    for (int i = 0; i < 10000; ++i) {
      benchmark::DoNotOptimize(steady::theory::fixed_point_entropy(-4.0 + 8e-4 * i, symmetry));
    }
  }
}
BENCHMARK(entropy_curve)->Arg(0)->Arg(5)->Arg(10)->Unit(benchmark::kMillisecond);

void finite_size_curve(benchmark::State& state) {  // 10,000 points at η = 1/2
  for (auto _ : state) {
    for (int i = 0; i < 10000; ++i) {
      benchmark::DoNotOptimize(steady::theory::log_mean_fixed_points(
          static_cast<int>(state.range(0)), -4.0 + 8e-4 * i, 0.5));
    }
  }
}
BENCHMARK(finite_size_curve)->Arg(40)->Arg(1000000)->Unit(benchmark::kMillisecond);

void pair_curve(benchmark::State& state) {  // 10,000 points
  for (auto _ : state) {
    for (int i = 0; i < 10000; ++i) {
      benchmark::DoNotOptimize(steady::theory::pair_entropy(0.1, -0.9999 + 1.9998e-4 * i));
    }
  }
}
BENCHMARK(pair_curve)->Unit(benchmark::kMillisecond);

double best_time(Kernel kernel, const std::vector<Point>& inputs) {
  using Clock = std::chrono::steady_clock;
  double best = 1e9;
  for (int repeat = 0; repeat < 50; ++repeat) {
    const auto start = Clock::now();
    for (const auto& [a, b, rho] : inputs) benchmark::DoNotOptimize(kernel(a, b, rho));
    const std::chrono::duration<double, std::nano> spent = Clock::now() - start;
    best = std::min(best, spent.count() / static_cast<double>(inputs.size()));
  }
  return best;
}

void report_ratio(const char* what, bool equal_limits) {
  const auto inputs = points(equal_limits);
  const double own = best_time(steady::theory::bivariate_normal_cdf, inputs);
  const double genz = best_time(steady::reference::genz_bivariate, inputs);
  std::printf("%s: %.0f ns, Genz kernel %.0f ns, ratio %.2f (to reach: 1.3)\n", what, own, genz,
              own / genz);
}

}  // namespace

int main(int argc, char* argv[]) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  report_ratio("Phi2(a,b;rho)", false);
  report_ratio("Phi2(a,a;rho)", true);
}
