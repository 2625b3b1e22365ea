#include "training_options.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <stdexcept>

#include <fmt/format.h>

#include <apps/frame/errors.hpp>
#include <apps/frame/progress.hpp>
#include <steady/numerics/learning/architecture_file.hpp>

namespace steady::apps {
namespace {

int layers_of(const NetworkChoice& choice) {
  if (choice.layers > 0) return static_cast<int>(choice.layers);
  return choice.preset == "modules" || choice.preset == "chain" ? 2 : 1;
}

constexpr Bounds strengths{1e-6, 511.0};
constexpr Bounds not_negative{0.0, 1e6};

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
            "A network of your own instead of a preset")
      .integer("--hidden", choice.hidden, {1, 1 << 17}, "H, neurons in a layer")
      .integer("--layers", choice.layers, {0, 1000},
               "L of chain and modules; 0: as few as possible (2)")
      .number("--self-coupling", choice.self_coupling, {-255, 255}, "J_D; modules have none")
      .number("--coupling", choice.coupling, {-255, 255}, "λ between the layers")
      .choice("--topology", choice.topology, {"chain", "ring", "all"}, "Which layers λ joins")
      .number("--coupling-strength", choice.coupling_strength, strengths,
              "g: J is drawn with variance g²/H and learns in this unit")
      .number("--mean-degree", choice.mean_degree, {1e-3, 1 << 17}, "Inputs of a neuron: sparse")
      .number("--input-strength", choice.input_strength, strengths, "λ_x")
      .number("--feedback-strength", choice.feedback_strength, strengths, "λ_back");
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
  if (choice.preset == "modules") run.refuse({"--self-coupling"}, "modules have none");
  if (choice.preset != "sparse") run.refuse({"--mean-degree"}, "is for --preset sparse");
}

void note_without_effect(const learning::Architecture& net, const Run& run) {
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
  learning::PresetNumbers numbers;
  numbers.input_size = input_size;
  numbers.classes = classes;
  numbers.hidden = static_cast<int>(choice.hidden);
  numbers.layers = layers_of(choice);
  numbers.self_coupling = choice.self_coupling;
  numbers.coupling = choice.coupling;
  numbers.coupling_strength = choice.coupling_strength;
  numbers.mean_degree = choice.mean_degree;
  numbers.input_strength = choice.input_strength;
  numbers.feedback_strength = choice.feedback_strength;
  numbers.topology = learning::parse_topology(choice.topology);
  if (choice.preset == "sparse" && choice.mean_degree > static_cast<double>(choice.hidden))
    throw UsageError("--mean-degree", fmt::format("{} inputs from {} neurons (--hidden)",
                                                  choice.mean_degree, choice.hidden));
  try {
    return learning::preset(choice.preset, numbers);
  } catch (const std::logic_error& error) {
    throw UsageError("--preset", error.what());
  }
}

void add_training_options(Command& command, TrainingChoice& c) {
  auto& p = c.plasticity;
  command
      .choice("--parameters", c.parameters, {"usual", "strong"},
              "Defaults of all that is not given: usual, or of strong feedback (docs/learning.md)")
      .defaults("--parameters", "strong", strong_feedback)
      .integer("--epochs", c.epochs, {1, 1000000}, "How often all samples are shown")
      .integer("--batch", c.batch, {1, 64}, "B, samples between two updates")
      .choice("--rule", c.rule, {"parallel", "asynchronous"}, "Order of updates in a sweep")
      .number("--update-probability", c.update_probability, {1.0 / 65536, 1.0},
              "p: neurons updated in a parallel sweep")
      .choice("--feedback", c.feedback, {"constant", "step", "linear", "exponential"},
              "How the label's feedback fades over the sweeps")
      .integer("--sweeps", c.sweeps, {1, 1000}, "T with feedback")
      .integer("--free-sweeps", c.free_sweeps, {0, 1000}, "T' without, before the update")
      .integer("--feedback-delay", c.feedback_delay, {-1, 1000},
               "First sweeps of input alone; -1: as many as there are layers")
      .number("--decay-time", c.decay_time, {1e-3, 1e6}, "τ of --feedback exponential, in sweeps")
      .integer("--inference-sweeps", c.inference_sweeps, {1, 1000}, "T when the network is asked")
      .number("--rate", p.rate, not_negative, "η_J of the couplings")
      .number("--rate-input", p.rate_input, not_negative, "η_in")
      .number("--rate-readout", p.rate_readout, not_negative, "η_out")
      .number("--rate-bias", p.rate_bias, not_negative, "η_b, where the network has biases")
      .range("--margin", p.margins, {-256, 256}, "κ of all layers, or a list of one each",
             fmt::format("{}", fmt::join(p.margins, ",")))
      .number("--margin-readout", p.margin_readout, {-256, 256}, "κ_out")
      .number("--target-right", p.target_right, {1e-6, 1e6}, "Readout target of the right class")
      .number("--target-wrong", p.target_wrong, {1e-6, 1e6}, "Minus that of the others")
      .number("--decay", p.decay, {0.0, 1e3}, "Weight decay of J, in units of its rate")
      .number("--decay-input", p.decay_input, {0.0, 1e3}, "The same of W_in")
      .number("--decay-readout", p.decay_readout, {0.0, 1e3}, "The same of W_out")
      .choice("--readout-states", c.readout_states, {"steered", "free"},
              "What the readout learns from: states of the training, or of input alone")
      .number("--confidence", p.confidence, {-1e6, 1e6},
              "M: layers learn only from samples with o_y − max_c o_c ≤ M, eq. (8.7); with free "
              "readout states; left out: from all")
      .number("--input-noise", c.input_noise, {0.0, 0.5},
              "Probability with which an input bit is flipped when it is shown in training")
      .choice("--symmetry", c.symmetry, {"none", "symmetric", "antisymmetric"},
              "Constraint on the couplings inside layers")
      .number("--threshold-rate", p.threshold_rate, not_negative,
              "How fast every neuron adapts its own margin; 0: one margin for all")
      .number("--update-target", p.update_target, {0.0, 1.0},
              "Share of updates that it adapts the margin to")
      .choice("--rate-form", c.rate_form, {"constant", "linear", "cosine"},
              "How the rates fall over the training")
      .number("--final-factor", p.final_factor, {0.0, 1.0}, "What is left of them at the end")
      .integer("--patience", c.patience, {0, 1000000},
               "End when the validation accuracy has not risen for K epochs; 0: never")
      .integer("--average-epochs", c.average_epochs, {0, 1000000},
               "Average the weights over the last K epochs; 0: no")
      .integer("--average-interval", c.average_interval, {1, 1000000},
               "Batches between two weights that are averaged");
}

void check_ignored(const TrainingChoice& c, const Run& run) {
  if (c.rule == "asynchronous") run.refuse({"--update-probability"}, "is for --rule parallel");
  if (c.readout_states != "free") run.refuse({"--confidence"}, "needs --readout-states free");
  if (c.feedback != "exponential") run.refuse({"--decay-time"}, "is for --feedback exponential");
  if (c.plasticity.threshold_rate == 0.0) run.refuse({"--update-target"}, "needs --threshold-rate");
  if (c.rate_form == "constant") run.refuse({"--final-factor"}, "constant rates do not fall");
  if (c.average_epochs == 0) run.refuse({"--average-interval"}, "needs --average-epochs");
}

learning::Options make_options(const TrainingChoice& c, const Run& run,
                               const learning::Architecture& architecture) {
  learning::Options o;
  o.epochs = static_cast<int>(c.epochs);
  o.batch = static_cast<int>(c.batch);
  o.schedule.form = learning::parse_feedback_form(c.feedback);
  o.schedule.sweeps_with = static_cast<int>(c.sweeps);
  o.schedule.sweeps_without = static_cast<int>(c.free_sweeps);
  o.schedule.delay = static_cast<int>(c.feedback_delay);
  o.schedule.decay_time = c.decay_time;
  o.schedule.sweeps_inference = static_cast<int>(c.inference_sweeps);
  o.dynamics.rule = learning::parse_update_rule(c.rule);
  o.dynamics.update_probability = c.update_probability;
  o.plasticity = c.plasticity;
  o.input_noise = c.input_noise;
  o.plasticity.symmetry = learning::parse_symmetry(c.symmetry);
  o.plasticity.readout_states = learning::parse_readout_states(c.readout_states);
  o.plasticity.rate_form = learning::parse_rate_form(c.rate_form);
  o.patience = static_cast<int>(c.patience);
  o.average_epochs = static_cast<int>(c.average_epochs);
  o.average_interval = static_cast<int>(c.average_interval);
  o.seed = run.common.seed;
  o.threads = run.common.threads;
  o.stop = run.stop;
  const auto layers = architecture.layers.size(), margins = o.plasticity.margins.size();
  if (margins != 1 && margins != layers)
    throw UsageError("--margin", fmt::format("{} values for {} layers", margins, layers));
  const auto fed = [](const learning::Layer& layer) { return layer.feedback.has_value(); };
  if (std::any_of(architecture.layers.begin(), architecture.layers.end(), fed) &&
      !learning::feedback_acts(o.schedule, static_cast<int>(layers))) {
    throw UsageError("--sweeps", fmt::format("{} sweeps end before the feedback begins: it waits "
                                             "as --feedback-delay says, for {} sweeps",
                                             c.sweeps,
                                             c.feedback_delay < 0 ? static_cast<long long>(layers)
                                                                  : c.feedback_delay));
  }
  naming_options([&] { learning::validate(o, architecture); });
  return o;
}

std::string option_of(std::string key) {
  std::replace(key.begin(), key.end(), '_', '-');
  return "--" + key;
}

std::string naming_option(const std::string& message) {
  static const std::map<std::string, std::string> other{{"sweeps_with", "--sweeps"},
                                                        {"sweeps_without", "--free-sweeps"},
                                                        {"sweeps_inference", "--inference-sweeps"},
                                                        {"delay", "--feedback-delay"},
                                                        {"margins", "--margin"},
                                                        {"patience", "--patience"},
                                                        {"symmetry", "--symmetry"}};
  const auto end = message.find_first_not_of("abcdefghijklmnopqrstuvwxyz_");
  if (end == std::string::npos) return message;
  const auto field = message.substr(0, end);
  const auto found = other.find(field);
  const bool value = message.compare(end, 3, " = ") == 0;
  if (!value && (found == other.end() || message[end] != ':')) return message;
  return (found == other.end() ? option_of(field) : found->second) + message.substr(end);
}

Settings settings_of(const TrainingChoice& c) {
  const auto& p = c.plasticity;
  const auto text = [](auto value) { return fmt::format("{}", value); };
  return {{"epochs", text(c.epochs)},
          {"batch", text(c.batch)},
          {"rule", c.rule},
          {"update_probability", text(c.update_probability)},
          {"feedback", c.feedback},
          {"sweeps", text(c.sweeps)},
          {"free_sweeps", text(c.free_sweeps)},
          {"feedback_delay", text(c.feedback_delay)},
          {"decay_time", text(c.decay_time)},
          {"inference_sweeps", text(c.inference_sweeps)},
          {"rate", text(p.rate)},
          {"rate_input", text(p.rate_input)},
          {"rate_readout", text(p.rate_readout)},
          {"rate_bias", text(p.rate_bias)},
          {"margin", fmt::format("{}", fmt::join(p.margins, ","))},
          {"margin_readout", text(p.margin_readout)},
          {"target_right", text(p.target_right)},
          {"target_wrong", text(p.target_wrong)},
          {"decay", text(p.decay)},
          {"decay_input", text(p.decay_input)},
          {"decay_readout", text(p.decay_readout)},
          {"symmetry", c.symmetry},
          {"readout_states", c.readout_states},
          {"confidence", text(p.confidence)},
          {"input_noise", text(c.input_noise)},
          {"threshold_rate", text(p.threshold_rate)},
          {"update_target", text(p.update_target)},
          {"rate_form", c.rate_form},
          {"final_factor", text(p.final_factor)},
          {"patience", text(c.patience)},
          {"average_epochs", text(c.average_epochs)},
          {"average_interval", text(c.average_interval)}};
}

learning::InferenceOptions inference_from(const Settings& settings, const Run& run) {
  learning::InferenceOptions options;
  options.sweeps = static_cast<int>(number_setting(settings, "inference_sweeps"));
  options.dynamics.rule = learning::parse_update_rule(setting(settings, "rule"));
  options.dynamics.update_probability = number_setting(settings, "update_probability");
  options.seed = whole_setting(settings, "seed");
  options.threads = run.common.threads;
  options.stop = run.stop;
  return options;
}

}  // namespace steady::apps
