// Figure `learning-curve`: accuracy, and what the rule does, epoch after epoch.
#include <string>
#include <vector>

#include "figure.hpp"
#include "learning_runs.hpp"

namespace steady::apps {
namespace {

constexpr int epochs = 12;

struct Curve {
  const char* series;
  const char* preset;
  int hidden;
};
constexpr Curve curves[] = {
    {"full-400", "single", 400}, {"full-100", "single", 100}, {"reservoir-400", "reservoir", 400}};

using Epoch = studies::Training::Epoch;
constexpr double Epoch::*columns[] = {&Epoch::train_accuracy, &Epoch::test_accuracy,
                                      &Epoch::update_fraction, &Epoch::unstable_fraction};

sampling::Estimate mean_at(const std::vector<studies::Training::Outcome>& outcomes,
                           std::size_t epoch, double Epoch::*column) {
  std::vector<double> values;
  for (const auto& outcome : outcomes) values.push_back(outcome.epochs[epoch].*column);
  return sampling::mean(values);
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  std::vector<studies::Training> trials;
  for (const auto& curve : curves)
    trials.push_back({.net = learning::preset(curve.preset, figure_numbers(request, curve.hidden)),
                      .options = figure_training(request, epochs)});
  const auto seeds = figure_seeds(request, 4);
  const auto outcomes = run_trainings(request, trials, seeds);
  Table table({"series", "hidden", "epoch", "samples", "train_accuracy", "train_accuracy_error",
               "test_accuracy", "test_accuracy_error", "update_fraction", "update_fraction_error",
               "unstable_fraction", "unstable_fraction_error"});
  for (std::size_t c = 0; c < trials.size(); ++c)
    for (std::size_t e = 0; e < epochs; ++e) {
      std::vector<Cell> row{std::string(curves[c].series), std::int64_t{curves[c].hidden},
                            static_cast<std::int64_t>(e + 1), seeds};
      for (const auto column : columns) {
        const auto found = mean_at(outcomes[c], e, column);
        row.insert(row.end(), {found.value, found.error});
      }
      table.add(std::move(row));
    }
  const std::string names =
      "series = \"full-400 full-100 reservoir-400\"\n"
      "shade = sprintf(\"%s %s %s\", c1, c2, c3)\n"
      "full = \"7 5 9\"\n"
      "open = \"6 4 8\"\n"
      "sizes = \"400 100\"\n"
      "titles = \"'learned, 400' 'learned, 100' 'reservoir, 400'\"\n";
  return {table, names + figure_script("learning-curve"), 10.0, data_notes(request)};
}

Figure learning_curve_figure() {
  return {"learning-curve",
          "Accuracy and updates against the epochs of training",
          {"8.3", "8.4", "8.5"},
          compute,
          Made::of_learning};
}

}  // namespace steady::apps
