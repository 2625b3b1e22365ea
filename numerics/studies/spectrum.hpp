// Study: the energies of all fixed points of symmetric networks, the spectrum of their metastable
// states (docs/theory.md, section 7.6).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/studies/energies.hpp>
#include <steady/numerics/studies/rounding.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

/// Fixed points whose energy per neuron is at least `low` and below `high`.
struct EnergyBin {
  double low, high;
  sampling::Estimate count;  ///< of them in one network, (7.21) times the width; see with_unseen
};

/// Every fixed point with its energy, (7.20), of networks of up to 64 neurons.
struct Spectrum {
  static constexpr std::string_view name = "spectrum";
  static constexpr int version = 2;

  network::NetworkSpec networks;
  double self_coupling = 0.0;
  double bin = 0.02;  ///< width of the bins of `estimate`, above 0

  struct Level {
    double energy = 0.0;  ///< E/N in the units of the couplings
    SplitState state;

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{field("energy", &Level::energy, "of the state, per neuron"),
                        field("state", &Level::state, "a fixed point")};
    }
  };

  struct Outcome {
    std::vector<Level> levels;  ///< lowest energy first, then lowest state
    double rounding = 0.0;      ///< how far energies may be off, see energy_rounding
    std::vector<DoubtfulNeuron> doubts = {};

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{field("levels", &Outcome::levels, "all fixed points"),
                        field("rounding", &Outcome::rounding, "bound of the error of the energies"),
                        field("doubts", &Outcome::doubts, "neurons that rounding might decide")};
    }
  };

  /// Throws DomainError for networks that are not symmetric.
  std::optional<Outcome> run(const Sample& sample) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;   ///< seconds on one thread
  double bytes() const;  ///< of as many fixed points as are expected
  /// The bins from the lowest to the highest energy of all networks, empty ones included; borders
  /// are multiples of the width. Throws std::invalid_argument without networks, DomainError for a
  /// width that is not above 0.
  std::vector<EnergyBin> estimate(std::span<const Outcome> outcomes) const;
};

}  // namespace steady::studies
