// Study: where random starts of networks of any size end, and what they did not find
// (docs/theory.md, section 7.6).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/dynamics/ends.hpp>
#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/studies/rounding.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

/// Attractors at T = 0 by the starts that end there: of the parallel rule, and of the asynchronous
/// one in fixed or random order. In networks from files that the grid rounds the dynamics sees the
/// grid, and an end that the values as read do not hold counts as unsettled. What studies::Basins
/// knows of all starts, from some of them.
struct SampledBasins {
  static constexpr std::string_view name = "sampled_basins";
  static constexpr int version = 2;

  network::NetworkSpec networks;
  dynamics::Rule rule = dynamics::Rule::parallel;
  dynamics::Order order = dynamics::Order::random;
  double self_coupling = 0.0;
  int starts = 1000;               ///< uniformly random states of each network, at least 1
  std::int64_t max_sweeps = 1000;  ///< of each

  /// A fixed point or a cycle.
  struct End {
    /// Its lowest state as a number, neuron i the bit i%32 of word i/32, set for s_i = +1.
    std::vector<std::uint32_t> state;
    std::int64_t period = 1;   ///< in updates of all neurons, or sweeps
    std::uint64_t starts = 0;  ///< that ended there

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{field("state", &End::state, "lowest state, 32 neurons a word"),
                        field("period", &End::period, "1: a fixed point"),
                        field("starts", &End::starts, "that ended there")};
    }
  };

  struct Outcome {
    std::vector<End> ends;                    ///< most starts first, then the lowest state
    std::uint64_t unsettled = 0;              ///< starts that were at no end after max_sweeps
    std::vector<DoubtfulNeuron> doubts = {};  ///< at the ends

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{field("ends", &Outcome::ends, "attractors met"),
                        field("unsettled", &Outcome::unsettled, "starts that did not settle"),
                        field("doubts", &Outcome::doubts, "neurons that rounding might decide")};
    }
  };

  /// Start k is the same for any number of starts and of threads, and at every J_D. Throws
  /// DomainError for other rules and orders, starts < 1 and max_sweeps < 0.
  std::optional<Outcome> run(const Sample& sample) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;
  double bytes() const;
  /// All threads work on one network after the other where there are few of them.
  static std::vector<bool> together(std::span<const SampledBasins> points,
                                    std::span<const std::uint64_t> samples, int threads);
  /// Mean number of attractors met. Throws std::invalid_argument without networks.
  sampling::Estimate estimate(std::span<const Outcome> outcomes) const;
};

/// Share of the starts that would end, or never settle, where none of the sampled ones did: Good
/// and Turing's estimate, sampling::unseen_kinds.
sampling::Interval unseen_share(const SampledBasins::Outcome& outcome);

}  // namespace steady::studies
