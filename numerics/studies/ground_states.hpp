// Study: the lowest energy of symmetric networks and how many states have it (docs/theory.md,
// section 7.6).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/studies/energies.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

struct GroundStateEstimates {
  sampling::Estimate energy;      ///< mean E/N; the error is 0 where all networks have the same
  sampling::Estimate degeneracy;  ///< mean number of ground states; see sampling::with_unseen
  double lower_bound = 0.0;       ///< mean of what E/N cannot be below
  double proved = 0.0;            ///< share of the networks
  double rounding = 0.0;          ///< largest, see energy_rounding
  double nodes = 0.0;             ///< mean over the networks
  double seconds = 0.0;           ///< likewise
};

/// Ground states by branch and bound, of networks of up to 64 neurons: the self-coupling has no
/// part in it.
struct GroundStates {
  static constexpr std::string_view name = "ground_states";
  static constexpr int version = 1;

  network::NetworkSpec networks;
  double max_nodes = 1e9;  ///< budget of one network, at least 1

  struct Outcome {
    double energy = 0.0;       ///< lowest E/N found, in the units of the couplings
    double lower_bound = 0.0;  ///< of E/N of any state: `energy` where that is proved
    double degeneracy = 0.0;   ///< states of the lowest energy, both of a ± pair
    SplitState state;          ///< one of them: the lowest as a number
    bool proved = false;
    std::uint64_t nodes = 0;
    double rounding = 0.0;  ///< how far energies may be off, see energy_rounding
    double seconds = 0.0;

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{field("energy", &Outcome::energy, "lowest energy per neuron"),
                        field("lower_bound", &Outcome::lower_bound, "no state lies lower"),
                        field("degeneracy", &Outcome::degeneracy, "states of that energy"),
                        field("state", &Outcome::state, "one of them"),
                        field("proved", &Outcome::proved, "1: no state lies lower"),
                        field("nodes", &Outcome::nodes, "of the tree"),
                        field("rounding", &Outcome::rounding, "bound of the error of the energies"),
                        field("seconds", &Outcome::seconds, "processor time")};
    }
  };

  /// Throws DomainError for networks that are not symmetric and max_nodes < 1.
  std::optional<Outcome> run(const Sample& sample) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;  ///< seconds, of Gaussian couplings
  double bytes() const;
  /// Throws std::invalid_argument without networks.
  GroundStateEstimates estimate(std::span<const Outcome> outcomes) const;
};

}  // namespace steady::studies
