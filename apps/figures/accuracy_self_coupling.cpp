// Figure `accuracy-self-coupling`: learning needs fixed points that survive without the feedback,
// and those that a dynamics can reach.
#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include <apps/frame/errors.hpp>
#include <steady/numerics/solvers/transitions.hpp>
#include <steady/numerics/studies/searching.hpp>

#include "figure.hpp"
#include "learning_runs.hpp"

namespace steady::apps {
namespace {

constexpr int hidden = 200;
constexpr int epochs = 8;
const std::vector<double> removed_couplings{0.0,  0.05, 0.1, 0.15, 0.2, 0.225,
                                            0.25, 0.3,  0.4, 0.5,  0.7, 1.0};
const std::vector<double> kept_couplings{0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0};

studies::Training trial_at(const FigureRequest& request, double self_coupling, bool removed) {
  auto numbers = figure_numbers(request, hidden);
  numbers.self_coupling = self_coupling;
  auto options = figure_training(request, epochs);
  // Kept: as many sweeps, all of them with the feedback.
  if (!removed) options.schedule.feedback = learning::FeedbackForm::constant;
  return {.net = learning::single(numbers), .options = options};
}

/// From which J_D on the asynchronous dynamics reaches fixed points of random networks of the same
/// size, eq. (7.9).
thresholds::Threshold accessibility(const FigureRequest& request) {
  thresholds::ThresholdOptions options;
  options.max_samples = static_cast<std::uint64_t>(std::max(64.0, 200.0 * request.effort));
  options.target_error = 0.003;
  sampling::RunOptions run;
  run.threads = request.threads;
  run.stop = request.stop;
  const auto search = threshold_of(studies::searching({.size = hidden}, "asynchronous"),
                                   studies::Control::self_coupling, request.seed, options);
  return thresholds::find_threshold(search.trial, search.options, run);
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  std::vector<studies::Training> trials;
  for (const bool removed : {true, false})
    for (const double self_coupling : removed ? removed_couplings : kept_couplings)
      trials.push_back(trial_at(request, self_coupling, removed));
  const auto seeds = figure_seeds(request, 4);
  const auto outcomes = run_trainings(request, trials, seeds);
  const auto gap = solvers::gap_closing();
  const auto reached = accessibility(request);
  if (request.stop.stop_requested()) throw Interrupted();
  Table table({"series", "self_coupling", "uncertainty", "hidden", "epochs", "samples",
               "test_accuracy", "test_accuracy_error", "train_accuracy", "train_accuracy_error"});
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t t = 0; t < trials.size(); ++t) {
    const auto [test, train] = trials[t].estimate(outcomes[t]);
    table.add({std::string(t < removed_couplings.size() ? "feedback-removed" : "feedback-kept"),
               trials[t].net.layers[0].self_coupling, none, std::int64_t{hidden},
               std::int64_t{epochs}, seeds, test.value, test.error, train.value, train.error});
  }
  if (gap.status == solvers::Status::converged)
    table.add({std::string("gap-closing"), gap.self_coupling, gap.uncertainty, none, none, none,
               none, none, none, none});
  if (reached.fit.converged)
    table.add({std::string("accessibility"), reached.fit.threshold, reached.error,
               std::int64_t{hidden}, none, none, none, none, none, none});
  auto notes = data_notes(request);
  notes.emplace_back("accessibility",
                     std::string("J_D at which half of the random networks of this size let the "
                                 "asynchronous dynamics reach a fixed point within 1000 sweeps"));
  return {table, figure_script("accuracy-self-coupling"), 6.5, notes};
}

Figure accuracy_self_coupling_figure() {
  return {"accuracy-self-coupling",
          "Accuracy against J_D, with the transition and the accessibility threshold",
          {"4.13", "7.9", "8.4", "8.5"},
          compute,
          Made::of_learning};
}

}  // namespace steady::apps
