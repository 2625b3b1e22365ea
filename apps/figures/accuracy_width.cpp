// Figure `accuracy-width`: what learning the couplings adds to a random network of the same width.
#include <string>
#include <vector>

#include "figure.hpp"
#include "learning_runs.hpp"

namespace steady::apps {
namespace {

constexpr int epochs = 8;
constexpr int widths[] = {50, 100, 200, 400, 800};
constexpr const char* presets[] = {"single", "reservoir", "random-features"};

}  // namespace

static Plot compute(const FigureRequest& request) {
  std::vector<studies::Training> trials;
  for (const auto* name : presets)
    for (const int hidden : widths)
      trials.push_back({.net = learning::preset(name, figure_numbers(request, hidden)),
                        .options = figure_training(request, epochs)});
  const auto seeds = figure_seeds(request, 4);
  const auto outcomes = run_trainings(request, trials, seeds);
  Table table({"series", "hidden", "epochs", "samples", "test_accuracy", "test_accuracy_error",
               "train_accuracy", "train_accuracy_error"});
  for (std::size_t t = 0; t < trials.size(); ++t) {
    const auto [test, train] = trials[t].estimate(outcomes[t]);
    table.add({trials[t].net.name, std::int64_t{trials[t].net.layers[0].size}, std::int64_t{epochs},
               seeds, test.value, test.error, train.value, train.error});
  }
  return {table, figure_script("accuracy-width"), 6.5, data_notes(request)};
}

Figure accuracy_width_figure() {
  return {"accuracy-width",
          "Accuracy against H: learned couplings, reservoir, random features",
          {"8.4", "8.5"},
          compute,
          Made::of_learning};
}

}  // namespace steady::apps
