#include <steady/numerics/studies/capacity.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/learning/data/encodings.hpp>
#include <steady/numerics/options/entries.hpp>
#include <steady/numerics/studies/key.hpp>
#include <steady/numerics/studies/outcomes.hpp>

namespace steady::studies {
namespace {

using namespace learning;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

learning::Options training(const Association& task, const Sample& sample) {
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
  options.seed = sample.seed;
  options.sample = sample.index;
  options.threads = 1;
  return options;
}

/// Everything that a point of both studies depends on.
Key& add_task(Key& key, Association task) {
  key.add("layers", task.layers).add("size", task.size);
  for (const auto& entry : options::entries(task)) key.add(entry.name, options::text_of(entry));
  return key;
}

std::string describe_task(const Association& task) {
  return fmt::format("chains of {} layer(s) of {} neurons", task.layers, task.size);
}

// The trainer keeps three copies of the weights.
double bytes_of(const Association& task, double pairs) {
  return 3.0 * expected_bytes(association_chain(task)) + pairs * task.size / 4.0 + 1e6;
}

}  // namespace

learning::Architecture association_chain(const Association& task) {
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

std::optional<double> recall_accuracy(const Association& task, int pairs, const Sample& sample) {
  options::check(task);
  const auto data = draw_associations(pairs, task.size, task.size, sample.seed, sample.index);
  auto options = training(task, sample);
  std::stop_source enough;
  const std::stop_callback forward(sample.stop, [&enough] { enough.request_stop(); });
  options.stop = enough.get_token();
  double best = 0.0;
  options.on_epoch = [&](const EpochSummary& epoch, const State&) {
    best = std::max(best, epoch.train_accuracy);
    if (epoch.train_accuracy >= task.accuracy) enough.request_stop();
  };
  const Model model(association_chain(task), sample.seed, sample.index);
  train(initial_state(model), data, nullptr, options);
  if (sample.stop.stop_requested()) return std::nullopt;
  return best;
}

double Capacity::Outcome::middle() const {
  return std::isnan(next) ? load : 0.5 * (load + next);
}

double Capacity::step() const {
  return static_cast<double>(std::max(1L, std::lround(resolution * task.size))) / task.size;
}

std::optional<Capacity::Outcome> Capacity::run(const Sample& sample) const {
  const double unit = step();
  const auto pairs = static_cast<int>(std::lround(unit * task.size));
  const auto limit = std::max(1, static_cast<int>(largest_load * task.size / pairs));
  Outcome found;
  bool stopped = false;
  const auto recalled = [&](int steps) {
    const auto accuracy = recall_accuracy(task, steps * pairs, sample);
    ++found.trainings;
    stopped = stopped || !accuracy;
    if (!accuracy || *accuracy < task.accuracy) return false;
    found.accuracy = *accuracy;
    return true;
  };
  int good = 0, bad = 1;
  while (!stopped && bad <= limit && recalled(bad)) {
    good = bad;
    bad = std::min(2 * bad, bad < limit ? limit : limit + 1);
  }
  while (!stopped && bad - good > 1) {
    const int middle = good + (bad - good) / 2;
    (recalled(middle) ? good : bad) = middle;
  }
  if (stopped) return std::nullopt;
  found.load = good * unit;
  found.next = bad <= limit ? bad * unit : nan;
  return found;
}

std::string Capacity::key() const {
  Key key(name);
  return add_task(key, task).add("resolution", resolution).add("largest_load", largest_load).text();
}

std::string Capacity::describe() const {
  return describe_task(task);
}

// A training costs L² N³ a unit of load; the load that is reached grows with the layers if all are
// shown the target.
double Capacity::cost() const {
  const double reached = task.hidden_feedback > 0.0 ? task.layers : 1.0;
  return task.layers * std::min(reached, largest_load) * std::pow(task.size, 3);
}

double Capacity::bytes() const {
  return bytes_of(task, largest_load * task.size);
}

CapacityEstimates Capacity::estimate(std::span<const Outcome> outcomes) const {
  CapacityEstimates result;
  result.capacity = mean_of(outcomes, [](const Outcome& o) { return o.middle(); });
  // The place within one step has the variance step²/12.
  const auto samples = static_cast<double>(outcomes.size());
  result.capacity.error = std::hypot(result.capacity.error, step() / std::sqrt(12.0 * samples));
  result.accuracy = mean_of(outcomes, [](const Outcome& o) { return o.accuracy; }).value;
  result.unlimited_fraction =
      share_of(outcomes, [](const Outcome& o) { return std::isnan(o.next); });
  result.trainings = mean_of(outcomes, [](const Outcome& o) { return o.trainings; }).value;
  return result;
}

std::optional<Recall::Outcome> Recall::run(const Sample& sample) const {
  const auto accuracy = recall_accuracy(task, pairs, sample);
  if (!accuracy) return std::nullopt;
  return Outcome{*accuracy};
}

std::string Recall::key() const {
  Key key(name);
  return add_task(key, task).add("pairs", pairs).text();
}

std::string Recall::describe() const {
  return describe_task(task);
}

double Recall::cost() const {
  return task.layers * std::max<double>(pairs, task.size) * std::pow(task.size, 2);
}

double Recall::bytes() const {
  return bytes_of(task, pairs);
}

RecallEstimates Recall::estimate(std::span<const Outcome> outcomes) const {
  return {mean_share(outcomes, [](const Outcome& o) { return o.accuracy; }),
          share_of(outcomes, [this](const Outcome& o) { return o.accuracy >= task.accuracy; })};
}

}  // namespace steady::studies
