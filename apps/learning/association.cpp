#include "association.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <steady/numerics/learning/encodings.hpp>

namespace steady::apps {
namespace {

using namespace learning;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

learning::Options training(const AssociationTask& task, std::uint64_t seed) {
  learning::Options options;
  options.epochs = task.epochs;
  options.batch = task.batch;
  const int sweeps = task.sweeps > 0 ? task.sweeps : 3 + 2 * task.layers;
  options.schedule.feedback = task.feedback;
  options.schedule.sweeps = sweeps;
  options.schedule.free_sweeps = task.feedback == FeedbackForm::constant ? 0 : sweeps;
  options.schedule.inference_sweeps = sweeps;
  options.plasticity.rate = task.rate;
  options.plasticity.rate_input = task.rate_input;
  options.plasticity.margin = {task.margin};
  options.plasticity.decay = 0.0;
  options.plasticity.rate_form = RateForm::constant;
  options.train_evaluation = 0;
  options.seed = seed;
  options.threads = 1;
  return options;
}

}  // namespace

Architecture association_chain(const AssociationTask& task) {
  const auto couplings = [](double strength) {
    return strength > 0.0 ? RandomCouplings{.pattern = Pattern::dense, .strength = strength}
                          : RandomCouplings{};
  };
  Architecture net;
  net.name = "association";
  net.input_size = task.size;
  Layer layer;
  layer.size = task.size;
  layer.self_coupling = task.self_coupling;
  layer.internal = couplings(task.strength);
  net.layers.assign(static_cast<std::size_t>(task.layers), layer);
  net.layers.front().input =
      Input{task.input_strength, task.input_port, task.input_port == Port::random};
  if (task.hidden_feedback > 0.0) {
    for (int l = 1; l < task.layers; ++l)
      net.layers[static_cast<std::size_t>(l) - 1].feedback =
          Feedback{task.hidden_feedback * std::sqrt(double(l) / task.layers), Port::identity};
  }
  net.layers.back().feedback = Feedback{task.feedback_strength, Port::identity};
  Bridge bridge;
  bridge.ferromagnetic = task.coupling;
  bridge.forward = couplings(task.bridge_strength);
  bridge.backward = couplings(task.backward_strength);
  net.bridges = connect(theory::Topology::chain, task.layers, bridge);
  return net;
}

double recall_accuracy(const AssociationTask& task, int pairs, std::uint64_t seed,
                       std::uint64_t sample, std::stop_token stop) {
  const auto data = draw_associations(pairs, task.size, task.size, seed, sample);
  auto options = training(task, seed);
  std::stop_source enough;
  const std::stop_callback forward(stop, [&enough] { enough.request_stop(); });
  options.stop = enough.get_token();
  double best = 0.0;
  options.on_epoch = [&](const EpochSummary& epoch, const State&) {
    best = std::max(best, epoch.train_accuracy);
    if (epoch.train_accuracy >= task.accuracy) enough.request_stop();
  };
  // The network of a sample is its own, and the same for every number of pairs.
  const Model model(association_chain(task), seed + 0x9E3779B97F4A7C15ULL * (sample + 1));
  train(initial_state(model), data, nullptr, options);
  return stop.stop_requested() ? nan : best;
}

double middle(const Capacity& found) {
  return std::isnan(found.next) ? found.load : 0.5 * (found.load + found.next);
}

double capacity_error(double error, double step, double samples) {
  return std::hypot(error, step / std::sqrt(12.0 * samples));
}

double load_step(int size, double resolution) {
  return static_cast<double>(std::max(1L, std::lround(resolution * size))) / size;
}

Capacity find_capacity(const AssociationTask& task, double resolution, double most,
                       std::uint64_t seed, std::uint64_t sample, std::stop_token stop) {
  const double unit = load_step(task.size, resolution);
  const auto step = static_cast<int>(std::lround(unit * task.size));
  const auto limit = std::max(1, static_cast<int>(most * task.size / step));
  Capacity found;
  const auto recalled = [&](int steps) {
    const double accuracy = recall_accuracy(task, steps * step, seed, sample, stop);
    ++found.trainings;
    found.stopped = found.stopped || std::isnan(accuracy);
    if (accuracy >= task.accuracy) found.accuracy = accuracy;
    return accuracy >= task.accuracy;
  };
  int good = 0, bad = 1;
  while (!found.stopped && bad <= limit && recalled(bad)) {
    good = bad;
    bad = std::min(2 * bad, bad < limit ? limit : limit + 1);
  }
  while (!found.stopped && bad - good > 1) {
    const int middle = good + (bad - good) / 2;
    (recalled(middle) ? good : bad) = middle;
  }
  found.load = good * unit;
  found.next = bad <= limit ? bad * unit : nan;
  return found;
}

}  // namespace steady::apps
