// Hetero-association in a chain of layers: what `capacity` and its figure measure.
#pragma once

#include <cstdint>
#include <stop_token>

#include <steady/numerics/learning/trainer.hpp>

namespace steady::apps {

/// A chain of L layers of N neurons; the input acts as a field on the first, the target on the last
/// while it learns. Afterwards the input alone must bring the last layer to the target.
struct AssociationTask {
  int layers = 1;
  int size = 100;
  double self_coupling = 0.5;
  double coupling = 1.0;
  double input_strength = 1.0;
  double feedback_strength = 1.0;
  int epochs = 200;
  int batch = 16;
  int sweeps = 0;  ///< with feedback, without, and in recall; 0: 3 + 2 L
  double rate = 0.02;
  double margin = 0.9;
  /// Share of right target neurons that counts as recalled.
  double accuracy = 0.99;
};

/// The chain as an architecture.
learning::Architecture association_chain(const AssociationTask& task);

/// Share of right target neurons after learning `pairs` pairs of data set number `sample`: of the
/// first epoch that reaches task.accuracy, else the best of all. NaN when stopped.
double recall_accuracy(const AssociationTask& task, int pairs, std::uint64_t seed,
                       std::uint64_t sample, std::stop_token stop);

struct Capacity {
  double load = 0.0;      ///< P/N of the largest P found to be recalled, 0 when none is
  double next = 0.0;      ///< P/N of the smallest P above that was found not to be
  double accuracy = 0.0;  ///< at `load`
  int trainings = 0;
  bool stopped = false;
};

/// Doubles P from `resolution`·N until the recall fails, then halves the interval until it is not
/// wider than that. Not beyond P = `most`·N.
Capacity find_capacity(const AssociationTask& task, double resolution, double most,
                       std::uint64_t seed, std::uint64_t sample, std::stop_token stop);

}  // namespace steady::apps
