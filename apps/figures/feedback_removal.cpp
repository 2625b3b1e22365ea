// Figure `feedback-removal`: what is left of a state when the label's feedback goes away.
#include <string>
#include <vector>

#include <fmt/format.h>

#include "figure.hpp"
#include "layout.hpp"
#include "learning_runs.hpp"

namespace steady::apps {
namespace {

constexpr int hidden = 200;
constexpr std::size_t epochs = 10;
constexpr std::size_t shown_samples = 500;
constexpr double self_couplings[] = {0.0, 0.1, 0.25, 0.5};

using Epoch = studies::Training::Epoch;

sampling::Estimate mean_at(const std::vector<studies::Training::Outcome>& outcomes,
                           std::size_t epoch, double Epoch::*column) {
  std::vector<double> values;
  for (const auto& outcome : outcomes) values.push_back(outcome.epochs[epoch].*column);
  return sampling::mean(values);
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  std::vector<studies::Training> trials;
  for (const double self_coupling : self_couplings) {
    auto numbers = figure_numbers(request, hidden);
    numbers.self_coupling = self_coupling;
    trials.push_back({.net = learning::single(numbers),
                      .options = figure_training(request, static_cast<int>(epochs)),
                      .steered = shown_samples});
  }
  const auto seeds = figure_seeds(request, 4);
  const auto outcomes = run_trainings(request, trials, seeds);
  Table table({"self_coupling", "epoch", "hidden", "samples", "overlap", "overlap_error",
               "test_accuracy", "test_accuracy_error"});
  for (std::size_t t = 0; t < trials.size(); ++t)
    for (std::size_t e = 0; e <= epochs; ++e) {
      const auto overlap = mean_at(outcomes[t], e, &Epoch::removal_overlap),
                 accuracy = mean_at(outcomes[t], e, &Epoch::test_accuracy);
      table.add({self_couplings[t], static_cast<std::int64_t>(e), std::int64_t{hidden}, seeds,
                 overlap.value, overlap.error, accuracy.value, accuracy.error});
    }
  return {table, replaced(figure_script("feedback-removal"), "@epochs@", fmt::format("{}", epochs)),
          9.5, data_notes(request)};
}

Figure feedback_removal_figure() {
  return {"feedback-removal",
          "Overlap of the states before and after the feedback is removed",
          {"1.4", "8.4", "8.5"},
          compute,
          Made::of_learning};
}

}  // namespace steady::apps
