// Studies: how many random associations a chain of layers learns, and how well it recalls so many
// (docs/learning.md, Hetero-association).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include <steady/numerics/learning/engine/trainer.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

/// A chain of L layers of N neurons. x acts on the first, learned random couplings lead from each
/// to the next, and the target is a field on every layer while it learns: weak and growing with
/// depth on the way, λ_h √(l/L) on layer l = 1 … L−1, and stronger than every other field on the
/// last. So each layer has to take a part of the way only, and the capacity grows with L. The
/// defaults are those that recall most (docs/learning.md); couplings inside layers, back from the
/// next one and λ are there to be compared.
struct Association {
  int layers = 1;
  int size = 100;
  double self_coupling = 0.0;
  double coupling = 0.0;           ///< λ between neighbours
  double bridge_strength = 1.0;    ///< of the learned couplings to the next; 0: none
  double backward_strength = 0.0;  ///< of those back from the next layer; 0: none
  double strength = 0.0;           ///< of those inside a layer; 0: none
  learning::Port input_port = learning::Port::random;
  double input_strength = 3.0;
  double feedback_strength = 10.0;  ///< λ_back, of the target on the last layer
  double hidden_feedback = 1.5;     ///< λ_h, of the target on the layers before; 0: none
  learning::FeedbackForm feedback = learning::FeedbackForm::constant;
  int epochs = 300;
  int batch = 16;
  int sweeps = 0;  ///< with feedback, without, and in recall; 0: 3 + 2 L
  double rate = 0.1;
  double rate_input = 0.1;
  double margin = 1.0;
  /// Share of right target neurons that counts as recalled.
  double accuracy = 0.99;

  /// All but layers and size.
  static constexpr auto fields() {
    using options::field, options::bounds, options::below;
    using T = Association;
    constexpr auto perhaps_none = below(0, 512);
    return std::tuple{
        field("accuracy", &T::accuracy, bounds(0.5, 1), "Share of right neurons to be reached"),
        field("self_coupling", &T::self_coupling, learning::structure_bounds, "J_D"),
        field("coupling", &T::coupling, learning::structure_bounds,
              "λ between neighbouring layers"),
        field("input_port", &T::input_port, learning::port_names,
              "Through a learned Gaussian matrix, or element by element"),
        field("bridge_strength", &T::bridge_strength, perhaps_none,
              "Of the learned random couplings from a layer to the next; 0: none"),
        field("backward_strength", &T::backward_strength, perhaps_none,
              "Of those from a layer to the one before; 0: none"),
        field("rate_input", &T::rate_input, bounds(0, 1e6), "η_in"),
        field("strength", &T::strength, perhaps_none,
              "Of those inside a layer; 0: none. All are drawn N(0, strength²/N)"),
        field("input_strength", &T::input_strength, learning::strength_bounds,
              "λ_x of the clamped input"),
        field("feedback_strength", &T::feedback_strength, learning::strength_bounds,
              "λ_back: the target's field on the last layer"),
        field("hidden_feedback", &T::hidden_feedback, perhaps_none,
              "λ_h: its field on layer l before that is λ_h √(l/L); 0: none"),
        field("feedback", &T::feedback, learning::feedback_form_names,
              "constant: the target stays while the rule acts; else it fades first"),
        field("epochs", &T::epochs, bounds(1, 1e6), "At most so many passes over the pairs"),
        field("batch", &T::batch, bounds(1, 64), "Pairs between two updates"),
        field("sweeps", &T::sweeps, bounds(0, learning::most_sweeps), "T; 0: 3 + 2 L"),
        field("rate", &T::rate, bounds(0, 1e6), "η_J"),
        field("margin", &T::margin, bounds(-learning::largest_part, learning::largest_part), "κ")};
  }
};

/// The chain as an architecture.
learning::Architecture association_chain(const Association& task);

/// Share of right target neurons after learning `pairs` pairs: of the first epoch that reaches
/// task.accuracy, else the best of all; nothing when stopped. Every sample has a network and
/// patterns of its own, the same for any number of pairs.
std::optional<double> recall_accuracy(const Association& task, int pairs, const Sample& sample);

struct CapacityEstimates {
  sampling::Estimate capacity;            ///< the resolution's part of the error included
  double accuracy;                        ///< mean at that load
  sampling::Interval unlimited_fraction;  ///< share of samples that recalled even the largest load
  double trainings;                       ///< mean number that the search took
};

/// The largest load P/N that is recalled. Doubles P from one step until the recall fails, then
/// halves the interval until it is one step wide; the limit lies uniformly within it.
struct Capacity {
  static constexpr std::string_view name = "capacity";
  static constexpr int version = 1;

  Association task = {};
  double resolution = 0.05;   ///< of P/N in the search
  double largest_load = 4.0;  ///< where it ends

  struct Outcome {
    double load = 0.0;
    double next = 0.0;
    double accuracy = 0.0;
    int trainings = 0;

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{
          field("load", &Outcome::load, "P/N of the largest P found to be recalled, 0: none"),
          field("next", &Outcome::next, "of the smallest P above that was not; NaN: none"),
          field("accuracy", &Outcome::accuracy, "at load"),
          field("trainings", &Outcome::trainings, "that the search took")};
    }
    /// The middle of what the search left open; `load` where it found no end.
    double middle() const;
  };

  /// P/N between neighbouring loads of the search: a whole number of pairs, near `resolution`.
  double step() const;

  std::optional<Outcome> run(const Sample& sample) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;
  double bytes() const;
  /// Throws std::invalid_argument without outcomes.
  CapacityEstimates estimate(std::span<const Outcome> outcomes) const;
};

struct RecallEstimates {
  sampling::Estimate accuracy;
  sampling::Interval recalled_fraction;  ///< share of samples that reached task.accuracy
};

/// The accuracy after learning P pairs.
struct Recall {
  static constexpr std::string_view name = "recall";
  static constexpr int version = 1;

  Association task = {};
  int pairs = 1;  ///< P

  struct Outcome {
    double accuracy = 0.0;

    static constexpr auto fields() {
      return std::tuple{
          sampling::field("accuracy", &Outcome::accuracy, "share of right target neurons")};
    }
  };

  std::optional<Outcome> run(const Sample& sample) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;
  double bytes() const;
  /// Throws std::invalid_argument without outcomes.
  RecallEstimates estimate(std::span<const Outcome> outcomes) const;
};

}  // namespace steady::studies
