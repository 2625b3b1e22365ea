// Training as a process: it learns, resumes exactly, leaves structure alone, does not depend on
// threads, and fails clearly.
#include <cmath>
#include <limits>
#include <stop_token>
#include <vector>

#include <tests/catch.hpp>

#include <steady/numerics/learning/engine/trainer.hpp>

#include "small_tasks.hpp"

using namespace steady;
using namespace steady::learning;
using oracles::small_data;
using oracles::small_net;

namespace {

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
    const auto parts = oracles::train_in_parts(initial_state(start), training, &test, options);
    CHECK(parts.times > 4);
    CHECK(parts.end.status == Status::finished);
    CHECK(parts.end.model == whole.model);
    CHECK(same_but_for_time(parts.end.state.history, whole.state.history));
  }
}

TEST_CASE("averaged weights are the mean of the snapshots, and keep the couplings' symmetry") {
  const auto training = small_data(0, 160);
  for (const auto symmetry : {Symmetry::none, Symmetry::symmetric, Symmetry::antisymmetric}) {
    auto options = small_options();
    options.plasticity.symmetry = symmetry;
    options.average_interval = 10;  // one snapshot an epoch: two in all, many halves to round
    std::vector<Model> models;
    options.on_epoch = [&](const EpochSummary&, const State& state) {
      models.push_back(state.model);
    };
    const auto summary = train(initial_state(Model(small_net(), 1)), training, nullptr, options);
    REQUIRE(summary.state.snapshots == 2);
    for (std::size_t k = 0; k < summary.model.blocks().size(); ++k) {
      const auto a = models[2].values(k), b = models[3].values(k), mean = summary.model.values(k);
      for (std::size_t i = 0; i < mean.size(); ++i)
        REQUIRE(mean[i] == std::lround(0.5 * (double(a[i]) + double(b[i]))));
    }
    if (symmetry == Symmetry::none) continue;
    const int sign = symmetry == Symmetry::symmetric ? 1 : -1;
    const auto j = summary.model.values(summary.model.block("internal/0"));
    for (std::size_t r = 0; r < 100; ++r)
      for (std::size_t c = 0; c < r; ++c) REQUIRE(j[100 * r + c] == sign * j[100 * c + r]);
  }
}

namespace {

// Fixed blocks and positions as they were, diagonals empty, all else learned.
void require_structure(const Model& model, const Model& start) {
  CHECK(model.architecture() == start.architecture());
  for (std::size_t k = 0; k < model.blocks().size(); ++k) {
    const auto& info = model.blocks()[k];
    INFO(info.name);
    if (!info.learned) {
      CHECK(model.values(k) == start.values(k));
    } else {
      CHECK(model.values(k) != start.values(k));
    }
    CHECK(
        std::vector<std::int32_t>(model.sparse_columns(k).begin(), model.sparse_columns(k).end()) ==
        std::vector<std::int32_t>(start.sparse_columns(k).begin(), start.sparse_columns(k).end()));
    if (!info.diagonal_absent || info.pattern != Pattern::dense) continue;
    const auto values = model.values(k);
    for (int i = 0; i < info.rows; ++i)
      REQUIRE(values[static_cast<std::size_t>(i * info.columns + i)] == 0);
  }
}

}  // namespace

TEST_CASE("couplings on a diagonal, absent ones, feedback and fixed blocks never change") {
  PresetNumbers numbers;
  numbers.input_size = 50;
  numbers.classes = 4;
  numbers.hidden = 40;
  numbers.layers = 2;
  numbers.coupling = 1.0;
  Architecture net = modules(numbers);
  net.bridges[0].forward = {Pattern::dense, 0.0, 1.0, true};
  net.bridges[0].backward = {Pattern::dense, 0.0, 1.0, false};
  const auto data = small_data(0, 60);
  // With everything that touches weights: decay, averaging, own thresholds, a symmetry.
  for (const auto symmetry : {Symmetry::none, Symmetry::symmetric, Symmetry::antisymmetric}) {
    auto options = small_options();
    options.epochs = 2;
    options.dynamics.update_probability = 0.8;
    options.plasticity.decay_readout = 0.4;
    options.plasticity.threshold_rate = 0.1;
    options.plasticity.symmetry = symmetry;
    options.average_epochs = 1;
    options.average_interval = 1;
    Architecture mixed = net;
    if (symmetry == Symmetry::none) {
      mixed.layers[0].internal = {Pattern::sparse, 10.0, 1.0, true};
      mixed.layers[1].internal.learned = false;
    }
    CAPTURE(symmetry_names.of(symmetry));
    const Model start(mixed, 3);
    const auto summary = train(initial_state(start), data, nullptr, options);
    CHECK(summary.state.snapshots > 1);
    require_structure(summary.model, start);
    require_structure(summary.state.model, start);
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
          CAPTURE(net.name, update_rule_names.of(rule), symmetry_names.of(symmetry), threads);
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

TEST_CASE("where nothing is learned the rule does not act") {
  PresetNumbers numbers;
  numbers.input_size = 50;
  numbers.classes = 4;
  numbers.hidden = 60;
  numbers.input_strength = 1.0;
  const auto training = small_data(0, 100);
  for (auto net : {reservoir(numbers), random_features(numbers), single(numbers)}) {
    const auto history =
        train(initial_state(Model(net, 1)), training, nullptr, small_options()).state.history;
    CAPTURE(net.name);
    CHECK((history.back().update_fraction > 0.0) == (net.name == "single"));
    CHECK(history.back().train_accuracy > 0.4);
  }
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
    options.plasticity.rate_readout = 0.3;
    options.plasticity.margin_readout = 250.0;
    options.plasticity.decay_readout = 0.0;
    std::vector<Model> models = {start};
    options.on_epoch = [&](const EpochSummary&, const State& state) {
      models.push_back(state.model);
    };
    const auto summary = train(initial_state(start), training, nullptr, options);
    CHECK(summary.status == Status::diverged);
    CHECK(summary.state.epochs_done > 0);
    CHECK(summary.state.epochs_done + 1 == models.size());
    CHECK(summary.model == models.back());
  }
  SECTION("nothing has grown yet, but one batch could") {
    options.plasticity.rate = 1e5;
    options.plasticity.decay = 0.0;
    const auto summary = train(initial_state(start), training, nullptr, options);
    CHECK(summary.status == Status::too_fast);
    CHECK(summary.state.epochs_done == 0);
    CHECK(summary.model == start);
  }
}
