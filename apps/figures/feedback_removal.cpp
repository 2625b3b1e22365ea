// Figure `feedback-removal`: what is left of a state when the label's feedback goes away.
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/learning/inference.hpp>

#include "figure.hpp"
#include "layout.hpp"
#include "learning_runs.hpp"

namespace steady::apps {
namespace {

constexpr int hidden = 200;
constexpr std::size_t epochs = 10;
constexpr std::size_t shown_samples = 500;
constexpr double self_couplings[] = {0.0, 0.1, 0.25, 0.5};

/// States of training samples before and after, as in a step of the training; then the accuracy.
void look(const learning::Model& model, const learning::DataSets& data, const Trial& trial,
          sampling::Row& row) {
  learning::InferenceOptions how;
  how.dynamics = trial.options.dynamics;
  const auto some = data.train.slice(0, std::min(shown_samples, data.train.samples()));
  row.push_back(learning::steer(model, some, trial.options.schedule, how).overlap.front());
  row.push_back(accuracy_of(model, data.test, trial.options));
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  std::vector<Trial> trials;
  for (const double self_coupling : self_couplings) {
    auto numbers = figure_numbers(request, hidden);
    numbers.self_coupling = self_coupling;
    trials.push_back(
        {learning::single(numbers), figure_training(request, static_cast<int>(epochs))});
  }
  const auto seeds = figure_seeds(request, 4);
  const auto nothing_more = [](const auto&, const auto&, const auto&) { return sampling::Row{}; };
  const auto rows = run_trials(request, trials, seeds, nothing_more, look);
  Table table({"self_coupling", "epoch", "hidden", "samples", "overlap", "overlap_error",
               "test_accuracy", "test_accuracy_error"});
  for (std::size_t t = 0; t < trials.size(); ++t)
    for (std::size_t e = 0; e <= epochs; ++e) {
      const auto overlap = estimate(rows[t], 2 * e), accuracy = estimate(rows[t], 2 * e + 1);
      table.add({self_couplings[t], static_cast<std::int64_t>(e), std::int64_t{hidden}, seeds,
                 overlap.value, overlap.error, accuracy.value, accuracy.error});
    }
  return {table, replaced(figure_script("feedback-removal"), "@epochs@", fmt::format("{}", epochs)),
          9.5, data_notes(request)};
}

Figure feedback_removal_figure() {
  return {"feedback-removal", "Overlap of the states before and after the feedback is removed",
          compute, true};
}

}  // namespace steady::apps
