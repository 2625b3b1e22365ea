// Study: whether message passing finds a fixed point of random networks, and after how many
// iterations; with plain messages, their Bethe entropy (docs/theory.md, section 7.3).
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include <steady/numerics/messages/solver.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/studies/kept_states.hpp>
#include <steady/numerics/studies/rounding.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

/// Statistics over networks, one run in each. NaN where no network contributes, errors NaN where
/// one does.
struct SolvingEstimates {
  sampling::Interval solved;      ///< share of the runs with a solution (plain: that settled)
  sampling::Estimate iterations;  ///< of those
  double median_iterations;
  sampling::Interval
      repaired_fraction;   ///< share of all runs that the local search at the end solved
  double median_unstable;  ///< fewest unstable neurons seen, of the others
  sampling::Interval diverged_fraction;  ///< share of all runs whose messages overflowed
  sampling::Estimate bethe_entropy;      ///< plain: over the runs that settled, nats per neuron
  double systematic_error;               ///< mean over those of what few inputs may put it off
  bool entropy_reliable;                 ///< all settled, and none with too few inputs
  bool few_inputs;                       ///< some settled with too few inputs
  double seconds = std::numeric_limits<double>::quiet_NaN();  ///< of a thread per run
};

/// Message passing in random networks.
struct Solving {
  static constexpr std::string_view name = "solving";
  static constexpr int version = 3;

  network::NetworkSpec networks;
  messages::Options options = {};  ///< its stop token is not used

  struct Outcome {
    messages::Status status = messages::Status::iteration_limit;
    int iterations = 0;
    int unstable = 0;
    bool repaired = false;
    double bethe_entropy = std::numeric_limits<double>::quiet_NaN();
    double systematic_error = std::numeric_limits<double>::quiet_NaN();
    double seconds = 0.0;
    std::vector<DoubtfulNeuron> doubts = {};

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{
          field("status", &Outcome::status, "how it ended: messages::Status"),
          field("iterations", &Outcome::iterations, "until the end"),
          field("unstable", &Outcome::unstable, "neurons with x_i < 0 in the best state"),
          field("repaired", &Outcome::repaired, "whether the local search found the solution"),
          field("bethe_entropy", &Outcome::bethe_entropy, "nats per neuron; NaN: none"),
          field("systematic_error", &Outcome::systematic_error,
                "of that, from few inputs; NaN: unknown"),
          field("seconds", &Outcome::seconds, "processor time without drawing the network"),
          field("doubts", &Outcome::doubts, "neurons that rounding might decide")};
    }

    /// A fixed point was found; plain: messages no longer changed.
    bool settled() const;
  };

  std::optional<Outcome> run(const Sample& sample) const;
  /// Also writes the best state: nothing of plain messages, which look for none.
  std::optional<Outcome> run(const Sample& sample, const KeepStates* keep) const;
  double kept_bytes(const KeepStates& keep) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;
  double bytes() const;
  /// Throws std::invalid_argument without networks.
  SolvingEstimates estimate(std::span<const Outcome> outcomes) const;
};

}  // namespace steady::studies
