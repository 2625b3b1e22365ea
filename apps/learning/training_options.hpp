// The network and the training that `learn` is asked for.
#pragma once

#include <string>

#include <apps/frame/described.hpp>
#include <apps/frame/program.hpp>
#include <steady/numerics/learning/engine/trainer.hpp>

#include "data_source.hpp"

namespace steady::apps {

/// A preset with its numbers, or a file.
struct NetworkChoice {
  std::string preset = "single";
  std::string architecture;  ///< a TOML file; overrides the others
  learning::PresetNumbers numbers;
};

void add_network_options(Command& command, NetworkChoice& choice);

/// Throws UsageError for options that were given although --architecture or the preset make them
/// meaningless.
void check_ignored(const NetworkChoice& choice, const Run& run);

/// Says which of the options given change nothing in a network where this is not learned, and that
/// not felt.
void note_without_effect(const learning::Architecture& architecture, const learning::Options& how,
                         const Run& run);

/// Throws UsageError, or FileError for the file.
learning::Architecture make_architecture(const NetworkChoice& choice, int input_size, int classes);

/// How it is trained.
struct TrainingChoice {
  std::string parameters = "usual";  ///< which defaults the options have
  learning::Options options;
};

/// Network options must have been added: --parameters sets theirs too.
void add_training_options(Command& command, TrainingChoice& choice);

/// Throws UsageError for options that were given although others make them meaningless.
void check_ignored(const TrainingChoice& choice, const Run& run);

/// Options of the trainer, without its callbacks. Throws UsageError naming the option.
learning::Options make_options(const TrainingChoice& choice, const Run& run,
                               const learning::Architecture& architecture);

/// Everything on which the weights depend, as text. Threads and vector level are not among it.
Settings settings_of(TrainingChoice choice);

/// How a model is to be asked: sweeps and dynamics, from the settings of its file.
learning::InferenceOptions inference_from(const Settings& settings, const Run& run);

}  // namespace steady::apps
