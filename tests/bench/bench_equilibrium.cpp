// Speed of runs in equilibrium: visits a second of the Glauber rule at several temperatures, which
// is to say at several shares of visits that flip, against the same visits with an exponential
// each.
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/dynamics/detail/thermal_walk.hpp>
#include <steady/numerics/network/kept_fields.hpp>
#include <tests/bench/thread_clock.hpp>

using namespace steady;

namespace {

using bench::seconds_now;

struct Speed {
  double visits_per_second, flips_per_visit;
};

template <class Sweep>
Speed measure(int size, const Sweep& sweep) {
  for (int t = 0; t < 200; ++t) sweep();
  double sweeps = 0.0, flips = 0.0, spent = 0.0;
  const double begin = seconds_now();
  do {
    for (int k = 0; k < 20; ++k) flips += static_cast<double>(sweep());  // reading a clock costs
    sweeps += 20.0;
    spent = seconds_now() - begin;
  } while (spent < 0.3);
  return {sweeps * size / spent, flips / (sweeps * size)};
}

/// As in a book: a neuron, its field, an exponential and a uniform number.
Speed plainly(const network::Network& network, const network::Spins& start, double temperature) {
  network::KeptFields state(network, start);
  network::RandomStream random(3, "plain", 0);
  return measure(network.size(), [&] {
    std::int64_t flips = 0;
    for (int v = 0; v < network.size(); ++v) {
      const int i = static_cast<int>(random.next_uniform() * network.size());
      const double x = state.stability(i) * 0x1p-20;
      if (random.next_uniform() >= 1.0 / (1.0 + std::exp(2.0 * x / temperature))) continue;
      state.flip(i);
      ++flips;
    }
    return flips;
  });
}

Speed fast(const network::Network& network, const network::Spins& start, dynamics::Options options,
           double temperature) {
  options.temperature = temperature;
  dynamics::detail::ThermalWalk walk(network, start, options, {3, "walk", 0, 0}, {3, "walk", 0, 1});
  return measure(network.size(), [&] { return walk.sweep(); });
}

}  // namespace

int main() {
  fmt::print("size rule temperature flips_per_visit visits_per_second ratio_to_plain\n");
  for (const int size : {100, 1000, 4000}) {
    const auto network = network::draw_network({.ensemble = {.symmetry = 1.0}, .size = size}, 1, 0);
    network::RandomStream stream(2, "starts", 0);
    const auto start = network::random_spins(size, stream);
    for (const double temperature : {0.05, 0.1, 0.2, 0.4, 1.0}) {
      const auto plain = plainly(network, start, temperature);
      for (const auto rule :
           {dynamics::Rule::asynchronous, dynamics::Rule::heat_bath, dynamics::Rule::parallel}) {
        dynamics::Options options;
        options.rule = rule;
        const auto speed = fast(network, start, options, temperature);
        fmt::print("{} {} {} {:.4f} {:.3g} {:.2f}\n", size, dynamics::to_string(rule), temperature,
                   speed.flips_per_visit, speed.visits_per_second,
                   speed.visits_per_second / plain.visits_per_second);
      }
    }
  }
}
