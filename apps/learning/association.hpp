// Hetero-association in a chain of layers: what `capacity` and its figure measure.
#pragma once

#include <cstdint>
#include <stop_token>

#include <steady/numerics/learning/trainer.hpp>

namespace steady::apps {

/// A chain of L layers of N neurons, neighbours joined by learned random couplings and, if λ ≠ 0,
/// by excitatory ones. The input acts on the first layer, the target, while it learns, on the last.
/// Afterwards the input alone must bring the last layer to the target. The defaults recall most
/// (docs/learning.md): a feedback that wins over every other field, so that the last layer is the
/// target whenever the rule acts; no self-coupling, which would keep wrong states too; wide
/// margins.
struct AssociationTask {
  int layers = 1;
  int size = 100;
  double self_coupling = 0.0;
  double coupling = 0.0;                         ///< λ between neighbours
  double bridge_strength = 1.0;                  ///< of their learned couplings; 0: none
  double strength = 0.5;                         ///< of the random couplings inside a layer
  learning::Port port = learning::Port::random;  ///< of the input
  double input_strength = 3.0;
  double feedback_strength = 10.0;
  learning::FeedbackForm feedback = learning::FeedbackForm::constant;
  int epochs = 100;
  int batch = 16;
  int sweeps = 0;  ///< with feedback, without, and in recall; 0: 3 + 2 L
  double rate = 0.1;
  double rate_input = 0.1;
  double margin = 3.0;
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

/// P/N between neighbouring loads of the search: a whole number of pairs, near `resolution`.
double load_step(int size, double resolution);

/// Doubles P from one step until the recall fails, then halves the interval until it is one step
/// wide. Not beyond P = `most`·N.
Capacity find_capacity(const AssociationTask& task, double resolution, double most,
                       std::uint64_t seed, std::uint64_t sample, std::stop_token stop);

}  // namespace steady::apps
