// Study: what the dynamics makes of a fixed point after some of its neurons were flipped.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/dynamics/relaxation.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

/// After one number of flips, over the networks whose dynamics reached a fixed point.
struct RobustnessEstimates {
  std::uint64_t networks;       ///< of them; 0: nothing else is known
  sampling::Interval returned;  ///< share of the trials that came back to the very fixed point
  double settled;               ///< share of the trials that reached any fixed point
  sampling::Estimate overlap;   ///< of the last state with the fixed point
};

/// A fixed point that the dynamics reaches from a random start, perturbed and left alone.
struct Robustness {
  static constexpr std::string_view name = "robustness";
  static constexpr int version = 1;

  network::NetworkSpec networks;
  dynamics::Options options = {};  ///< of both relaxations; its stop token is not used
  std::vector<int> flips;          ///< numbers of flipped neurons
  int trials = 16;                 ///< for each number of flips

  /// The trials at one number of flips.
  struct Recovery {
    double returned = 0.0;  ///< trials back at the fixed point
    double settled = 0.0;   ///< trials at any fixed point
    double overlap = 0.0;   ///< mean over the trials

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{field("returned", &Recovery::returned, "trials back at the fixed point"),
                        field("settled", &Recovery::settled, "trials at any fixed point"),
                        field("overlap", &Recovery::overlap, "mean over the trials")};
    }
  };

  struct Outcome {
    std::vector<Recovery> recoveries;  ///< one a number of flips; empty: no fixed point was reached

    static constexpr auto fields() {
      return std::tuple{
          sampling::field("recoveries", &Outcome::recoveries, "one a number of flips")};
    }
  };

  std::optional<Outcome> run(const Sample& sample) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;
  double bytes() const;
  /// One a number of flips.
  std::vector<RobustnessEstimates> estimate(std::span<const Outcome> outcomes) const;
};

}  // namespace steady::studies
