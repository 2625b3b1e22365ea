// Figure `accuracy-excitatory`: couplings between two layers do what the self-coupling did.
#include <limits>
#include <string>
#include <vector>

#include <steady/numerics/solvers/module_transitions.hpp>

#include "figure.hpp"
#include "learning_runs.hpp"

namespace steady::apps {
namespace {

constexpr int hidden = 100;  // in each layer
constexpr int epochs = 8;
const std::vector<double> removed_couplings{0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 1.0, 1.5, 2.0, 3.0};
const std::vector<double> kept_couplings{0.0, 0.6, 1.0, 2.0, 3.0};

studies::Training trial_at(const FigureRequest& request, double coupling, bool removed) {
  auto numbers = figure_numbers(request, hidden);
  numbers.layers = 2;
  numbers.coupling = coupling;
  auto options = figure_training(request, epochs);
  if (!request.data.empty()) {  // found by trial on 10,000 samples of entangled MNIST
    numbers.input_strength = 2.0;
    numbers.feedback_strength = 3.0;
    options.plasticity.rate = 0.05;
    options.plasticity.rate_input = 0.1;
    options.plasticity.rate_form = learning::RateForm::constant;
    options.schedule.sweeps = options.schedule.free_sweeps = 7;
    options.schedule.inference_sweeps = 7;
  }
  options.dynamics.update_probability = 0.85;  // in step, both layers would trade their states
  if (!removed) options.schedule.feedback = learning::FeedbackForm::constant;
  return {.net = learning::modules(numbers), .options = options};
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  std::vector<studies::Training> trials;
  for (const bool removed : {true, false})
    for (const double coupling : removed ? removed_couplings : kept_couplings)
      trials.push_back(trial_at(request, coupling, removed));
  const auto seeds = figure_seeds(request, 4);
  const auto outcomes = run_trainings(request, trials, seeds);
  const std::vector<double> without_self_coupling{0.0};
  const auto lines =
      solvers::module_transitions(theory::ModuleLayout::pair, solvers::ModuleLine::gap_closing,
                                  without_self_coupling, {.stop = request.stop});
  Table table({"series", "coupling", "uncertainty", "hidden", "epochs", "samples", "test_accuracy",
               "test_accuracy_error", "train_accuracy", "train_accuracy_error"});
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t t = 0; t < trials.size(); ++t) {
    const auto [test, train] = trials[t].estimate(outcomes[t]);
    table.add({std::string(t < removed_couplings.size() ? "feedback-removed" : "feedback-kept"),
               trials[t].net.bridges[0].ferromagnetic, none, std::int64_t{hidden},
               std::int64_t{epochs}, seeds, test.value, test.error, train.value, train.error});
  }
  for (const auto& at : lines)
    if (at.status == solvers::Status::converged)
      table.add({std::string("gap-closing"), at.coupling, at.uncertainty, none, none, none, none,
                 none, none, none});
  return {table, figure_script("accuracy-excitatory"), 6.5, data_notes(request)};
}

Figure accuracy_excitatory_figure() {
  return {"accuracy-excitatory",
          "Accuracy against λ of two layers without self-coupling",
          {"5.11", "8.4", "8.5"},
          compute,
          Made::of_learning};
}

}  // namespace steady::apps
