// Study: where the dynamics of random networks goes, and how long it takes (docs/theory.md, section
// 7.1).
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/dynamics/relaxation.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/studies/kept_states.hpp>
#include <steady/numerics/studies/rounding.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

/// A fraction, a median: value with the ends of its interval of one standard error.
struct Range {
  double value;
  double low;
  double high;
};

/// Statistics over all runs; errors over the networks, whose starts are not independent. Where all
/// networks agree the error is that of one not seen yet (sampling::with_unseen), with another sweep
/// or period, or the farther bound of overlap and fractions.
struct RelaxationEstimates {
  Range converged;            ///< share of the runs that ended at a fixed point
  sampling::Estimate sweeps;  ///< of the converged runs; NaN without any
  /// Of all runs, those that did not converge counting as infinite (sampling::median_of_groups).
  Range median_sweeps;
  sampling::Estimate overlap_with_start;  ///< of the last state, all runs
  sampling::Estimate unstable_fraction;   ///< in the last state, all runs
  /// Share of the runs that ended on a cycle; NaN where none could be found: by the asynchronous
  /// rule, at T > 0, within less than two sweeps.
  Range cycles;
  sampling::Estimate cycle_length;      ///< of those; NaN without any
  sampling::Estimate transient;         ///< sweeps before it
  sampling::Estimate two_cycle_starts;  ///< share of the starts that lie on a 2-cycle; NaN likewise
  double seconds = std::numeric_limits<double>::quiet_NaN();  ///< of a thread per run
};

/// Runs of the dynamics from random starts in random networks. In a network from a file that the
/// grid rounds the dynamics sees the grid; whether the last state is a fixed point, and how many
/// neurons are unstable in it, is judged by the values as read.
struct Relaxation {
  static constexpr std::string_view name = "relaxation";
  static constexpr int version = 2;

  network::NetworkSpec networks;
  dynamics::Options options = {};  ///< its stop token is not used
  int starts = 1;                  ///< random starts in each network
  /// Every network starts from these states instead, as many as `starts`.
  std::shared_ptr<const std::vector<network::Spins>> from = {};

  /// The end of one run.
  struct End {
    dynamics::Status status = dynamics::Status::budget;
    double sweeps = 0.0;
    double overlap_with_start = 1.0;
    double unstable_fraction = 0.0;
    std::int64_t cycle_length = 0;
    std::int64_t transient = 0;

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{
          field("status", &End::status, "how it ended: dynamics::Status"),
          field("sweeps", &End::sweeps, "until the end"),
          field("overlap_with_start", &End::overlap_with_start, "of the last state"),
          field("unstable_fraction", &End::unstable_fraction, "of neurons in the last state"),
          field("cycle_length", &End::cycle_length, "period of the cycle; 0: none"),
          field("transient", &End::transient, "sweeps before the cycle")};
    }
  };

  /// All runs in one network.
  struct Outcome {
    std::vector<End> ends;
    double seconds = 0.0;
    std::vector<DoubtfulNeuron> doubts = {};  ///< in the last states

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{field("ends", &Outcome::ends, "one a start"),
                        field("seconds", &Outcome::seconds, "processor time of all of them"),
                        field("doubts", &Outcome::doubts, "neurons that rounding might decide")};
    }
  };

  /// Throws std::invalid_argument for given starts of another number or length.
  std::optional<Outcome> run(const Sample& sample) const;
  /// Also writes starts, ends, cycles and courses. After a run has ended at a fixed point its
  /// course stays there (at T > 0 too); on a cycle it goes on.
  std::optional<Outcome> run(const Sample& sample, const KeepStates* keep) const;
  double kept_bytes(const KeepStates& keep) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;
  double bytes() const;
  /// Throws std::invalid_argument without networks.
  RelaxationEstimates estimate(std::span<const Outcome> outcomes) const;
};

}  // namespace steady::studies
