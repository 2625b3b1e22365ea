// Training as a process: it learns, resumes exactly, does not depend on threads, and fails clearly.
#include <cmath>
#include <limits>
#include <stop_token>
#include <vector>

#include <tests/catch.hpp>

#include <steady/numerics/learning/trainer.hpp>

#include "small_tasks.hpp"

using namespace steady;
using namespace steady::learning;

namespace {

Architecture small_net(double self_coupling = 0.5) {
  PresetNumbers numbers;
  numbers.input_size = 50;
  numbers.classes = 4;
  numbers.hidden = 100;
  numbers.self_coupling = self_coupling;
  numbers.input_strength = 2.0;
  return single(numbers);
}

Dataset small_data(std::uint64_t part = 0, std::size_t samples = 400) {
  return oracles::prototypes(50, 4, samples, 0.25, 1, part);
}

Options small_options() {
  Options options;
  options.epochs = 4;
  options.plasticity.decay_interval = 7;
  options.average_epochs = 2;
  options.average_interval = 5;
  options.plasticity.threshold_rate = 0.01;
  return options;
}

bool same_but_for_time(std::vector<EpochSummary> a, std::vector<EpochSummary> b) {
  for (auto* history : {&a, &b}) {
    for (auto& row : *history) {
      row.samples_per_second = 0.0;
      if (std::isnan(row.test_accuracy)) row.test_accuracy = -1.0;
    }
  }
  return a == b;
}

}  // namespace

TEST_CASE("noisy prototypes are learned, and a new sample is recognised") {
  const auto training = small_data(), test = small_data(1);
  auto options = small_options();
  options.epochs = 10;
  const Model start(small_net(), 1);
  const double before = infer(start, test, {}).accuracy;
  const auto summary = train(initial_state(start), training, &test, options);
  CHECK(summary.status == Status::finished);
  CHECK(summary.state.history.size() == 10);
  CHECK(before < 0.6);
  CHECK(infer(summary.model, test, {}).accuracy > 0.9);
  // The last row speaks of the model that is returned.
  CHECK(summary.state.history.back().test_accuracy == infer(summary.model, test, {}).accuracy);
}

TEST_CASE("taking the feedback away leaves a trained network with self-coupling where it is") {
  const auto training = small_data();
  auto options = small_options();
  options.epochs = 10;
  const auto overlap = [&](double self_coupling) {
    const Model start(small_net(self_coupling), 1);
    const auto trained = train(initial_state(start), training, nullptr, options);
    return steer(trained.model, training, options.schedule, {}).overlap[0];
  };
  const double held = overlap(0.5), lost = overlap(0.0);
  CAPTURE(held, lost);
  CHECK(held > 0.93);
  CHECK(lost < 0.9);
}

TEST_CASE("training interrupted anywhere continues bit for bit") {
  const auto training = small_data(), test = small_data(1, 100);
  auto options = small_options();
  options.dynamics.update_probability = 0.8;
  const Model start(small_net(), 1);
  const auto whole = train(initial_state(start), training, &test, options);

  SECTION("after every epoch, from the state handed to on_epoch") {
    std::vector<State> states;
    options.on_epoch = [&](const EpochSummary&, const State& state) { states.push_back(state); };
    train(initial_state(start), training, &test, options);
    options.on_epoch = nullptr;
    REQUIRE(states.size() == 4);
    for (const auto& state : states) {
      const auto rest = train(state, training, &test, options);
      CHECK(rest.model == whole.model);
      CHECK(rest.state.model == whole.state.model);
      CHECK(same_but_for_time(rest.state.history, whole.state.history));
    }
  }
  SECTION("in the middle of epochs, by the stop token") {
    State state = initial_state(start);
    int interruptions = 0;
    for (;;) {
      std::stop_source source;
      options.stop = source.get_token();
      options.progress_interval = 0.0;
      options.on_progress = [&](const TrainingProgress& progress) {
        if (progress.done > 0 && progress.done < progress.samples) source.request_stop();
      };
      auto part = train(state, training, &test, options);
      if (part.status != Status::stopped) {
        CHECK(part.status == Status::finished);
        CHECK(part.model == whole.model);
        CHECK(same_but_for_time(part.state.history, whole.state.history));
        break;
      }
      ++interruptions;
      state = part.state;
    }
    CHECK(interruptions > 4);
  }
}

TEST_CASE("the result does not depend on the number of threads") {
  const auto training = small_data(0, 150), test = small_data(1, 100);
  PresetNumbers numbers;
  numbers.input_size = 50;
  numbers.classes = 4;
  numbers.hidden = 70;
  numbers.layers = 3;
  numbers.mean_degree = 10;
  std::vector<Architecture> nets = {small_net(), modules(numbers), sparse(numbers)};
  nets[1].bridges[0].forward = {Pattern::dense, 0.0, 1.0, true};
  for (const auto& net : nets) {
    for (const auto rule : {UpdateRule::parallel, UpdateRule::asynchronous}) {
      for (const auto symmetry : {Symmetry::none, Symmetry::symmetric}) {
        if (symmetry != Symmetry::none && net.name != "single") continue;
        auto options = small_options();
        options.epochs = 2;
        options.dynamics.rule = rule;
        options.plasticity.symmetry = symmetry;
        const auto one = train(initial_state(Model(net, 1)), training, &test, options);
        for (const int threads : {2, 5}) {
          options.threads = threads;
          CAPTURE(net.name, to_string(rule), to_string(symmetry), threads);
          const auto many = train(initial_state(Model(net, 1)), training, &test, options);
          CHECK(one.model == many.model);
          CHECK(same_but_for_time(one.state.history, many.state.history));
        }
        InferenceOptions few{.dynamics = {rule, 0.6}, .threads = 1, .keep_fields = true};
        InferenceOptions more = few;
        more.threads = 3;
        CHECK(infer(one.model, test, few).fields == infer(one.model, test, more).fields);
      }
    }
  }
}

TEST_CASE("inference does not depend on which samples stand together") {
  const auto data = small_data(2, 150);
  const Model model(small_net(), 1);
  const auto all = infer(model, data, {.keep_fields = true});
  const auto tail = infer(model, data.slice(70, 80), {.keep_fields = true});
  CHECK(std::equal(tail.fields.begin(), tail.fields.end(), all.fields.begin() + 70 * 4));
}

TEST_CASE("early stopping ends in time and returns the best epoch's network") {
  const auto training = small_data(0, 100), validation = small_data(1, 200);
  auto options = small_options();
  options.epochs = 60;
  options.average_epochs = 0;
  options.patience = 3;
  const auto summary = train(initial_state(Model(small_net(), 1)), training, &validation, options);
  CHECK(summary.status == Status::converged);
  const auto& history = summary.state.history;
  CHECK(history.size() < 60);
  CHECK(history.size() == summary.state.best_epoch + 3);
  double best = 0.0;
  for (const auto& row : history) best = std::max(best, row.test_accuracy);
  CHECK(infer(summary.model, validation, {}).accuracy == best);
}

TEST_CASE("a rate that diverges is reported, and the network before the epoch is kept") {
  const auto training = small_data();
  const Model start(small_net(), 1);
  auto options = small_options();
  options.average_epochs = 0;
  options.plasticity.threshold_rate = 0.0;

  SECTION("slowly: some epochs go well") {
    options.epochs = 400;
    options.plasticity.rate_form = RateForm::constant;
    options.plasticity.rate_readout = 30.0;
    options.plasticity.margin_readout = 250.0;
    options.plasticity.decay_readout = 0.0;
    std::vector<Model> models = {start};
    options.on_epoch = [&](const EpochSummary&, const State& state) {
      models.push_back(state.model);
    };
    const auto summary = train(initial_state(start), training, nullptr, options);
    CHECK(summary.status == Status::diverged);
    CHECK(summary.state.epochs_done + 1 == models.size());
    CHECK(summary.model == models.back());
  }
  SECTION("at once") {
    options.plasticity.rate = 1e5;
    options.plasticity.decay = 0.0;
    const auto summary = train(initial_state(start), training, nullptr, options);
    CHECK(summary.status == Status::diverged);
    CHECK(summary.state.epochs_done == 0);
    CHECK(summary.model == start);
  }
}

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
  const auto options = small_options();
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
  refused([](Options& o) { o.schedule.sweeps_with = 0; }, "sweeps_with");
  refused([](Options& o) { o.schedule.decay_time = 0; }, "decay_time");
  refused([&](Options& o) { o.plasticity.rate = nan; }, "rate");
  refused([&](Options& o) { o.plasticity.rate_input = -1.0; }, "rate_input");
  refused([&](Options& o) { o.plasticity.margins = {nan}; }, "margins");
  refused([&](Options& o) { o.plasticity.margins = {1.0, 1.0}; }, "margins");
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
  Schedule schedule{.sweeps_with = 4, .sweeps_without = 2};
  CHECK(feedback_factors(schedule, 1) == std::vector<double>{0, 1, 1, 1, 0, 0});
  CHECK(feedback_factors(schedule, 2) == std::vector<double>{0, 0, 1, 1, 0, 0});
  schedule.delay = 0;
  CHECK(feedback_factors(schedule, 2) == std::vector<double>{1, 1, 1, 1, 0, 0});
  schedule.form = FeedbackForm::constant;
  CHECK(feedback_factors(schedule, 2) == std::vector<double>{1, 1, 1, 1, 1, 1});
  schedule.form = FeedbackForm::linear;
  const auto linear = feedback_factors(schedule, 1);
  CHECK(linear[1] == Approx(2.0 / 3.0).margin(1e-3));
  CHECK(linear[3] == 0.0);
  schedule.form = FeedbackForm::exponential;
  const auto exponential = feedback_factors(schedule, 1);
  CHECK(exponential[2] == Approx(std::exp(-1.0)).margin(1e-3));
  CHECK(exponential[4] == 0.0);
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
