#include <steady/numerics/studies/training.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/learning/engine/inference.hpp>
#include <steady/numerics/learning/files/architecture_file.hpp>
#include <steady/numerics/options/entries.hpp>
#include <steady/numerics/studies/key.hpp>
#include <steady/numerics/studies/outcomes.hpp>

namespace steady::studies {
namespace {

using namespace learning;

Dataset first_of(const Dataset& data, std::size_t count) {
  return count == 0 ? data : data.slice(0, std::min(count, data.samples()));
}

DataSets drawn(Prototypes prototypes, std::uint64_t seed, std::uint64_t index) {
  prototypes.seed = seed;
  prototypes.sample = index;
  return draw_prototypes(prototypes);
}

DataSets drawn(const DataFolder& data, std::uint64_t seed, std::uint64_t index) {
  auto how = data.how;
  how.seed = seed;
  how.sample = index;
  how.threads = 1;
  const auto sets = read_folder(data.folder, how);
  return {first_of(sets.train, data.train), first_of(sets.test, data.test)};
}

InferenceOptions asking(const Options& options) {
  InferenceOptions how;
  how.sweeps = options.schedule.inference_sweeps;
  how.dynamics = options.dynamics;
  how.seed = options.seed;
  how.sample = options.sample;
  return how;
}

/// Share of the first layer's states that is left when the feedback of a training step goes away.
double removal_overlap(const Model& model, const Dataset& data, const Options& options) {
  return steer(model, data, options.schedule, asking(options)).overlap.front();
}

/// The first `each` samples of every class, class after class.
Dataset sorted_by_class(const Dataset& data, std::size_t each) {
  Dataset chosen;
  chosen.input_size = data.input_size;
  chosen.classes = data.classes;
  for (int c = 0; c < data.classes; ++c) {
    std::size_t found = 0;
    for (std::size_t k = 0; k < data.samples() && found < each; ++k) {
      if (data.labels[k] != c) continue;
      const auto input = data.input(k);
      chosen.inputs.insert(chosen.inputs.end(), input.begin(), input.end());
      chosen.labels.push_back(data.labels[k]);
      ++found;
    }
    if (found < each)
      throw std::runtime_error(
          fmt::format("the test set has only {} samples of class {}", found, c));
  }
  return chosen;
}

/// Overlaps of all pairs of packed states of `bits` neurons, row by row; then their correlations:
/// the overlaps of s − ⟨s⟩, ⟨⟩ over the states, in units of their lengths. What all states have in
/// common hides in overlaps what tells them apart.
void append_overlaps(std::vector<double>& row, const std::vector<std::uint64_t>& states, int bits,
                     std::size_t count) {
  const auto words = Dataset::words(bits);
  const auto spin = [&](std::size_t a, int i) {
    const auto bit = static_cast<std::size_t>(i);
    return (states[a * words + bit / 64] >> (bit % 64) & 1) != 0 ? 1.0 : -1.0;
  };
  std::vector<double> mean(static_cast<std::size_t>(bits), 0.0);
  for (int i = 0; i < bits; ++i)
    for (std::size_t a = 0; a < count; ++a)
      mean[static_cast<std::size_t>(i)] += spin(a, i) / static_cast<double>(count);
  std::vector<double> overlap(count * count, 0.0), centred(count * count, 0.0);
  for (std::size_t a = 0; a < count; ++a)
    for (std::size_t b = 0; b < count; ++b)
      for (int i = 0; i < bits; ++i) {
        const double x = spin(a, i), y = spin(b, i), m = mean[static_cast<std::size_t>(i)];
        overlap[a * count + b] += x * y;
        centred[a * count + b] += (x - m) * (y - m);
      }
  for (const double sum : overlap) row.push_back(sum / bits);
  for (std::size_t a = 0; a < count; ++a)
    for (std::size_t b = 0; b < count; ++b) {
      const double lengths = std::sqrt(centred[a * count + a] * centred[b * count + b]);
      row.push_back(lengths > 0.0 ? centred[a * count + b] / lengths : 0.0);
    }
}

std::vector<double> overlaps(const Model& model, const Dataset& test, std::size_t each,
                             const Options& options) {
  const auto data = sorted_by_class(test, each);
  auto how = asking(options);
  how.keep_states = true;
  const auto states = infer(model, data, how).states;
  std::vector<double> row;
  append_overlaps(row, data.inputs, data.input_size, data.samples());
  for (std::size_t l = 0; l < states.size(); ++l)
    append_overlaps(row, states[l], model.architecture().layers[l].size, data.samples());
  return row;
}

}  // namespace

std::shared_ptr<const DataSets> TrainingData::draw(std::uint64_t seed, std::uint64_t index) const {
  const std::lock_guard lock(mutex_);
  auto& sets = drawn_[{seed, index}];
  if (!sets)
    sets = std::make_shared<const DataSets>(
        std::visit([&](const auto& source) { return drawn(source, seed, index); }, source_));
  return sets;
}

std::string TrainingData::key() const {
  if (const auto* p = std::get_if<Prototypes>(&source_))
    return Key("prototypes")
        .add("classes", p->classes)
        .add("size", p->size)
        .add("flip", p->flip)
        .add("train", p->train)
        .add("test", p->test)
        .text();
  const auto& f = std::get<DataFolder>(source_);
  return Key("folder")
      .add("folder", f.folder.string())
      .add("size", f.how.size)
      .add("classes", f.how.classes)
      .add("train", f.train)
      .add("test", f.test)
      .text();
}

std::optional<Training::Outcome> Training::run(const Sample& sample) const {
  const auto sets = data->draw(sample.seed, sample.index);
  auto how = options;
  how.seed = sample.seed;
  how.sample = sample.index;
  how.threads = sample.threads;
  how.stop = sample.stop;
  Outcome outcome;
  Model untrained(net, sample.seed, sample.index);
  const auto some = first_of(sets->train, steered);
  if (steered > 0)
    outcome.epochs.push_back({.test_accuracy = infer(untrained, sets->test, asking(how)).accuracy,
                              .removal_overlap = removal_overlap(untrained, some, how)});
  how.on_epoch = [&](const EpochSummary& e, const State& state) {
    outcome.epochs.push_back(
        {e.train_accuracy, e.test_accuracy, e.update_fraction, e.unstable_fraction});
    if (steered > 0)
      outcome.epochs.back().removal_overlap = removal_overlap(state.model, some, how);
  };
  const auto trained = train(initial_state(std::move(untrained)), sets->train, &sets->test, how);
  if (trained.status == Status::stopped) return std::nullopt;
  outcome.test_accuracy = infer(trained.model, sets->test, asking(how)).accuracy;
  if (compared > 0) outcome.overlaps = overlaps(trained.model, sets->test, compared, how);
  return outcome;
}

std::string Training::key() const {
  auto described = options;
  return Key(name)
      .add(options::entries(described))
      .add("train_evaluation", options.train_evaluation)
      .add("decay_interval", options.plasticity.decay_interval)
      .add("steered", steered)
      .add("compared", compared)
      .add("data", data->key())
      .add("architecture", to_toml(net))
      .text();
}

std::string Training::describe() const {
  return fmt::format("trainings of networks {}", net.name);
}

double Training::cost() const {
  double neurons = 0.0;
  for (const auto& layer : net.layers) neurons += layer.size;
  return options.epochs * (neurons + 200.0) * (neurons + 200.0);
}

double Training::bytes() const {
  const double copies =
      3.0 + (options.patience > 0 ? 1.0 : 0.0) + (options.average_epochs > 0 ? 3.0 : 0.0);
  return copies * expected_bytes(net) + 1e6;
}

Training::Estimates Training::estimate(std::span<const Outcome> outcomes) const {
  return {mean_share(outcomes, [](const Outcome& o) { return o.test_accuracy; }),
          mean_share(outcomes, [](const Outcome& o) { return o.epochs.back().train_accuracy; })};
}

}  // namespace steady::studies
