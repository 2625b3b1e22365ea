// Single linkage at distance 2 against looking at all pairs, on one core.
//
// `ratio`: time of all pairs, measured on 2^14 of the states and scaled by the square of the
// count, over the time of link_states.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <vector>

#include <steady/numerics/enumeration/clusters.hpp>
#include <tests/oracles/all_pairs_clusters.hpp>

namespace {

using namespace steady;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Walks of one to three flips from `centres` random states; a walk of one step is random states.
std::vector<network::PackedState> walks(int size, std::size_t count, std::size_t centres) {
  std::mt19937_64 engine(1);
  std::vector<network::PackedState> states;
  for (std::size_t c = 0; c < centres; ++c) {
    auto state = engine() & network::all_up(size);
    for (std::size_t step = 0; step < count / centres; ++step) {
      states.push_back(state);
      for (auto flips = 1 + engine() % 3; flips-- > 0;)
        state ^= network::PackedState{1} << (engine() % static_cast<unsigned>(size));
    }
  }
  std::sort(states.begin(), states.end());
  states.erase(std::unique(states.begin(), states.end()), states.end());
  std::shuffle(states.begin(), states.end(), engine);
  return states;
}

void link(benchmark::State& state) {
  const int size = static_cast<int>(state.range(0));
  const auto centres = static_cast<std::size_t>(state.range(1));
  const auto states = walks(size, 1000000, centres);
  constexpr std::size_t some = 1 << 14;
  auto begin = Clock::now();
  benchmark::DoNotOptimize(oracles::all_pairs_links(std::span(states).first(some), 2));
  const double scale = static_cast<double>(states.size()) / some;
  const double all_pairs = seconds_since(begin) * scale * scale;
  double best = 1e300;
  for (auto _ : state) {
    begin = Clock::now();
    benchmark::DoNotOptimize(enumeration::link_states(states, size, 2));
    best = std::min(best, seconds_since(begin));
  }
  state.counters["states"] = static_cast<double>(states.size());
  state.counters["seconds"] = best;
  state.counters["ratio"] = all_pairs / best;
}

// Random states, walks that stay near few centres, and small spaces that are nearly full.
BENCHMARK(link)
    ->Args({64, 1000000})
    ->Args({64, 1000})
    ->Args({64, 1})
    ->Args({40, 1000000})
    ->Args({32, 1000})
    ->Args({24, 1000000})
    ->Args({20, 1000000})
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
