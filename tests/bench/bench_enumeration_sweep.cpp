// The sweep against the plain Gray-code loop in double, per SIMD level, on one core.
//
// `states/s` counts all 2^N states. `ratio` divides it by the plain loop's rate on the same
// network, which each benchmark measures itself just before and just after (the best of six
// pieces of 2^22 states). Both are best-of-several processor times: a busy machine slows both.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <string>

#include <steady/numerics/enumeration/enumerate.hpp>
#include <tests/oracles/plain_enumeration.hpp>
#include <tests/oracles/test_networks.hpp>

namespace {

using namespace steady;

double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double plain_rate(const network::Couplings& couplings, double self_coupling) {
  constexpr std::uint64_t states = 1 << 22;
  double best = 0.0;
  for (int repeat = 0; repeat < 3; ++repeat) {
    const double begin = processor_seconds();
    benchmark::DoNotOptimize(oracles::count_by_plain_gray_code(couplings, self_coupling, states));
    best = std::max(best, static_cast<double>(states) / (processor_seconds() - begin));
  }
  return best;
}

void sweep(benchmark::State& state, SimdLevel simd, double self_coupling) {
  const int size = static_cast<int>(state.range(0));
  const auto couplings = oracles::gaussian_network(size, 0.0, 1);
  enumeration::Options options;
  options.method = enumeration::Method::sweep;
  options.simd = simd;
  double plain = plain_rate(couplings, self_coupling), shortest = 1e300;
  for (auto _ : state) {
    const double begin = processor_seconds();
    const auto summary = enumeration::enumerate_fixed_points(couplings, self_coupling, options);
    benchmark::DoNotOptimize(summary.count);
    shortest = std::min(shortest, processor_seconds() - begin);
  }
  plain = std::max(plain, plain_rate(couplings, self_coupling));
  const double rate = std::ldexp(1.0, size) / shortest;
  state.counters["states/s"] = rate;
  state.counters["plain/s"] = plain;
  state.counters["ratio"] = rate / plain;
}

void register_all() {
  for (const auto simd : {SimdLevel::portable, SimdLevel::avx2, SimdLevel::avx512}) {
    if (simd > best_simd_level()) continue;
    for (const double self_coupling : {0.0, 0.5, 1.0, 2.0}) {
      const std::string name = "sweep/" + std::string(to_string(simd)) +
                               "/self_coupling:" + std::to_string(self_coupling).substr(0, 3);
      benchmark::RegisterBenchmark(name.c_str(), sweep, simd, self_coupling)
          ->ArgName("size")
          ->DenseRange(26, 32, 2)
          ->Unit(benchmark::kMillisecond)
          ->MinTime(0.2);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  register_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
