// The network and the training that `learn` is asked for.
#pragma once

#include <stdexcept>
#include <string>

#include <apps/frame/program.hpp>
#include <steady/numerics/learning/trainer.hpp>

#include "data_source.hpp"

namespace steady::apps {

/// A preset with its numbers, or a file.
struct NetworkChoice {
  std::string preset = "single";
  std::string architecture;  ///< a TOML file; overrides all that follows
  long long hidden = 1600;
  long long layers = 0;  ///< 0: as many as the preset has at least
  double self_coupling = 0.5;
  double coupling = 2.5;
  double coupling_strength = 1.0;
  double mean_degree = 100.0;
  double input_strength = 5.0;
  double feedback_strength = 0.9;
  std::string topology = "chain";
};

void add_network_options(Command& command, NetworkChoice& choice);

/// Throws UsageError for options that were given although --architecture or the preset make them
/// meaningless.
void check_ignored(const NetworkChoice& choice, const Run& run);

/// Says which of the options given change nothing in a network where this is not learned, and that
/// not felt.
void note_without_effect(const learning::Architecture& architecture, const Run& run);

/// Throws UsageError, or FileError for the file.
learning::Architecture make_architecture(const NetworkChoice& choice, int input_size, int classes);

/// How it is trained; the defaults are those of learning::Options.
struct TrainingChoice {
  std::string parameters = "usual";  ///< which defaults the options have
  long long epochs = 20;
  long long batch = 16;
  // Dynamics and feedback.
  std::string rule = "parallel";
  double update_probability = 1.0;
  std::string feedback = "step";
  long long sweeps = 5;
  long long free_sweeps = 5;
  long long feedback_delay = -1;
  double decay_time = 2.0;
  long long inference_sweeps = 5;
  // The learning rule.
  learning::Plasticity plasticity;  ///< its numbers; its choices are the words that follow
  std::string symmetry{learning::to_string(plasticity.symmetry)};
  std::string readout_states{learning::to_string(plasticity.readout_states)};
  std::string rate_form{learning::to_string(plasticity.rate_form)};
  double input_noise = 0.0;
  // The end.
  long long patience = 0;
  long long average_epochs = 0;
  long long average_interval = learning::Options{}.average_interval;
};

/// Network options must have been added: --parameters sets theirs too.
void add_training_options(Command& command, TrainingChoice& choice);

/// Throws UsageError for options that were given although others make them meaningless.
void check_ignored(const TrainingChoice& choice, const Run& run);

/// Options of the trainer, without its callbacks. Throws UsageError naming the option.
learning::Options make_options(const TrainingChoice& choice, const Run& run,
                               const learning::Architecture& architecture);

/// rate_input → --rate-input.
std::string option_of(std::string key);

/// "sweeps_with = 1: …" → "--sweeps = 1: …": what the library says of its fields, in the words of
/// the command line. Other messages stay as they are.
std::string naming_option(const std::string& message);

/// Calls f; what it says of a field it says of the option.
template <class F>
auto naming_options(const F& f) {
  try {
    return f();
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(naming_option(error.what()));
  } catch (const std::domain_error& error) {
    throw std::domain_error(naming_option(error.what()));
  }
}

/// Everything on which the weights depend, as text. Threads and vector level are not among it.
Settings settings_of(const TrainingChoice& choice);

/// How a model is to be asked: sweeps and dynamics, from the settings of its file.
learning::InferenceOptions inference_from(const Settings& settings, const Run& run);

}  // namespace steady::apps
