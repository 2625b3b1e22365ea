#include "learning_runs.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <apps/figures/networks.hpp>
#include <apps/frame/errors.hpp>

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

}  // namespace

std::shared_ptr<const studies::TrainingData> figure_data(const FigureRequest& request) {
  if (request.data.empty()) {
    learning::Prototypes prototypes;
    prototypes.size = inputs;
    prototypes.train = static_cast<std::size_t>(prototype_training * prototype_share(request));
    prototypes.test = static_cast<std::size_t>(prototype_test * prototype_share(request));
    return std::make_shared<const studies::TrainingData>(prototypes);
  }
  const double share = real_share(request);
  studies::DataFolder folder;
  folder.folder = request.data;
  folder.how.size = inputs;
  folder.train = static_cast<std::size_t>(real_training * share);
  folder.test = static_cast<std::size_t>(real_test * share);
  auto data = std::make_shared<const studies::TrainingData>(folder);
  const auto sets = data->draw(request.seed, 0);
  if (sets->train.input_size != inputs || sets->train.classes != 10)
    throw UsageError("--data", fmt::format("the figures need {} inputs, {} has {}", inputs,
                                           request.data, sets->train.input_size));
  return data;
}

std::uint64_t figure_seeds(const FigureRequest& request, double at_effort_one) {
  return std::max<std::uint64_t>(
      2, static_cast<std::uint64_t>(std::lround(at_effort_one * request.effort)));
}

learning::Options figure_training(const FigureRequest& request, int epochs) {
  learning::Options options;
  options.epochs = epochs;
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

std::vector<std::vector<studies::Training::Outcome>> run_trainings(
    const FigureRequest& request, std::vector<studies::Training> points, std::uint64_t seeds) {
  if (request.check_rows)
    request.check_rows(static_cast<double>(seeds) * static_cast<double>(points.size()));
  const auto data = figure_data(request);
  for (auto& point : points) point.data = data;
  return run_study<studies::Training>(request, points, seeds);
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
