// Learning by steering: drive the network to a fixed point with input and label, take the label
// away, and stabilise where it stays (docs/learning.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/learning/data/dataset.hpp>
#include <steady/numerics/learning/engine/inference.hpp>
#include <steady/numerics/learning/engine/model.hpp>
#include <steady/numerics/learning/rule/dynamics.hpp>
#include <steady/numerics/learning/rule/plasticity.hpp>
#include <steady/numerics/learning/rule/schedule.hpp>
#include <steady/numerics/simd/level.hpp>

namespace steady::learning {

struct EpochSummary {
  int epoch = 0;  ///< 1, 2, …
  double train_accuracy = 0.0;
  double test_accuracy = 0.0;  ///< NaN without test data
  /// Neurons × samples shown that were updated; none in layers that learn nothing.
  double update_fraction = 0.0;
  double unstable_fraction = 0.0;   ///< neurons that would still flip at the end of a step
  double samples_per_second = 0.0;  ///< training alone
  bool operator==(const EpochSummary&) const = default;
};

struct TrainingProgress {
  int epoch = 0;         ///< the one under way, 1, 2, …
  std::size_t done = 0;  ///< samples of it
  std::size_t samples = 0;
  double fraction = 0.0;  ///< of the whole training, in [0,1]
  double seconds = 0.0;   ///< since this call of train began
  double samples_per_second = 0.0;
};

struct Options {
  int epochs = 20;
  int batch = 16;  ///< B
  Schedule schedule = {};
  Dynamics dynamics = {};
  Plasticity plasticity = {};
  /// Probability with which every bit of an input is flipped whenever its sample is shown in
  /// training, in steps of 2^-16. Targets and what accuracies are measured on have no noise.
  double input_noise = 0.0;
  /// Of the order of samples, random updates and noise: trainings of one seed that differ in
  /// `sample` share no random number.
  std::uint64_t seed = 1;
  std::uint64_t sample = 0;
  int threads = 1;
  SimdLevel simd = best_simd_level();
  /// Early stopping: end when the test (validation) accuracy has not risen for this many epochs,
  /// and keep the best model. 0: never.
  int patience = 0;
  /// Epochs at the end whose weights are averaged (a snapshot every `average_interval` batches);
  /// 0: the last weights.
  int average_epochs = 0;
  int average_interval = 50;
  /// Samples (the first ones) on which train_accuracy is measured after an epoch; 0: all.
  std::size_t train_evaluation = 10000;
  std::stop_token stop = {};
  std::function<void(const TrainingProgress&)> on_progress;
  double progress_interval = 0.2;  ///< seconds
  /// After every epoch, with a state from which `train` continues: the place for checkpoints.
  std::function<void(const EpochSummary&, const struct State&)> on_epoch;

  /// All on which the weights depend, but for the seed, and train_evaluation apart.
  static constexpr auto fields() {
    using options::field, options::bounds, options::part;
    constexpr auto counts = bounds(0, 1e6), positive = bounds(1, 1e6);
    return std::tuple{
        field("epochs", &Options::epochs, positive, "How often all samples are shown"),
        field("batch", &Options::batch, bounds(1, 64), "B, samples between two updates"),
        part(&Options::dynamics),
        part(&Options::schedule),
        field("input_noise", &Options::input_noise, bounds(0x1p-16, 0.5).or_value(0),
              "Probability with which an input bit is flipped when it is shown in training"),
        part(&Options::plasticity),
        field("patience", &Options::patience, counts,
              "End when the validation accuracy has not risen for K epochs; 0: never"),
        field("average_epochs", &Options::average_epochs, counts,
              "Average the weights over the last K epochs; 0: no"),
        field("average_interval", &Options::average_interval, positive,
              "Batches between two weights that are averaged")};
  }
};

/// Throws DomainError or ArgumentError naming the field.
void validate(const Options& options, const Architecture& architecture);

enum class Status {
  finished,   ///< all epochs
  converged,  ///< early stopping
  stopped,    ///< by the stop token
  diverged,   ///< weights left the range in which fields are exact; the state is that before the
              ///< epoch
  too_fast    ///< one batch alone could take them there, at these rates; the state likewise
};
inline constexpr auto status_names = names<Status>("status", {{Status::finished, "finished"},
                                                              {Status::converged, "converged"},
                                                              {Status::stopped, "stopped"},
                                                              {Status::diverged, "diverged"},
                                                              {Status::too_fast, "too fast"}});
constexpr std::string_view to_string(Status status) {
  return status_names.of(status);
}

/// Everything from which training continues bit-identically, wherever it was interrupted.
struct State {
  Model model;
  std::uint64_t epochs_done = 0;
  std::uint64_t batches_done = 0;  ///< of the epoch under way
  // Counts of the epoch under way.
  std::uint64_t updates = 0;
  std::uint64_t unstable = 0;
  double seconds = 0.0;
  /// Per layer the neurons' own margins κ_i, units of 2^-20; empty unless threshold_rate > 0.
  std::vector<std::vector<std::int32_t>> margins;
  // Averaging: sums of snapshots, one array per learned block, and their number.
  std::uint64_t snapshots = 0;
  std::vector<std::vector<std::int64_t>> sums;
  // Early stopping.
  double best_accuracy = -1.0;
  std::uint64_t best_epoch = 0;
  std::optional<Model> best;
  std::vector<EpochSummary> history;
};

/// A state with nothing learned yet.
State initial_state(Model model);

struct Summary {
  Status status = Status::finished;
  /// The trained network: averaged or best, as asked for. (state.model is the raw last one.)
  Model model;
  State state;
};

/// Trains on `training` until options.epochs are done in all, counted with those of `state`. `test`
/// may be nullptr; it never influences the weights but by early stopping (then it must be a
/// validation set).
/// The result depends on neither threads nor SIMD level. Throws std::invalid_argument for data
/// that do not fit the model, std::domain_error for weights out of range.
Summary train(State state, const Dataset& training, const Dataset* test, const Options& options);

}  // namespace steady::learning
