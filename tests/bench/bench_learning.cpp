// Training and inference, samples per second, and the ratio to the plain dense reference (every
// field from scratch in every sweep) that runs in between, on the same network and data.
//
//   bench_learning [H …]               one core, every SIMD level; default H = 400 1600
//   bench_learning --threads T [H …]   best level, 1 and T threads, wall time
//
// Batch 16, 5 + 5 sweeps, N = 100 inputs, 10 classes, noisy prototypes after a first epoch of
// training (an untrained network flips and learns more than it ever does later). One core: times
// are processor times, the best of three; a busy machine slows all alike.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include <steady/numerics/learning/engine/trainer.hpp>
#include <tests/numerics/learning/small_tasks.hpp>
#include <tests/oracles/plain_learning.hpp>

namespace {

using namespace steady;
using namespace steady::learning;

double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}
double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Architecture network(int hidden) {
  PresetNumbers numbers;
  numbers.hidden = hidden;
  return single(numbers);
}

Options usual(SimdLevel simd, int threads) {
  Options options;
  options.simd = simd;
  options.threads = threads;
  options.plasticity.rate_form = RateForm::constant;
  options.train_evaluation = 1;
  return options;
}

struct Rates {
  double training = 0.0, inference = 0.0;
};

Rates measure(const State& start, const Dataset& data, SimdLevel simd, int threads) {
  const auto clock = threads == 1 ? processor_seconds : wall_seconds;
  const auto samples = static_cast<double>(data.samples());
  Rates best;
  auto options = usual(simd, threads);
  options.epochs = static_cast<int>(start.epochs_done) + 1;
  InferenceOptions inference{.threads = threads, .simd = simd};
  for (int repeat = 0; repeat < 3; ++repeat) {
    State state = start;
    double begin = clock();
    const auto summary = train(std::move(state), data, nullptr, options);
    best.training = std::max(best.training, samples / (clock() - begin));
    begin = clock();
    infer(summary.model, data, inference);
    best.inference = std::max(best.inference, samples / (clock() - begin));
  }
  return best;
}

Rates measure_plain(const State& start, const Dataset& data, double samples) {
  auto options = usual(SimdLevel::portable, 1);
  oracles::PlainLearning plain(start.model, options);
  Rates rates;
  double begin = processor_seconds();
  std::vector<std::uint32_t> batch(static_cast<std::size_t>(samples));
  for (std::size_t b = 0; b < batch.size(); ++b) batch[b] = static_cast<std::uint32_t>(b);
  plain.train(data, batch, 0, 100, 0);
  rates.training = samples / (processor_seconds() - begin);
  begin = processor_seconds();
  for (std::size_t b = 0; b < batch.size(); ++b) plain.infer(data, b);
  rates.inference = samples / (processor_seconds() - begin);
  return rates;
}

State after_one_epoch(int hidden, const Dataset& data) {
  auto options = usual(best_simd_level(), 1);
  options.epochs = 1;
  return train(initial_state(Model(network(hidden), 1)), data, nullptr, options).state;
}

// Enough samples for about a second of the best level.
Dataset samples_for(int hidden) {
  const double count = 5e4 * 400.0 * 400.0 / (double(hidden) * hidden);
  return oracles::prototypes(100, 10, static_cast<std::size_t>(std::clamp(count, 512.0, 5e4)), 0.3,
                             1);
}

void levels(int hidden) {
  const auto data = samples_for(hidden);
  const auto start = after_one_epoch(hidden, data);
  for (const auto simd : {SimdLevel::portable, SimdLevel::avx2, SimdLevel::avx512}) {
    if (simd > best_simd_level()) continue;
    const auto plain = measure_plain(start, data, hidden > 1000 ? 4.0 : 16.0);
    const auto rates = measure(start, data, simd, 1);
    std::printf("%6d %-9s %10.0f %10.0f %10.1f %10.1f %8.0f %8.0f\n", hidden,
                std::string(to_string(simd)).c_str(), rates.training, rates.inference,
                plain.training, plain.inference, rates.training / plain.training,
                rates.inference / plain.inference);
    std::fflush(stdout);
  }
}

void scaling(int hidden, int threads) {
  const auto data = samples_for(hidden);
  const auto start = after_one_epoch(hidden, data);
  const auto one = measure(start, data, best_simd_level(), 1);
  const auto many = measure(start, data, best_simd_level(), threads);
  std::printf("%6d %d threads: training %.0f (×%.2f), inference %.0f (×%.2f)\n", hidden, threads,
              many.training, many.training / one.training, many.inference,
              many.inference / one.inference);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<int> sizes;
  int threads = 0;
  for (int k = 1; k < argc; ++k) {
    if (std::strcmp(argv[k], "--threads") == 0 && k + 1 < argc) {
      threads = std::atoi(argv[++k]);
    } else {
      sizes.push_back(std::atoi(argv[k]));
    }
  }
  if (sizes.empty()) sizes = {400, 1600};
  if (threads == 0) {
    std::printf("%6s %-9s %10s %10s %10s %10s %8s %8s\n", "H", "level", "training/s", "infer/s",
                "plain", "plain", "ratio", "ratio");
  }
  for (const int hidden : sizes) {
    if (threads == 0) {
      levels(hidden);
    } else {
      scaling(hidden, threads);
    }
  }
  return 0;
}
