#include "training_options.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <stdexcept>

#include <fmt/format.h>

#include <apps/frame/errors.hpp>
#include <apps/frame/progress.hpp>
#include <steady/numerics/learning/files/architecture_file.hpp>

namespace steady::apps {
namespace {

// Found on validation sets of MNIST, docs/learning.md (Search): a feedback and a self-coupling that
// win over the input, a readout that learns from free states, and an end that is averaged.
const std::map<std::string, std::string> strong_feedback{
    {"--self-coupling", "4"},        {"--feedback-strength", "6"}, {"--input-strength", "5.7"},
    {"--coupling-strength", "0.27"}, {"--rate", "0.025"},          {"--rate-input", "0.08"},
    {"--rate-readout", "0.114"},     {"--margin", "1.3"},          {"--margin-readout", "0.8"},
    {"--target-right", "2"},         {"--decay", "0.003"},         {"--decay-readout", "0.0003"},
    {"--readout-states", "free"},    {"--average-epochs", "4"}};

}  // namespace

void add_network_options(Command& command, NetworkChoice& choice) {
  command.choice("--preset", choice.preset, learning::preset_names(), "Which kind of network")
      .text("--architecture", choice.architecture, "FILE.toml",
            "A network of your own instead of a preset");
  add_options(command, options::entries(choice.numbers));
}

void check_ignored(const NetworkChoice& choice, const Run& run) {
  if (!choice.architecture.empty()) {
    run.refuse(
        {"--preset", "--hidden", "--layers", "--self-coupling", "--coupling", "--coupling-strength",
         "--mean-degree", "--input-strength", "--feedback-strength", "--topology"},
        "the network is that of --architecture");
    return;
  }
  if (choice.preset != "chain" && choice.preset != "modules")
    run.refuse({"--layers", "--coupling", "--topology"}, "is for --preset chain and modules");
  if (choice.preset == "chain" && choice.numbers.layers == 1)
    run.refuse({"--coupling", "--topology"}, "needs --layers 2 or more");
  if (choice.preset == "modules") run.refuse({"--self-coupling"}, "modules have none");
  if (choice.preset != "sparse") run.refuse({"--mean-degree"}, "is for --preset sparse");
}

void note_without_effect(const learning::Architecture& net, const learning::Options& how,
                         const Run& run) {
  bool drawn = false, couplings = false, inputs = false, biases = false, fed = false;
  const auto look = [&](const learning::RandomCouplings& c) {
    drawn = drawn || c.pattern != learning::Pattern::none;
    couplings = couplings || (c.pattern != learning::Pattern::none && c.learned);
  };
  for (const auto& layer : net.layers) {
    look(layer.internal);
    inputs = inputs ||
             (layer.input && layer.input->port == learning::Port::random && layer.input->learned);
    biases = biases || layer.learned_bias;
    fed = fed || layer.feedback.has_value();
  }
  for (const auto& bridge : net.bridges) {
    look(bridge.forward);
    look(bridge.backward);
  }
  std::vector<std::string> idle;
  const auto add = [&](bool effect, const std::vector<std::string>& options) {
    if (effect) return;
    std::copy_if(options.begin(), options.end(), std::back_inserter(idle),
                 [&run](const auto& option) { return run.given(option); });
  };
  add(drawn, {"--coupling-strength"});
  add(couplings, {"--rate", "--decay", "--symmetry"});
  add(inputs, {"--rate-input", "--decay-input"});
  add(biases, {"--rate-bias"});
  add(couplings || inputs || biases, {"--margin", "--threshold-rate", "--update-target"});
  add(fed, {"--feedback", "--feedback-strength", "--feedback-delay", "--decay-time"});
  // Neurons that feel nothing but a fixed input have its signs from the first sweep on.
  const bool settled = !drawn && !inputs && !biases && !fed && net.bridges.empty() &&
                       how.dynamics.update_probability == 1.0 &&
                       std::all_of(net.layers.begin(), net.layers.end(),
                                   [](const auto& layer) { return layer.self_coupling >= 0.0; });
  add(!settled, {"--input-strength", "--self-coupling", "--rule", "--sweeps", "--free-sweeps",
                 "--inference-sweeps", "--readout-states"});
  if (!idle.empty())
    note(fmt::format("note: without effect in this network: {}", fmt::join(idle, ", ")));
}

learning::Architecture make_architecture(const NetworkChoice& choice, int input_size, int classes) {
  if (!choice.architecture.empty()) {
    auto net = learning::read_architecture(choice.architecture, {input_size, classes});
    if (net.input_size != input_size || net.classes != classes)
      throw ResourceError(fmt::format("{}: it has {} inputs and {} classes, but the data {} and {}",
                                      choice.architecture, net.input_size, net.classes, input_size,
                                      classes));
    return net;
  }
  auto numbers = choice.numbers;
  numbers.input_size = input_size;
  numbers.classes = classes;
  if (choice.preset == "sparse" && numbers.mean_degree > numbers.hidden)
    throw UsageError("--mean-degree", fmt::format("{} inputs from {} neurons (--hidden)",
                                                  numbers.mean_degree, numbers.hidden));
  try {
    return learning::preset(choice.preset, numbers);
  } catch (const std::logic_error& error) {
    throw UsageError("--preset", error.what());
  }
}

void add_training_options(Command& command, TrainingChoice& choice) {
  command
      .choice("--parameters", choice.parameters, {"usual", "strong"},
              "Defaults of all that is not given: usual, or of strong feedback (docs/learning.md)")
      .defaults("--parameters", "strong", strong_feedback);
  add_options(command, options::entries(choice.options));
}

void check_ignored(const TrainingChoice& choice, const Run& run) {
  using namespace learning;
  const auto& o = choice.options;
  const auto& p = o.plasticity;
  if (o.dynamics.rule == UpdateRule::asynchronous)
    run.refuse({"--update-probability"}, "is for --rule parallel");
  if (p.readout_states != ReadoutStates::free)
    run.refuse({"--confidence"}, "needs --readout-states free");
  if (o.schedule.feedback != FeedbackForm::exponential)
    run.refuse({"--decay-time"}, "is for --feedback exponential");
  if (p.threshold_rate == 0.0) run.refuse({"--update-target"}, "needs --threshold-rate");
  if (p.rate_form == RateForm::constant)
    run.refuse({"--final-factor"}, "constant rates do not fall");
  if (o.average_epochs == 0) run.refuse({"--average-interval"}, "needs --average-epochs");
}

learning::Options make_options(const TrainingChoice& choice, const Run& run,
                               const learning::Architecture& architecture) {
  auto result = choice.options;
  result.seed = run.common.seed;
  result.threads = run.common.threads;
  result.stop = run.stop;
  naming_options(options::entries(result), [&] { learning::validate(result, architecture); });
  return result;
}

Settings settings_of(TrainingChoice choice) {
  return options::settings_of(options::entries(choice.options));
}

learning::InferenceOptions inference_from(const Settings& settings, const Run& run) {
  learning::Options training;
  const auto entries = options::entries(training);
  for (const auto* name : {"inference_sweeps", "rule", "update_probability"})
    options::assign(options::find(entries, name), setting(settings, name));
  learning::InferenceOptions result;
  result.sweeps = training.schedule.inference_sweeps;
  result.dynamics = training.dynamics;
  result.seed = whole_setting(settings, "seed");
  result.threads = run.common.threads;
  result.stop = run.stop;
  return result;
}

}  // namespace steady::apps
