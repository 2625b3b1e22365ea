// Study: how many pairs of fixed points of random networks lie at each Hamming distance
// (docs/theory.md, section 3).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/network/state.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/studies/rounding.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

/// Pairs in networks of up to 64 neurons, whose fixed points are enumerated.
struct PairCounting {
  static constexpr std::string_view name = "pair-counting";
  static constexpr int version = 2;

  network::NetworkSpec networks;
  double self_coupling = 0.0;

  /// One network.
  struct Outcome {
    /// Ordered pairs at Hamming distance 0…N; distance 0 counts the fixed points.
    std::vector<double> pairs;
    std::vector<DoubtfulNeuron> doubts = {};

    static constexpr auto fields() {
      return std::tuple{
          sampling::field("pairs", &Outcome::pairs, "ordered pairs at Hamming distance 0…N"),
          sampling::field("doubts", &Outcome::doubts, "neurons that rounding might decide")};
    }
  };

  std::optional<Outcome> run(const Sample& sample) const;
  /// Of fixed points that are known already.
  Outcome measure(std::span<const network::PackedState> states) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;   ///< seconds
  double bytes() const;  ///< of as many fixed points as are expected
  /// Mean number of pairs at each distance. Where all networks have as many the error is that of
  /// the next possible number (sampling::with_unseen): with (s, s') also (s', s), (−s, −s') and
  /// (−s', −s) are pairs, two of which are the same for s' = ±s.
  std::vector<sampling::Estimate> estimate(std::span<const Outcome> outcomes) const;

  /// Seconds of `measure` for so many fixed points.
  static double seconds_of(double states) { return 1.5e-9 * states * states; }
};

}  // namespace steady::studies
