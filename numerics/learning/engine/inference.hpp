// What a trained network says: input only, T sweeps from zero.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include <steady/numerics/learning/data/dataset.hpp>
#include <steady/numerics/learning/engine/model.hpp>
#include <steady/numerics/learning/rule/dynamics.hpp>
#include <steady/numerics/learning/rule/schedule.hpp>
#include <steady/numerics/simd/level.hpp>

namespace steady::learning {

/// Every thread keeps the states of a batch to itself: more would not fit into memory.
inline constexpr int most_threads = 1024;

struct InferenceOptions {
  int sweeps = 5;  ///< T ≥ 1
  Dynamics dynamics = {};
  /// Of random updates (p < 1, asynchronous): every input has its own stream. `sample` as of the
  /// training.
  std::uint64_t seed = 1;
  std::uint64_t sample = 0;
  int threads = 1;
  SimdLevel simd = best_simd_level();
  std::stop_token stop = {};
  bool keep_fields = false;  ///< fill Inference::fields
  bool keep_states = false;  ///< fill Inference::states
};

struct Inference {
  bool stopped = false;                 ///< then only the first predictions are filled
  std::vector<std::uint8_t> predicted;  ///< argmax_c of the readout fields (the lowest of several)
  std::vector<std::int32_t> fields;     ///< samples × C, summed over readouts, units of 2^-20
  /// Per layer: samples × words, packed as Dataset::inputs.
  std::vector<std::vector<std::uint64_t>> states;
  /// Share of right labels; with targets: of right neurons in the last layer that is shown one.
  double accuracy = 0.0;
  /// By the readout of each layer alone, or its right neurons; NaN without readout and target.
  std::vector<double> layer_accuracy;
  double unstable_fraction = 0.0;  ///< neurons that would still flip
};

/// The same for every number of threads, SIMD level and grouping of samples. Throws
/// std::invalid_argument for data whose sizes are not those of the model, DomainError for sweeps
/// and threads out of range.
Inference infer(const Model& model, const Dataset& data, const InferenceOptions& options);

/// States of all layers after a training step's two phases, with the label's feedback and after its
/// removal (for figure feedback-removal and tests). Nothing is learned.
struct Steering {
  std::vector<std::vector<std::uint64_t>> with_feedback;  ///< per layer, samples × words
  std::vector<std::vector<std::uint64_t>> without_feedback;
  std::vector<double> overlap;  ///< per layer: mean over samples of (1/H) Σ s_i s'_i
};
Steering steer(const Model& model, const Dataset& data, const Schedule& schedule,
               const InferenceOptions& options);

}  // namespace steady::learning
