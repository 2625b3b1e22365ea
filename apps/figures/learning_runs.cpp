#include "learning_runs.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <apps/frame/errors.hpp>
#include <apps/learning/data_source.hpp>
#include <steady/numerics/learning/inference.hpp>

namespace steady::apps {
namespace {

constexpr int inputs = 100;
/// Of prototypes; small efforts, for a quick look, take fewer.
constexpr double prototype_training = 3000, prototype_test = 1000;
/// Of real data at effort 1; with six times the effort all of MNIST.
constexpr double real_training = 10000, real_test = 2000;

double prototype_share(const FigureRequest& request) {
  return std::clamp(request.effort, 0.3, 1.0);
}

double real_share(const FigureRequest& request) {
  return std::max(0.1, request.effort);
}

std::uint64_t seed_of(const FigureRequest& request, std::uint64_t sample) {
  return request.seed + 1000003 * sample;
}

learning::Dataset first_of(const learning::Dataset& data, double count) {
  return data.slice(0, std::min(data.samples(), static_cast<std::size_t>(count)));
}

}  // namespace

learning::DataSets figure_data(const FigureRequest& request, std::uint64_t sample) {
  DataSource source;
  source.inputs = inputs;
  source.data = request.data.empty() ? "prototypes" : request.data;
  if (source.prototypes()) {
    source.train_samples = static_cast<int>(prototype_training * prototype_share(request));
    source.test_samples = static_cast<int>(prototype_test * prototype_share(request));
    return load_data(source, seed_of(request, sample), 1);
  }
  auto sets = load_data(source, seed_of(request, sample), request.threads);
  if (sets.train.input_size != inputs || sets.train.classes != 10)
    throw UsageError("--data", fmt::format("the figures need {} inputs, {} has {}", inputs,
                                           request.data, sets.train.input_size));
  const double share = real_share(request);
  return {first_of(sets.train, real_training * share), first_of(sets.test, real_test * share)};
}

std::uint64_t figure_seeds(const FigureRequest& request, double at_effort_one) {
  return std::max<std::uint64_t>(
      2, static_cast<std::uint64_t>(std::lround(at_effort_one * request.effort)));
}

learning::Options figure_training(const FigureRequest& request, int epochs) {
  learning::Options options;
  options.epochs = epochs;
  options.threads = 1;
  options.train_evaluation = 1000;
  if (!request.data.empty()) return options;
  options.plasticity.rate = 0.05;
  options.plasticity.rate_input = 0.1;
  options.plasticity.rate_form = learning::RateForm::constant;
  options.schedule.sweeps = options.schedule.free_sweeps = 10;
  options.schedule.inference_sweeps = 10;
  return options;
}

learning::PresetNumbers figure_numbers(const FigureRequest& request, int hidden) {
  learning::PresetNumbers numbers;
  numbers.input_size = inputs;
  numbers.hidden = hidden;
  if (request.data.empty()) numbers.input_strength = 1.0;
  return numbers;
}

std::vector<std::vector<sampling::Row>> run_trials(const FigureRequest& request,
                                                   const std::vector<Trial>& trials,
                                                   std::uint64_t seeds, const Question& question,
                                                   const EpochQuestion& epoch_question) {
  if (request.check_rows)
    request.check_rows(static_cast<double>(seeds) * static_cast<double>(trials.size()));
  std::vector<learning::DataSets> data;
  for (std::uint64_t k = 0; k < seeds; ++k) data.push_back(figure_data(request, k));
  sampling::RunOptions run;
  run.threads = request.threads;
  run.stop = request.stop;
  run.on_progress = request.on_progress;
  for (const auto& trial : trials) {
    double neurons = 0.0;
    for (const auto& layer : trial.net.layers) neurons += layer.size;
    run.costs.push_back(trial.options.epochs * (neurons + 200.0) * (neurons + 200.0));
  }
  auto result = sampling::run_tasks(
      trials.size(), seeds,
      [&](const sampling::Task& task, std::stop_token stop) -> sampling::Row {
        const auto& trial = trials[task.point];
        auto options = trial.options;
        options.seed = seed_of(request, task.sample);
        options.stop = stop;
        const auto& sets = data[task.sample];
        sampling::Row row;
        const learning::Model untrained(trial.net, options.seed);
        if (epoch_question) {
          epoch_question(untrained, sets, trial, row);
          options.on_epoch = [&](const learning::EpochSummary&, const learning::State& state) {
            epoch_question(state.model, sets, trial, row);
          };
        }
        const auto trained =
            learning::train(learning::initial_state(untrained), sets.train, &sets.test, options);
        if (trained.status == learning::Status::stopped) return {};
        const auto last = question(trained, sets, trial);
        row.insert(row.end(), last.begin(), last.end());
        return row;
      },
      run);
  if (result.stopped) throw Interrupted();
  return std::move(result.rows);
}

double accuracy_of(const learning::Model& model, const learning::Dataset& data,
                   const learning::Options& options) {
  learning::InferenceOptions how;
  how.sweeps = options.schedule.inference_sweeps;
  how.dynamics = options.dynamics;
  how.seed = options.seed;
  return learning::infer(model, data, how).accuracy;
}

sampling::Row accuracies(const learning::Summary& trained, const learning::DataSets& data,
                         const Trial& trial) {
  return {accuracy_of(trained.model, data.test, trial.options),
          trained.state.history.back().train_accuracy};
}

sampling::Estimate estimate(const std::vector<sampling::Row>& rows, std::size_t index) {
  std::vector<double> values;
  for (const auto& row : rows) values.push_back(row[index]);
  return sampling::mean(values);
}

Provenance data_notes(const FigureRequest& request) {
  if (request.data.empty())
    return {{"data_set", fmt::format("ten random prototypes of {} bits, each bit wrong with "
                                     "probability 0.35; {} samples to train, {} to test",
                                     inputs, prototype_training * prototype_share(request),
                                     prototype_test * prototype_share(request))}};
  return {{"data_set",
           fmt::format("{}, sign projections to {} inputs; at most {} samples to train, {} to test",
                       request.data, inputs, real_training * real_share(request),
                       real_test * real_share(request))}};
}

}  // namespace steady::apps
