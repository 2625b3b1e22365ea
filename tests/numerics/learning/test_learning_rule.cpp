// The rule of learning: against plain loops bit for bit, and on networks small enough to compute by
// hand.
#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <tests/catch.hpp>
#include <tests/oracles/plain_learning.hpp>

#include <steady/numerics/learning/engine/trainer.hpp>

#include "small_tasks.hpp"

using namespace steady;
using namespace steady::learning;

namespace {

std::vector<SimdLevel> levels() {
  std::vector<SimdLevel> result;
  for (const auto level : {SimdLevel::portable, SimdLevel::avx2, SimdLevel::avx512})
    if (level <= best_simd_level()) result.push_back(level);
  return result;
}

void require_same_weights(const Model& model, const oracles::PlainLearning& plain) {
  for (std::size_t k = 0; k < model.blocks().size(); ++k) {
    INFO(model.blocks()[k].name);
    REQUIRE(model.values(k) == plain.values(k));
  }
}

int spin(const std::vector<std::uint64_t>& words, std::size_t i) {
  return (words[i / 64] >> (i % 64) & 1) != 0 ? 1 : -1;
}

// Same states (where there is a state), same readout fields.
void require_same_inference(const Model& model, const oracles::PlainLearning& plain,
                            const Dataset& data, const Options& options, SimdLevel level) {
  InferenceOptions wanted;
  wanted.sweeps = options.schedule.inference_sweeps;
  wanted.dynamics = options.dynamics;
  wanted.seed = options.seed;
  wanted.simd = level;
  wanted.keep_fields = wanted.keep_states = true;
  const auto found = infer(model, data, wanted);
  const auto& layers = model.architecture().layers;
  for (std::size_t k = 0; k < data.samples(); ++k) {
    const auto state = plain.infer(data, k);
    std::vector<std::int64_t> fields(static_cast<std::size_t>(data.classes), 0);
    for (std::size_t l = 0; l < layers.size(); ++l) {
      const std::size_t words = Dataset::words(layers[l].size);
      const std::vector<std::uint64_t> mine(
          found.states[l].begin() + static_cast<std::ptrdiff_t>(k * words),
          found.states[l].begin() + static_cast<std::ptrdiff_t>((k + 1) * words));
      for (std::size_t i = 0; i < state[l].size(); ++i)
        if (state[l][i] != 0) REQUIRE(spin(mine, i) == state[l][i]);
      if (!layers[l].readout) continue;
      for (std::size_t c = 0; c < fields.size(); ++c)
        fields[c] += plain.readout_field(state, static_cast<int>(l), static_cast<int>(c));
    }
    for (std::size_t c = 0; c < fields.size(); ++c)
      REQUIRE(found.fields[k * fields.size() + c] == fields[c]);
  }
}

void compare(const Architecture& net, const Dataset& data, Options options) {
  const Model start(net, 7);
  for (const auto level : levels()) {
    INFO(to_string(level));
    options.simd = level;
    const auto summary = train(initial_state(start), data, nullptr, options);
    REQUIRE(summary.status == Status::finished);
    oracles::PlainLearning plain(start, options);
    oracles::plain_train(plain, data, options);
    require_same_weights(summary.state.model, plain);
    double updates = 0.0, unstable = 0.0, neurons = 0.0;
    for (const auto& row : summary.state.history) {
      updates += row.update_fraction;
      unstable += row.unstable_fraction;
    }
    for (const auto& layer : net.layers) neurons += layer.size;
    const double visits = neurons * static_cast<double>(data.samples());
    CHECK(updates * visits == Approx(static_cast<double>(plain.updates)));
    CHECK(unstable * visits == Approx(static_cast<double>(plain.unstable)));
    require_same_inference(summary.state.model, plain, data, options, level);
  }
}

Options few_steps() {
  Options options;
  options.epochs = 2;
  options.batch = 6;
  options.schedule.sweeps = 4;
  options.schedule.free_sweeps = 3;
  options.schedule.inference_sweeps = 4;
  options.plasticity.rate = 0.05;
  options.plasticity.rate_input = 0.1;
  options.plasticity.decay = 0.3;
  options.plasticity.decay_input = 0.2;
  options.plasticity.decay_interval = 3;
  return options;
}

Architecture one_layer(int hidden, int inputs = 20) {
  PresetNumbers numbers;
  numbers.input_size = inputs;
  numbers.classes = 3;
  numbers.hidden = hidden;
  numbers.input_strength = 1.5;
  return single(numbers);
}

}  // namespace

TEST_CASE("one layer learns and recalls as in plain loops") {
  compare(one_layer(37), oracles::prototypes(20, 3, 20, 0.2, 1), few_steps());
  auto options = few_steps();
  options.batch = 64;
  options.plasticity.target_right = 2.5;
  options.plasticity.target_wrong = 0.7;
  options.plasticity.rate_form = RateForm::cosine;
  options.plasticity.readout_states = ReadoutStates::free;
  compare(one_layer(150, 70), oracles::prototypes(70, 3, 70, 0.2, 1), options);
}

TEST_CASE("every feedback schedule acts as in plain loops") {
  for (const auto form : {FeedbackForm::constant, FeedbackForm::step, FeedbackForm::linear,
                          FeedbackForm::exponential}) {
    auto options = few_steps();
    options.epochs = 1;
    options.schedule.feedback = form;
    options.schedule.feedback_delay = form == FeedbackForm::linear ? 0 : -1;
    compare(one_layer(37), oracles::prototypes(20, 3, 14, 0.2, 2), options);
  }
}

TEST_CASE("random partial and asynchronous updates act as in plain loops") {
  auto options = few_steps();
  options.dynamics.update_probability = 0.4;  // leaves neurons without a state for some sweeps
  options.schedule.sweeps = 2;
  options.schedule.free_sweeps = 1;
  compare(one_layer(37), oracles::prototypes(20, 3, 20, 0.2, 3), options);
  options.plasticity.readout_states = ReadoutStates::free;
  compare(one_layer(37), oracles::prototypes(20, 3, 20, 0.2, 3), options);
  options.dynamics = {UpdateRule::asynchronous, 1.0};
  compare(one_layer(37), oracles::prototypes(20, 3, 20, 0.2, 3), options);
}

TEST_CASE("layers, bridges, sparse couplings and biases act as in plain loops") {
  Architecture net;
  net.input_size = 20;
  net.classes = 3;
  Layer dense;
  dense.size = 35;
  dense.self_coupling = 0.3;
  dense.input = Input{.strength = 1.2};
  dense.readout = true;
  Layer scarce = dense;
  scarce.input.reset();
  scarce.internal = {Pattern::sparse, 8.0, 1.0, true};
  scarce.feedback = Feedback{};
  scarce.learned_bias = true;
  Layer other = dense;
  other.size = 18;
  other.internal = {Pattern::none};
  other.input->learned = false;
  other.readout = false;
  net.layers = {dense, scarce, other};
  Bridge excitatory{.from = 0, .to = 1, .ferromagnetic = 0.8};
  excitatory.forward = {Pattern::dense, 0.0, 0.5, true};
  excitatory.backward = {Pattern::sparse, 5.0, 0.5, true};
  Bridge random{.from = 1, .to = 2};
  random.forward = {Pattern::sparse, 10.0, 1.0, false};
  random.backward = {Pattern::dense, 0.0, 1.0, true};
  net.bridges = {excitatory, random};
  auto options = few_steps();
  options.plasticity.margin = {0.9, 0.5, 1.2};
  const auto data = oracles::prototypes(20, 3, 20, 0.2, 4);
  compare(net, data, options);
  options.epochs = 1;
  options.dynamics.update_probability = 0.7;
  compare(net, data, options);
  options.dynamics = {UpdateRule::asynchronous, 1.0};
  compare(net, data, options);
}

TEST_CASE("symmetric couplings, own thresholds and other presets act as in plain loops") {
  const auto data = oracles::prototypes(20, 3, 20, 0.2, 5);
  auto options = few_steps();
  options.plasticity.threshold_rate = 0.5;
  options.plasticity.update_target = 0.3;
  compare(one_layer(37), data, options);
  PresetNumbers numbers;
  numbers.input_size = 20;
  numbers.classes = 3;
  numbers.hidden = 33;
  numbers.layers = 3;
  numbers.mean_degree = 6.0;
  numbers.input_strength = 1.5;
  for (const auto& name : preset_names()) {
    INFO(name);
    compare(preset(name, numbers), data, few_steps());
  }
}

TEST_CASE("targets are shown to the last module as in plain loops") {
  Architecture net;
  net.input_size = 24;
  Layer layer;
  layer.size = 24;
  layer.self_coupling = 0.2;
  net.layers = {layer, layer};
  net.layers[0].input = Input{.strength = 1.0, .port = Port::identity};
  net.layers[1].feedback = Feedback{.strength = 1.0, .port = Port::identity};
  Bridge bridge{.from = 0, .to = 1, .ferromagnetic = 0.3};
  bridge.forward = bridge.backward = {Pattern::dense, 0.0, 1.0, true};
  net.bridges = {bridge};
  const auto data = oracles::pairs(24, 24, 10, 1);
  compare(net, data, few_steps());

  // And the rule stores them: the input alone recalls the target.
  auto options = few_steps();
  options.epochs = 60;
  options.plasticity.decay = 0.0;
  // Weak couplings at first, so that the self-coupling holds what the target has set.
  for (auto& each : net.layers) {
    each.self_coupling = 1.0;
    each.internal.strength = 0.2;
  }
  net.layers[1].feedback->strength = 3.0;
  net.bridges[0].ferromagnetic = 0.0;
  net.bridges[0].forward.strength = 0.2;
  net.bridges[0].backward.pattern = Pattern::none;
  options.plasticity.rate = 0.3;
  const auto before = infer(Model(net, 7), data, {.sweeps = 10});
  const auto trained = train(initial_state(Model(net, 7)), data, nullptr, options);
  const auto after = infer(trained.model, data, {.sweeps = 10});
  CHECK(before.accuracy < 0.7);
  CHECK(after.accuracy > 0.95);
  CHECK(after.accuracy == after.layer_accuracy[1]);
  CHECK(std::isnan(after.layer_accuracy[0]));
}

TEST_CASE("of several layers that are shown the target the last one answers") {
  Architecture net;
  net.input_size = 24;
  Layer layer;
  layer.size = 24;
  layer.internal.pattern = Pattern::none;
  layer.feedback = Feedback{.strength = 1.5, .port = Port::identity};
  net.layers = {layer, layer, layer};
  net.layers[0].input = Input{.strength = 3.0};
  net.layers[2].feedback.reset();
  Bridge bridge{.from = 0, .to = 1};
  bridge.forward.pattern = Pattern::dense;
  net.bridges = {bridge, bridge};
  net.bridges[1].from = 1;
  net.bridges[1].to = 2;
  const auto data = oracles::pairs(24, 24, 30, 1);
  compare(net, data, few_steps());
  const auto found = infer(Model(net, 3), data, {.sweeps = 6, .keep_states = true});
  for (std::size_t l = 0; l < 2; ++l) {
    double right = 0;
    for (std::size_t k = 0; k < data.samples(); ++k)
      right += 24 - std::popcount(found.states[l][k] ^ data.target(k)[0]);
    CHECK(found.layer_accuracy[l] == right / double(24 * data.samples()));
  }
  CHECK(std::isnan(found.layer_accuracy[2]));
  CHECK(found.accuracy == found.layer_accuracy[1]);
}

namespace {

// Two neurons, one input, two classes; every number chosen, none drawn.
Model tiny(double j01, double j10, double w0, double w1, double out0, double out1) {
  Architecture net;
  net.input_size = 1;
  net.classes = 2;
  Layer layer;
  layer.size = 2;
  layer.self_coupling = 0.25;
  layer.input = Input{.strength = 1.0};
  layer.readout = true;
  net.layers = {layer};
  Model model(net, 1);
  model.set_weights(model.block("internal/0"), std::vector<double>{0.0, j01, j10, 0.0});
  model.set_weights(model.block("input/0"), std::vector<double>{w0, w1});
  model.set_weights(model.block("readout/0"), std::vector<double>{out0, 0.0, 0.0, out1});
  return model;
}

Dataset one_sample() {
  Dataset data;
  data.input_size = 1;
  data.classes = 2;
  data.add(std::vector<std::int8_t>{1}, std::uint8_t{0});
  return data;
}

Options one_step() {
  Options options;
  options.epochs = 1;
  options.batch = 1;
  options.plasticity.rate_form = RateForm::constant;
  options.plasticity.decay = options.plasticity.decay_readout = 0.0;
  options.plasticity.margin = {0.5};
  options.plasticity.margin_readout = 1.0;
  options.plasticity.rate = std::sqrt(2.0) / 8.0;  // η_J/√H = 1/8
  options.plasticity.rate_input = 0.25;            // λ_x/√N = 1
  options.plasticity.rate_readout = std::sqrt(2.0) / 16.0;
  return options;
}

std::vector<double> real(const Model& model, const char* block) {
  std::vector<double> result;
  for (const auto value : model.values(model.block(block))) result.push_back(value * grid);
  return result;
}

}  // namespace

TEST_CASE("one step on two neurons is what the rule says by hand") {
  // x = 1: first s = sign(w) = (+, −). h_0 = w_0 + J_01 s_1 = 1 − 0.75 = 0.25, with J_D: 0.5 > 0;
  // h_1 = w_1 + J_10 s_0 = −0.75 + 0.125 = −0.625, with J_D: −0.875 < 0: a fixed point.
  // Margins s h = 0.25 ≤ 0.5 < 0.625: neuron 0 learns, neuron 1 does not.
  // Readout: o_0 = 0.5 s_0 = 0.5 ≤ 1 learns towards +; o_1 = 2 s_1 = −2, −o_1 = 2 > 1 does not.
  const auto summary = train(initial_state(tiny(0.75, 0.125, 1.0, -0.75, 0.5, 2.0)), one_sample(),
                             nullptr, one_step());
  const double tolerance = 2.0 * grid;
  const auto j = real(summary.model, "internal/0");
  CHECK(j[0] == 0.0);
  CHECK(j[1] == Approx(0.75 - 0.125).margin(tolerance));
  CHECK(j[2] == 0.125);
  CHECK(j[3] == 0.0);
  const auto w = real(summary.model, "input/0");
  CHECK(w[0] == Approx(1.25).margin(tolerance));
  CHECK(w[1] == -0.75);
  const auto out = real(summary.model, "readout/0");
  CHECK(out[0] == Approx(0.5 + 0.0625).margin(tolerance));
  CHECK(out[1] == Approx(-0.0625).margin(tolerance));
  CHECK(out[2] == 0.0);
  CHECK(out[3] == 2.0);
  CHECK(summary.state.history[0].update_fraction == 0.5);
  CHECK(summary.state.history[0].unstable_fraction == 0.0);
}

TEST_CASE("a neuron without any field keeps having no state, and nothing is learned from it") {
  const auto summary =
      train(initial_state(tiny(0.0, 0.5, 0.0, 1.0, 0.0, 0.0)), one_sample(), nullptr, one_step());
  CHECK(real(summary.model, "input/0")[0] == 0.0);
  CHECK(real(summary.model, "internal/0")[1] == 0.0);  // row 0
  CHECK(real(summary.model, "internal/0")[2] == 0.5);  // its state 0 teaches row 1 nothing
}

TEST_CASE("a symmetry of the couplings is kept exactly while they learn") {
  const auto data = oracles::prototypes(20, 3, 40, 0.3, 7);
  for (const auto symmetry : {Symmetry::symmetric, Symmetry::antisymmetric}) {
    auto options = few_steps();
    options.plasticity.symmetry = symmetry;
    const Model start(one_layer(50), 3);
    const auto summary = train(initial_state(start), data, nullptr, options);
    const auto k = summary.model.block("internal/0");
    const auto j = summary.model.values(k);
    CHECK(j != start.values(k));
    const int sign = symmetry == Symmetry::symmetric ? 1 : -1;
    for (std::size_t a = 0; a < 50; ++a)
      for (std::size_t b = 0; b < a; ++b) REQUIRE(j[50 * a + b] == sign * j[50 * b + a]);
    // And the update is that of plain loops.
    auto state = initial_state(start);
    Options no_epochs = options;
    no_epochs.plasticity.rate = no_epochs.plasticity.rate_input = 0.0;
    no_epochs.plasticity.rate_readout = 0.0;
    const auto symmetrised = train(initial_state(start), data, nullptr, no_epochs).model;
    oracles::PlainLearning plain(symmetrised, options);
    oracles::plain_train(plain, data, options);
    require_same_weights(summary.state.model, plain);
  }
}
