// Study: how many fixed points random networks have (docs/theory.md, section 2).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/enumeration/states_file.hpp>
#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/studies/rounding.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

/// Where all networks (with # > 0) have the same count, none included, the error is that of a
/// network with one pair s, −s of fixed points more that was not seen yet (sampling::with_unseen).
struct CountingEstimates {
  sampling::Estimate mean_count;
  sampling::Estimate annealed_entropy;  ///< ln(mean count)/N with jackknife error, eq. (2.5)
  sampling::Estimate typical_entropy;   ///< mean of ln #/N over the networks with # > 0
  sampling::Interval empty_fraction;    ///< share of the networks with # = 0, Wilson's interval
  double nodes = 0.0;                   ///< mean over the networks
  double seconds = 0.0;                 ///< likewise
};

/// All fixed points of a network, enumerated exactly: networks of up to 64 neurons.
struct Counting {
  static constexpr std::string_view name = "counting";
  static constexpr int version = 2;

  network::NetworkSpec networks;
  double self_coupling = 0.0;
  enumeration::Method method = enumeration::Method::automatic;  ///< counts do not depend on it
  SimdLevel simd = best_simd_level();                           ///< nor on this

  /// One network.
  struct Outcome {
    std::uint64_t count = 0;
    enumeration::Method method = enumeration::Method::tree;
    std::uint64_t nodes = 0;
    double seconds = 0.0;
    std::vector<DoubtfulNeuron> doubts = {};

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{field("count", &Outcome::count, "number of fixed points"),
                        field("method", &Outcome::method, "engine: enumeration::Method"),
                        field("nodes", &Outcome::nodes, "of the tree, or states swept"),
                        field("seconds", &Outcome::seconds, "wall time"),
                        field("doubts", &Outcome::doubts, "neurons that rounding might decide")};
    }
  };

  std::optional<Outcome> run(const Sample& sample) const;
  /// The same; every fixed point, and the couplings, also go to the file.
  std::optional<Outcome> run(const Sample& sample, enumeration::StatesFile& states) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;   ///< seconds on one thread
  double bytes() const;  ///< of the couplings and the engine
  /// A network that alone is a large share of what one thread has to do would leave the others idle
  /// at the end: all threads work on it together. Short ones are not worth sharing.
  static std::vector<bool> together(std::span<const Counting> points,
                                    std::span<const std::uint64_t> samples, int threads);
  /// Throws std::invalid_argument without networks.
  CountingEstimates estimate(std::span<const Outcome> outcomes) const;

  /// What one network is expected to cost, and to have, on one thread.
  enumeration::Forecast forecast() const;
};

}  // namespace steady::studies
