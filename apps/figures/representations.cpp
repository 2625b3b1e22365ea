// Figure `representations`: how alike the states of different inputs are, beyond what all share,
// layer by layer.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

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

/// Mean over the pairs of one class, or of different classes, in one matrix of the row.
double mean_of_pairs(const std::vector<double>& row, std::size_t matrix, bool same_class) {
  double sum = 0.0, count = 0.0;
  for (std::size_t a = 0; a < inputs; ++a)
    for (std::size_t b = 0; b < inputs; ++b) {
      if (a == b || (a / inputs_each == b / inputs_each) != same_class) continue;
      sum += row[matrix * cells + a * inputs + b];
      ++count;
    }
  return sum / count;
}

sampling::Estimate over_seeds(const std::vector<studies::Training::Outcome>& outcomes,
                              std::size_t matrix, bool same_class) {
  std::vector<double> means;
  for (const auto& outcome : outcomes)
    means.push_back(mean_of_pairs(outcome.overlaps, matrix, same_class));
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

studies::Training chain_trial(const FigureRequest& request) {
  auto options = figure_training(request, epochs);
  options.schedule.feedback = learning::FeedbackForm::constant;
  options.schedule.sweeps = options.schedule.inference_sweeps = 8;
  options.schedule.free_sweeps = 0;
  return {.net = steered_chain(figure_numbers(request, hidden)),
          .options = options,
          .compared = inputs_each};
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  const auto seeds = figure_seeds(request, 4);
  const auto outcomes = run_trainings(request, {chain_trial(request)}, seeds)[0];
  const auto& first = outcomes[0].overlaps;
  Table table({"series", "layer", "row", "column", "overlap", "overlap_error", "correlation",
               "correlation_error", "samples"});
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t layer = 0; layer <= layers; ++layer)  // the image needs its cells in order
    for (std::size_t cell = 0; cell < cells; ++cell)
      table.add({std::string("matrix"), static_cast<std::int64_t>(layer),
                 static_cast<std::int64_t>(cell / inputs), static_cast<std::int64_t>(cell % inputs),
                 first[2 * layer * cells + cell], none, first[(2 * layer + 1) * cells + cell], none,
                 std::int64_t{1}});
  for (const bool same : {true, false})
    for (std::size_t layer = 0; layer <= layers; ++layer) {
      const auto overlap = over_seeds(outcomes, 2 * layer, same);
      const auto correlation = over_seeds(outcomes, 2 * layer + 1, same);
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
  return {"representations",
          "Correlations of the states of all pairs of inputs, layer by layer",
          {"1.4", "8.1", "8.4"},
          compute,
          Made::of_learning};
}

}  // namespace steady::apps
