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

sampling::Row history(const learning::Summary& trained, const learning::DataSets&, const Trial&) {
  sampling::Row row;
  for (const auto& e : trained.state.history)
    row.insert(row.end(),
               {e.train_accuracy, e.test_accuracy, e.update_fraction, e.unstable_fraction});
  return row;
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  std::vector<Trial> trials;
  for (const auto& curve : curves)
    trials.push_back({learning::preset(curve.preset, figure_numbers(request, curve.hidden)),
                      figure_training(request, epochs)});
  const auto seeds = figure_seeds(request, 4);
  const auto rows = run_trials(request, trials, seeds, history);
  Table table({"series", "hidden", "epoch", "samples", "train_accuracy", "train_accuracy_error",
               "test_accuracy", "test_accuracy_error", "update_fraction", "update_fraction_error",
               "unstable_fraction", "unstable_fraction_error"});
  for (std::size_t c = 0; c < trials.size(); ++c)
    for (std::size_t e = 0; e < epochs; ++e) {
      std::vector<Cell> row{std::string(curves[c].series), std::int64_t{curves[c].hidden},
                            static_cast<std::int64_t>(e + 1), seeds};
      for (std::size_t k = 0; k < 4; ++k) {
        const auto found = estimate(rows[c], 4 * e + k);
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
  return {"learning-curve", "Accuracy and updates against the epochs of training", compute, true};
}

}  // namespace steady::apps
