// Networks, data and options: drawn as they claim, and refused when they make no sense.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <tests/catch.hpp>

#include <steady/numerics/learning/engine/trainer.hpp>

#include "small_tasks.hpp"

using namespace steady;
using namespace steady::learning;
using oracles::small_data;
using oracles::small_net;

TEST_CASE("weights that are no numbers or out of range are refused") {
  Model model(small_net(), 1);
  const auto k = model.block("input/0");
  std::vector<double> weights(model.blocks()[k].values, 0.1);
  model.set_weights(k, weights);
  weights[17] = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(model.set_weights(k, weights), std::domain_error);
  weights[17] = std::numeric_limits<double>::infinity();
  CHECK_THROWS_AS(model.set_weights(k, weights), std::domain_error);
  weights[17] = 600.0;
  CHECK_THROWS_AS(model.set_weights(k, weights), std::domain_error);
  CHECK_THROWS_AS(model.set_weights(k, std::vector<double>(3)), std::invalid_argument);
  const auto j = model.block("internal/0");
  std::vector<double> diagonal(model.blocks()[j].values, 0.0);
  diagonal[101] = 0.5;
  CHECK_THROWS_AS(model.set_weights(j, diagonal), std::invalid_argument);
  CHECK_THROWS_AS(model.block("internal/9"), std::invalid_argument);
  for (const auto value : model.values(k)) REQUIRE(value == 104858);  // 0.1
  // Each block is within its range, but a neuron's sum is not.
  model.set_weights(k, std::vector<double>(model.blocks()[k].values, 9.0));
  model.set_weights(j, [&] {
    std::vector<double> large(model.blocks()[j].values, 4.0);
    for (std::size_t i = 0; i < 100; ++i) large[101 * i] = 0.0;
    return large;
  }());
  CHECK_THROWS_AS(infer(model, small_data(), {}), std::domain_error);
}

TEST_CASE("sparse positions out of order are refused") {
  PresetNumbers numbers;
  numbers.input_size = 50;
  numbers.classes = 4;
  numbers.hidden = 20;
  numbers.mean_degree = 5.0;
  Model model(sparse(numbers), 1);
  const auto k = model.block("internal/0");
  std::vector<std::int64_t> first(21, 2);
  first[0] = 0;
  const std::vector<std::int32_t> values = {5, -7};
  model.set_sparse(k, first, std::vector<std::int32_t>{3, 9}, values);
  CHECK(model.values(k) == values);
  for (const auto& columns : {std::vector<std::int32_t>{9, 3}, {3, 3}, {3, 20}, {-1, 3}, {0, 3}})
    CHECK_THROWS_AS(model.set_sparse(k, first, columns, values), std::invalid_argument);
}

TEST_CASE("data that do not fit are refused") {
  const Model model(small_net(), 1);
  const Options options;
  auto wrong_size = oracles::prototypes(51, 4, 10, 0.2, 1);
  CHECK_THROWS_AS(train(initial_state(model), wrong_size, nullptr, options), std::invalid_argument);
  auto wrong_classes = oracles::prototypes(50, 5, 10, 0.2, 1);
  CHECK_THROWS_AS(infer(model, wrong_classes, {}), std::invalid_argument);
  auto data = small_data();
  data.labels[3] = 4;
  CHECK_THROWS_AS(train(initial_state(model), data, nullptr, options), std::invalid_argument);
  data = small_data();
  data.labels.pop_back();
  CHECK_THROWS_AS(validate(data), std::invalid_argument);
  data = small_data();
  data.inputs[5] |= std::uint64_t{1} << 50;
  CHECK_THROWS_AS(validate(data), std::invalid_argument);
  CHECK_THROWS_AS(train(initial_state(model), small_data(0, 0), nullptr, options),
                  std::invalid_argument);
  CHECK_THROWS_AS(data.add(std::vector<std::int8_t>(50, 0), 1), std::invalid_argument);
  CHECK_THROWS_AS(data.slice(399, 2), std::invalid_argument);
  CHECK_THROWS_AS(split(data, 1.0, 1), std::domain_error);
}

TEST_CASE("a validation split is a partition of the samples") {
  const auto data = small_data(0, 101);
  const auto parts = split(data, 0.2, 5);
  CHECK(parts.validation.samples() == 20);
  CHECK(parts.training.samples() == 81);
  auto all = parts.training.inputs;
  all.insert(all.end(), parts.validation.inputs.begin(), parts.validation.inputs.end());
  auto original = data.inputs;
  std::sort(all.begin(), all.end());
  std::sort(original.begin(), original.end());
  CHECK(all == original);
}

TEST_CASE("nonsense in the options names the argument") {
  const Model model(small_net(), 1);
  const auto data = small_data();
  const auto refused = [&](auto change, const char* name) {
    Options options;
    change(options);
    try {
      train(initial_state(model), data, nullptr, options);
      FAIL(name << " was accepted");
    } catch (const std::exception& error) {
      CHECK(std::string(error.what()).find(name) != std::string::npos);
    }
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  refused([](Options& o) { o.epochs = 0; }, "epochs");
  refused([](Options& o) { o.batch = 65; }, "batch");
  refused([](Options& o) { o.threads = 0; }, "threads");
  refused([](Options& o) { o.patience = 2; }, "patience");
  refused([](Options& o) { o.average_interval = 0; }, "average_interval");
  refused(
      [](Options& o) {
        o.average_epochs = 1;
        o.average_interval = 1000;
      },
      "average_interval");
  refused([](Options& o) { o.schedule.sweeps = 0; }, "sweeps");
  refused([](Options& o) { o.schedule.sweeps = 1; }, "sweeps");  // one of delay
  refused([](Options& o) { o.schedule.decay_time = 0; }, "decay_time");
  refused([&](Options& o) { o.plasticity.rate = nan; }, "rate");
  refused([&](Options& o) { o.plasticity.rate_input = -1.0; }, "rate_input");
  refused([&](Options& o) { o.plasticity.margin = {nan}; }, "margin");
  refused([&](Options& o) { o.plasticity.margin = {1.0, 1.0}; }, "margin");
  refused([&](Options& o) { o.plasticity.decay = 1e5; }, "decay");
  refused([&](Options& o) { o.plasticity.final_factor = 2.0; }, "final_factor");
  refused([&](Options& o) { o.dynamics.update_probability = 0.0; }, "update_probability");
}

TEST_CASE("an architecture that cannot be names its field") {
  const auto refused = [](auto change, const char* name) {
    PresetNumbers numbers;
    numbers.layers = 2;
    numbers.hidden = 10;
    Architecture net = chain(numbers);
    change(net);
    try {
      Model(net, 1);
      FAIL(name << " was accepted");
    } catch (const std::exception& error) {
      CHECK(std::string(error.what()).find(name) != std::string::npos);
    }
  };
  refused([](Architecture& net) { net.input_size = 0; }, "input_size");
  refused([](Architecture& net) { net.layers[1].size = 0; }, "layers[1].size");
  refused([](Architecture& net) { net.layers[1].size = 11; }, "bridges[0].ferromagnetic");
  refused([](Architecture& net) { net.layers[0].input.reset(); }, "input");
  refused([](Architecture& net) { net.layers[1].readout = false; }, "readout");
  refused([](Architecture& net) { net.layers[0].input->strength = 0.0; },
          "layers[0].input.strength");
  refused([](Architecture& net) { net.layers[0].self_coupling = NAN; }, "layers[0].self_coupling");
  refused([](Architecture& net) { net.layers[0].input->port = Port::identity; },
          "layers[0].input.port");
  refused([](Architecture& net) { net.layers[1].feedback->port = Port::identity; },
          "layers[1].feedback.port");
  refused(
      [](Architecture& net) {
        net.layers[0].internal = {Pattern::sparse, 0.0};
      },
      "layers[0].internal.mean_degree");
  refused([](Architecture& net) { net.bridges[0].to = 2; }, "bridges[0]");
  refused([](Architecture& net) { net.bridges[0].to = 0; }, "bridges[0]");
  refused([](Architecture& net) { net.bridges.push_back(net.bridges[0]); }, "bridges[1]");
}

TEST_CASE("the memory of a network is known before it is drawn") {
  PresetNumbers numbers;
  numbers.input_size = 50;
  numbers.classes = 3;
  numbers.hidden = 205;
  numbers.layers = 3;
  numbers.mean_degree = 30;
  for (const auto& name : preset_names()) {
    CAPTURE(name);
    auto net = preset(name, numbers);
    net.layers[0].learned_bias = true;
    for (auto& bridge : net.bridges) bridge.forward.pattern = Pattern::dense;
    const double real = static_cast<double>(Model(net, 1).bytes());
    if (name == "sparse") {  // 6120 couplings, ±72
      CHECK(expected_bytes(net) == Approx(real).margin(8 * 4 * 72));
    } else {
      CHECK(expected_bytes(net) == real);
    }
  }
}

TEST_CASE("topologies join the layers they say") {
  const auto joined = [](theory::Topology topology, int layers) {
    return connect(topology, layers, Bridge{}).size();
  };
  CHECK(joined(theory::Topology::chain, 4) == 3);
  CHECK(joined(theory::Topology::ring, 4) == 4);
  CHECK(joined(theory::Topology::all, 4) == 6);
  CHECK(joined(theory::Topology::ring, 2) == 1);
}

TEST_CASE("feedback factors follow their form") {
  Schedule schedule{.sweeps = 4, .free_sweeps = 2};
  CHECK(feedback_factors(schedule, 1) == std::vector<double>{0, 1, 1, 1, 0, 0});
  CHECK(feedback_factors(schedule, 2) == std::vector<double>{0, 0, 1, 1, 0, 0});
  schedule.feedback_delay = 0;
  CHECK(feedback_factors(schedule, 2) == std::vector<double>{1, 1, 1, 1, 0, 0});
  schedule.feedback = FeedbackForm::constant;
  CHECK(feedback_factors(schedule, 2) == std::vector<double>{1, 1, 1, 1, 1, 1});
  schedule.feedback = FeedbackForm::linear;
  const auto linear = feedback_factors(schedule, 1);
  CHECK(linear[1] == Approx(2.0 / 3.0).margin(1e-3));
  CHECK(linear[3] == 0.0);
  schedule.feedback = FeedbackForm::exponential;
  const auto exponential = feedback_factors(schedule, 1);
  CHECK(exponential[2] == Approx(std::exp(-1.0)).margin(1e-3));
  CHECK(exponential[4] == 0.0);
  // Deep networks need more sweeps than layers, or nothing is steered.
  CHECK(feedback_acts({.sweeps = 4}, 3));
  CHECK_FALSE(feedback_acts({.sweeps = 4}, 4));
  CHECK(feedback_acts({.feedback = FeedbackForm::constant, .sweeps = 4}, 4));
  CHECK(feedback_acts({.sweeps = 4, .feedback_delay = 0}, 4));
}

TEST_CASE("weights are drawn with the variance and independence they claim") {
  PresetNumbers numbers;
  numbers.hidden = 300;
  const Model model(single(numbers), 1), again(single(numbers), 1), other(single(numbers), 2);
  CHECK(model == again);
  CHECK_FALSE(model == other);
  for (std::size_t k = 0; k < model.blocks().size(); ++k) {
    const auto& info = model.blocks()[k];
    INFO(info.name);
    double sum = 0.0, squares = 0.0, product = 0.0;
    const auto values = model.values(k), others = other.values(k);
    for (std::size_t n = 0; n < values.size(); ++n) {
      sum += values[n] * grid;
      squares += values[n] * grid * values[n] * grid;
      product += values[n] * grid * others[n] * grid;
    }
    // Five standard errors.
    const double count = static_cast<double>(values.size());
    const double variance = info.scale * info.scale;
    const double present = info.diagonal_absent ? count - info.rows : count;
    CHECK(std::abs(sum) < 5.0 * info.scale * std::sqrt(count));
    CHECK(std::abs(squares / present - variance) < 5.0 * variance * std::sqrt(2.0 / count));
    CHECK(std::abs(product) < 5.0 * variance * std::sqrt(count));
  }
}
