// What of a sample the training shows, and from which samples the layers learn: noise on the inputs
// and the confidence gate, against plain loops bit for bit and in their limits.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <vector>

#include <tests/catch.hpp>
#include <tests/oracles/plain_learning.hpp>

#include <steady/numerics/learning/engine/trainer.hpp>

#include "small_tasks.hpp"

using namespace steady;
using namespace steady::learning;
using oracles::small_data;
using oracles::small_net;

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

Options short_training(double noise, double confidence) {
  Options options;
  options.epochs = 3;
  options.batch = 7;  // does not divide the number of samples
  options.input_noise = noise;
  auto& p = options.plasticity;
  p.confidence = confidence;
  p.readout_states = ReadoutStates::free;
  p.rate = 0.03;
  p.rate_input = 0.1;
  p.decay_interval = 5;
  return options;
}

Architecture two_readouts() {
  PresetNumbers numbers;
  numbers.input_size = 50;
  numbers.classes = 4;
  numbers.hidden = 45;
  numbers.layers = 2;
  numbers.input_strength = 1.5;
  Architecture net = modules(numbers);
  net.layers[1].learned_bias = true;
  return net;
}

/// Returns the share of samples that were steered.
double compare(const Model& start, const Dataset& data, Options options) {
  const Architecture& net = start.architecture();
  oracles::PlainLearning plain(start, options);
  oracles::plain_train(plain, data, options);
  double visits = 0.0;
  for (const auto& layer : net.layers) visits += layer.size;
  visits *= static_cast<double>(data.samples());
  for (const int threads : {1, 3}) {
    CAPTURE(threads);
    options.threads = threads;
    options.simd = threads == 1 ? best_simd_level() : SimdLevel::portable;
    const auto summary = train(initial_state(start), data, nullptr, options);
    REQUIRE(summary.status == Status::finished);
    const Model& model = summary.state.model;
    for (std::size_t k = 0; k < model.blocks().size(); ++k) {
      INFO(model.blocks()[k].name);
      REQUIRE(model.values(k) == plain.values(k));
    }
    double updates = 0.0, unstable = 0.0;
    for (const auto& row : summary.state.history) {
      updates += row.update_fraction * visits;
      unstable += row.unstable_fraction * visits;
    }
    CHECK(updates == Approx(static_cast<double>(plain.updates)));
    CHECK(unstable == Approx(static_cast<double>(plain.unstable)));
  }
  return static_cast<double>(plain.steered) / (options.epochs * double(data.samples()));
}

}  // namespace

TEST_CASE("noise and the confidence gate act as in plain loops") {
  const auto data = small_data(0, 60);
  for (const double noise : {0.0, 0.1}) {
    for (const double confidence : {never, 1.0}) {
      if (noise == 0.0 && confidence == never) continue;
      CAPTURE(noise, confidence);
      auto options = short_training(noise, confidence);
      const double steered = compare(Model(small_net(), 7), data, options);
      CHECK((confidence == never ? steered == 1.0 : steered > 0.1 && steered < 0.9));
      options.plasticity.threshold_rate = 0.3;
      compare(Model(two_readouts(), 7), data, options);
    }
  }
}

TEST_CASE(
    "noise and the gate meet random, asynchronous and constrained updates as in plain loops") {
  const auto data = small_data(0, 50);
  auto options = short_training(0.1, 1.0);
  options.epochs = 2;
  options.dynamics.update_probability = 0.6;
  CHECK(compare(Model(two_readouts(), 7), data, options) < 0.95);
  options.dynamics = {UpdateRule::asynchronous, 1.0};
  CHECK(compare(Model(small_net(), 7), data, options) < 0.95);
  CHECK(compare(Model(two_readouts(), 7), data, options) < 0.95);
  // Symmetric from the start on, which the plain loops do not care for.
  options.dynamics = {};
  options.plasticity.symmetry = Symmetry::symmetric;
  auto idle = options;
  idle.plasticity.rate = idle.plasticity.rate_input = idle.plasticity.rate_readout = 0.0;
  const auto start = train(initial_state(Model(two_readouts(), 7)), data, nullptr, idle).model;
  CHECK(compare(start, data, options) < 0.95);
}

TEST_CASE("inputs with targets and on identity ports get noise, the targets none") {
  Architecture net;
  net.input_size = 24;
  Layer layer;
  layer.size = 24;
  net.layers = {layer};
  net.layers[0].input = Input{.strength = 1.0, .port = Port::identity};
  net.layers[0].feedback = Feedback{.strength = 1.0, .port = Port::identity};
  auto options = short_training(0.2, never);
  options.plasticity.readout_states = ReadoutStates::steered;
  compare(Model(net, 7), oracles::pairs(24, 24, 20, 1), options);
}

TEST_CASE("a gate that never opens teaches the readout alone") {
  const auto training = small_data(), test = small_data(1);
  const Model start(small_net(), 1);
  auto options = short_training(0.0, -1e6);
  options.plasticity.decay = 0.0;
  options.plasticity.threshold_rate = 0.1;
  for (const int threads : {1, 2}) {
    options.threads = threads;
    const auto summary = train(initial_state(start), training, nullptr, options);
    for (std::size_t k = 0; k < start.blocks().size(); ++k) {
      INFO(start.blocks()[k].name);
      const bool readout = start.blocks()[k].kind == BlockKind::readout;
      CHECK((summary.model.values(k) == start.values(k)) == !readout);
    }
    CHECK(summary.state.history.back().update_fraction == 0.0);
    const auto [least, most] =
        std::minmax_element(summary.state.margins[0].begin(), summary.state.margins[0].end());
    CHECK(*least == *most);
    CHECK(infer(summary.model, test, {}).accuracy > infer(start, test, {}).accuracy + 0.2);
  }
}

TEST_CASE("a gate that is always open changes nothing") {
  const auto training = small_data();
  const Model start(small_net(), 1);
  for (const int threads : {1, 2}) {
    auto options = short_training(0.05, never);
    options.threads = threads;
    const auto without = train(initial_state(start), training, nullptr, options);
    options.plasticity.confidence = 1e6;
    CHECK(train(initial_state(start), training, nullptr, options).model == without.model);
    options.plasticity.confidence = 1.0;
    CHECK_FALSE(train(initial_state(start), training, nullptr, options).model == without.model);
  }
}

TEST_CASE("input bits are flipped with the probability asked for, each time anew") {
  // Of the plain loops, whose bits are those of the trainer. 5 standard deviations of a binomial:
  // 6e-7 for each of the four claims.
  const auto data = oracles::prototypes(70, 2, 400, 0.5, 3);
  std::vector<std::uint32_t> samples(data.samples());
  std::iota(samples.begin(), samples.end(), 0u);
  const double bits = 70.0 * 400.0;
  const auto differ = [](const Dataset& a, const Dataset& b) {
    double count = 0.0;
    for (std::size_t k = 0; k < a.inputs.size(); ++k)
      count += std::popcount(a.inputs[k] ^ b.inputs[k]);
    return count;
  };
  for (const double p : {0.03, 0.5}) {
    CAPTURE(p);
    const auto once = oracles::noisy_samples(data, samples, p, 1, 0);
    const auto again = oracles::noisy_samples(data, samples, p, 1, 400);
    validate(once);  // no padding bit is set
    CHECK(once.labels == data.labels);
    CHECK(std::abs(differ(once, data) - p * bits) < 5.0 * std::sqrt(p * (1.0 - p) * bits));
    const double q = 2.0 * p * (1.0 - p);  // two independent flips
    CHECK(std::abs(differ(once, again) - q * bits) < 5.0 * std::sqrt(q * (1.0 - q) * bits));
  }
}

TEST_CASE("nothing is learned from inputs that are noise alone") {
  const auto training = small_data(), test = small_data(1, 1000);
  auto options = short_training(0.5, never);
  const Model start(small_net(), 1);
  const double blind =
      train(initial_state(start), training, &test, options).state.history.back().test_accuracy;
  options.input_noise = 0.1;
  const double sighted =
      train(initial_state(start), training, &test, options).state.history.back().test_accuracy;
  CAPTURE(blind, sighted);
  CHECK(blind < 0.5);  // whole classes may be right by chance
  CHECK(sighted > 0.9);
}

TEST_CASE("training with noise and gate continues bit for bit wherever it was interrupted") {
  const auto training = small_data(0, 200);
  auto options = short_training(0.05, 1.0);
  options.dynamics.update_probability = 0.8;
  options.plasticity.threshold_rate = 0.1;
  options.average_epochs = 2;
  options.average_interval = 7;
  const Model start(small_net(), 1);
  const auto whole = train(initial_state(start), training, nullptr, options);
  REQUIRE(whole.state.snapshots > 1);
  // 29 batches an epoch, at most 5 between two reports: stopped in the middle of each epoch.
  const auto parts = oracles::train_in_parts(initial_state(start), training, nullptr, options);
  CHECK(parts.times >= 3);
  CHECK(parts.end.status == Status::finished);
  CHECK(parts.end.model == whole.model);
}

TEST_CASE("noise and gates that make no sense are refused") {
  const Architecture labels = small_net();
  auto options = short_training(0.0, 1.0);
  CHECK_NOTHROW(validate(options, labels));
  options.plasticity.readout_states = ReadoutStates::steered;
  CHECK_THROWS_WITH(validate(options, labels), Catch::Matchers::Contains("confidence"));
  CHECK_THROWS_AS(validate(options, labels), std::invalid_argument);
  options = short_training(0.0, std::nan(""));
  CHECK_THROWS_WITH(validate(options, labels), Catch::Matchers::Contains("confidence"));
  Architecture targets;
  targets.input_size = 24;
  Layer layer;
  layer.size = 24;
  layer.input = Input{.strength = 1.0};
  layer.feedback = Feedback{.strength = 1.0, .port = Port::identity};
  targets.layers = {layer};
  options = short_training(0.1, 1.0);
  CHECK_THROWS_WITH(validate(options, targets), Catch::Matchers::Contains("confidence"));
  options.plasticity.confidence = never;
  CHECK_NOTHROW(validate(options, targets));
  for (const double noise : {-0.1, 0.51, 1e-6, std::nan("")}) {
    options.input_noise = noise;
    CHECK_THROWS_WITH(validate(options, labels), Catch::Matchers::Contains("input_noise"));
  }
}
