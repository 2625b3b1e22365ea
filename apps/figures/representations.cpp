// Figure `representations`: how alike the states of different inputs are, beyond what all share,
// layer by layer.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <apps/frame/errors.hpp>
#include <steady/numerics/learning/inference.hpp>

#include "figure.hpp"
#include "layout.hpp"
#include "learning_runs.hpp"

namespace steady::apps {
namespace {

constexpr int layers = 3;
constexpr int hidden = 200;
constexpr int epochs = 10;
constexpr std::size_t inputs_each = 6;  // of every class
constexpr std::size_t classes = 10;
constexpr std::size_t inputs = inputs_each * classes;
constexpr std::size_t cells = inputs * inputs;

/// The first samples of every class, class after class.
learning::Dataset sorted_by_class(const learning::Dataset& data) {
  learning::Dataset chosen;
  chosen.input_size = data.input_size;
  chosen.classes = data.classes;
  for (std::size_t c = 0; c < classes; ++c) {
    std::size_t found = 0;
    for (std::size_t k = 0; k < data.samples() && found < inputs_each; ++k) {
      if (data.labels[k] != c) continue;
      const auto input = data.input(k);
      chosen.inputs.insert(chosen.inputs.end(), input.begin(), input.end());
      chosen.labels.push_back(data.labels[k]);
      ++found;
    }
    if (found < inputs_each)
      throw ResourceError(fmt::format("the test set has only {} samples of class {}", found, c));
  }
  return chosen;
}

bool spin(const std::vector<std::uint64_t>& states, std::size_t words, std::size_t a, int i) {
  const auto bit = static_cast<std::size_t>(i);
  return (states[a * words + bit / 64] >> (bit % 64) & 1) != 0;
}

/// Overlaps of all pairs of packed states of `bits` neurons, row by row; then their correlations:
/// the overlaps of s − ⟨s⟩, ⟨⟩ over the states, in units of their lengths. What all states have in
/// common hides in overlaps what tells them apart.
void append_overlaps(sampling::Row& row, const std::vector<std::uint64_t>& states, int bits) {
  const auto words = learning::Dataset::words(bits);
  std::vector<double> mean(static_cast<std::size_t>(bits), 0.0);
  for (int i = 0; i < bits; ++i)
    for (std::size_t a = 0; a < inputs; ++a)
      mean[static_cast<std::size_t>(i)] +=
          (spin(states, words, a, i) ? 1.0 : -1.0) / static_cast<double>(inputs);
  std::vector<double> overlap(cells, 0.0), centred(cells, 0.0);
  for (std::size_t a = 0; a < inputs; ++a)
    for (std::size_t b = 0; b < inputs; ++b)
      for (int i = 0; i < bits; ++i) {
        const double x = spin(states, words, a, i) ? 1.0 : -1.0;
        const double y = spin(states, words, b, i) ? 1.0 : -1.0;
        const double m = mean[static_cast<std::size_t>(i)];
        overlap[a * inputs + b] += x * y;
        centred[a * inputs + b] += (x - m) * (y - m);
      }
  for (const double sum : overlap) row.push_back(sum / bits);
  for (std::size_t a = 0; a < inputs; ++a)
    for (std::size_t b = 0; b < inputs; ++b) {
      const double lengths = std::sqrt(centred[a * inputs + a] * centred[b * inputs + b]);
      row.push_back(lengths > 0.0 ? centred[a * inputs + b] / lengths : 0.0);
    }
}

sampling::Row overlaps(const learning::Summary& trained, const learning::DataSets& sets,
                       const Trial& trial) {
  const auto data = sorted_by_class(sets.test);
  learning::InferenceOptions how;
  how.sweeps = trial.options.schedule.inference_sweeps;
  how.dynamics = trial.options.dynamics;
  how.keep_states = true;
  const auto states = learning::infer(trained.model, data, how).states;
  sampling::Row row;
  append_overlaps(row, data.inputs, data.input_size);
  for (const auto& layer : states) append_overlaps(row, layer, hidden);
  return row;
}

/// Mean over the pairs of one class, or of different classes, in one matrix of the row.
double mean_of_pairs(const sampling::Row& row, std::size_t matrix, bool same_class) {
  double sum = 0.0, count = 0.0;
  for (std::size_t a = 0; a < inputs; ++a)
    for (std::size_t b = 0; b < inputs; ++b) {
      if (a == b || (a / inputs_each == b / inputs_each) != same_class) continue;
      sum += row[matrix * cells + a * inputs + b];
      ++count;
    }
  return sum / count;
}

sampling::Estimate over_seeds(const std::vector<sampling::Row>& rows, std::size_t matrix,
                              bool same_class) {
  std::vector<double> means;
  for (const auto& row : rows) means.push_back(mean_of_pairs(row, matrix, same_class));
  return sampling::mean(means);
}

// Learned couplings lead from layer to layer, and every layer is shown the label, the first ones
// weakly: each makes the inputs of a class a little more alike (docs/learning.md,
// Hetero-association).
learning::Architecture steered_chain(learning::PresetNumbers numbers) {
  constexpr double label_strength = 2.0;
  numbers.layers = layers;
  numbers.self_coupling = numbers.coupling = 0.0;
  auto net = learning::chain(numbers);
  for (int l = 1; l <= layers; ++l) {
    auto& layer = net.layers[static_cast<std::size_t>(l) - 1];
    layer.internal = {};
    layer.feedback = learning::Feedback{label_strength * std::sqrt(double(l) / layers)};
  }
  for (auto& bridge : net.bridges) bridge.forward.pattern = learning::Pattern::dense;
  return net;
}

Trial chain_trial(const FigureRequest& request) {
  auto options = figure_training(request, epochs);
  options.schedule.feedback = learning::FeedbackForm::constant;
  options.schedule.sweeps = options.schedule.inference_sweeps = 8;
  options.schedule.free_sweeps = 0;
  return {steered_chain(figure_numbers(request, hidden)), options};
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  const auto seeds = figure_seeds(request, 4);
  const auto rows = run_trials(request, {chain_trial(request)}, seeds, overlaps)[0];
  Table table({"series", "layer", "row", "column", "overlap", "overlap_error", "correlation",
               "correlation_error", "samples"});
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t layer = 0; layer <= layers; ++layer)  // the image needs its cells in order
    for (std::size_t cell = 0; cell < cells; ++cell)
      table.add({std::string("matrix"), static_cast<std::int64_t>(layer),
                 static_cast<std::int64_t>(cell / inputs), static_cast<std::int64_t>(cell % inputs),
                 rows[0][2 * layer * cells + cell], none, rows[0][(2 * layer + 1) * cells + cell],
                 none, std::int64_t{1}});
  for (const bool same : {true, false})
    for (std::size_t layer = 0; layer <= layers; ++layer) {
      const auto overlap = over_seeds(rows, 2 * layer, same);
      const auto correlation = over_seeds(rows, 2 * layer + 1, same);
      table.add({std::string(same ? "same-class" : "other-class"), static_cast<std::int64_t>(layer),
                 none, none, overlap.value, overlap.error, correlation.value, correlation.error,
                 seeds});
    }
  auto notes = data_notes(request);
  notes.emplace_back("inputs", fmt::format("{} of the test set, {} of each class, sorted by class; "
                                           "the matrices are of the first seed",
                                           inputs, inputs_each));
  auto script = replaced(figure_script("representations"), "@inputs@", fmt::format("{}", inputs));
  script = replaced(script, "@each@", fmt::format("{}", inputs_each));
  return {table, replaced(script, "@layers@", fmt::format("{}", layers)), 13.0, notes};
}

Figure representations_figure() {
  return {"representations", "Correlations of the states of all pairs of inputs, layer by layer",
          compute, true};
}

}  // namespace steady::apps
