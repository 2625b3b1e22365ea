// Capacity, recall and training as studies: what holds for every study, and that trainings of one
// seed are independent.
#include <cmath>
#include <memory>
#include <vector>

#include <tests/catch.hpp>
#include <tests/numerics/studies/study_checks.hpp>

#include <steady/numerics/studies/capacity.hpp>
#include <steady/numerics/studies/training.hpp>

using namespace steady;
using studies::Capacity;
using studies::Recall;
using studies::Training;

namespace {

studies::Association small_task(int layers) {
  studies::Association task;
  task.layers = layers;
  task.size = 20;
  task.epochs = 30;
  return task;
}

double number(double x) {
  return std::isnan(x) ? -1e9 : x;  // NaN equals nothing
}

std::shared_ptr<const studies::TrainingData> small_data(double flip = 0.2) {
  learning::Prototypes prototypes;
  prototypes.classes = 3;
  prototypes.size = 30;
  prototypes.flip = flip;
  prototypes.train = 90;
  prototypes.test = 60;
  return std::make_shared<const studies::TrainingData>(prototypes);
}

Training small_training() {
  learning::PresetNumbers numbers;
  numbers.input_size = 30;
  numbers.classes = 3;
  numbers.hidden = 32;
  numbers.input_strength = 1.0;
  Training point;
  point.net = learning::single(numbers);
  point.options.epochs = 2;
  point.options.plasticity.rate = 0.05;
  point.data = small_data();
  return point;
}

Training::Outcome comparable(Training::Outcome outcome) {
  for (auto& epoch : outcome.epochs) {
    epoch.train_accuracy = number(epoch.train_accuracy);
    epoch.update_fraction = number(epoch.update_fraction);
    epoch.unstable_fraction = number(epoch.unstable_fraction);
    epoch.removal_overlap = number(epoch.removal_overlap);
  }
  return outcome;
}

}  // namespace

TEST_CASE("capacity and recall are studies") {
  auto coarse = Capacity{small_task(1), 0.2, 2.0};
  auto noted = coarse;
  noted.task.margin = 0.1 + 0.2;  // needs 17 digits
  auto near = coarse;
  near.task.margin = 0.3;
  tests::check_study<Capacity>({coarse, noted, near, {small_task(2), 0.2, 2.0}}, 3,
                               [](Capacity::Outcome outcome) {
                                 outcome.next = number(outcome.next);
                                 return outcome;
                               });
  tests::check_study<Recall>({{small_task(1), 4}, {small_task(1), 30}, {small_task(2), 4}}, 3,
                             [](Recall::Outcome outcome) { return outcome; });
}

TEST_CASE("the capacity that is found is recalled, and the next load is not") {
  const Capacity point{small_task(1), 0.1, 3.0};
  for (std::uint64_t k = 0; k < 4; ++k) {
    const auto found = point.run({7, k});
    REQUIRE(found);
    REQUIRE(found->load > 0.0);
    REQUIRE(std::isfinite(found->next));
    CHECK(found->next == Approx(found->load + point.step()));
    const auto recalled = [&](double load) {
      return *recall_accuracy(point.task, static_cast<int>(std::lround(load * 20)), {7, k});
    };
    CHECK(recalled(found->load) == found->accuracy);
    CHECK(recalled(found->load) >= point.task.accuracy);
    CHECK(recalled(found->next) < point.task.accuracy);
  }
}

TEST_CASE("training is a study") {
  auto longer = small_training();
  longer.options.epochs = 3;
  auto chain = small_training();
  learning::PresetNumbers numbers;
  numbers.input_size = 30;
  numbers.classes = 3;
  numbers.hidden = 16;
  chain.net = learning::chain(numbers);
  auto noisy = small_training();
  noisy.data = small_data(0.3);
  auto random = small_training();
  random.options.dynamics.update_probability = 0.8;
  random.options.input_noise = 0.1;
  auto measured = small_training();
  measured.steered = 20;
  measured.compared = 2;
  tests::check_study<Training>({small_training(), longer, chain, noisy, random, measured}, 3,
                               comparable);
}

TEST_CASE("trainings and recalls that all agree leave room for one that was not seen") {
  Training::Outcome trained;
  trained.test_accuracy = 1.0;
  trained.epochs = {{.train_accuracy = 0.75}};
  const auto found = small_training().estimate(std::vector<Training::Outcome>(4, trained));
  CHECK(found.test_accuracy.error == sampling::unseen_share(4));
  CHECK(found.train_accuracy.error == 0.75 * sampling::unseen_share(4));
  const auto recalled = Recall{small_task(1), 2}.estimate(std::vector<Recall::Outcome>(4, {1.0}));
  CHECK(recalled.recalled_fraction.high == 1.0);
  CHECK(recalled.recalled_fraction.low < 1.0);
}

TEST_CASE("a training study measures what it is asked to") {
  auto point = small_training();
  point.steered = 50;
  point.compared = 2;
  const auto outcome = point.run({1, 0});
  REQUIRE(outcome);
  REQUIRE(outcome->epochs.size() == 3);  // untrained, and two epochs
  CHECK(std::isnan(outcome->epochs[0].train_accuracy));
  CHECK(outcome->epochs[2].test_accuracy == outcome->test_accuracy);
  CHECK(outcome->test_accuracy > 0.6);  // chance: a third
  for (const auto& epoch : outcome->epochs) {
    CHECK(epoch.removal_overlap <= 1.0);
    CHECK(epoch.removal_overlap > -1.0);
  }
  // Input and one layer, overlaps and correlations of 6 inputs.
  const std::size_t inputs = 6, cells = inputs * inputs;
  REQUIRE(outcome->overlaps.size() == 4 * cells);
  for (std::size_t matrix = 0; matrix < 4; ++matrix)
    for (std::size_t a = 0; a < inputs; ++a)
      for (std::size_t b = 0; b < inputs; ++b) {
        const double value = outcome->overlaps[matrix * cells + a * inputs + b];
        CHECK(value == Approx(outcome->overlaps[matrix * cells + b * inputs + a]));
        if (a == b) CHECK(value == Approx(1.0));
        CHECK(std::abs(value) < 1.0 + 1e-12);
      }
}

TEST_CASE("trainings of one seed are independent of each other, and of neighbouring seeds") {
  const auto net = small_training().net;
  const learning::Model reference(net, 5, 0);
  CHECK(learning::Model(net, 5) == reference);
  // Shares of equal signs of independent Gaussians: 1/2, within five standard errors.
  const auto equal_signs = [&](const learning::Model& other) {
    const auto block = reference.block("input/0");
    const auto a = reference.values(block), b = other.values(block);
    double equal = 0.0;
    for (std::size_t k = 0; k < a.size(); ++k) equal += (a[k] > 0) == (b[k] > 0);
    return (equal / static_cast<double>(a.size()) - 0.5) * 2.0 *
           std::sqrt(static_cast<double>(a.size()));
  };
  CHECK(std::abs(equal_signs(learning::Model(net, 5, 1))) < 5.0);
  CHECK(std::abs(equal_signs(learning::Model(net, 6, 0))) < 5.0);
  CHECK(std::abs(equal_signs(learning::Model(net, 6, 1))) < 5.0);
  // The order of samples and the data differ too.
  const auto data = small_data();
  CHECK(data->draw(5, 0)->train.inputs != data->draw(5, 1)->train.inputs);
  CHECK(data->draw(5, 0) == data->draw(5, 0));
  learning::Options options;
  options.epochs = 1;
  const auto trained = [&](std::uint64_t sample) {
    options.sample = sample;
    return learning::train(learning::initial_state(reference), data->draw(5, 0)->train, nullptr,
                           options)
        .model;
  };
  CHECK(trained(0) == trained(0));
  CHECK_FALSE(trained(0) == trained(1));
}
