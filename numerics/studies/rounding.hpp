// What the studies of networks from files do where rounding to the grid of the engines may have
// decided: fixed points are judged by the values as read, everywhere, and the neurons in doubt are
// named.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include <steady/numerics/network/given.hpp>
#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/sampling/outcome.hpp>

namespace steady::studies {

/// A neuron whose stability x_i was nearer to zero than what rounding changes of it: the values as
/// read had to decide.
struct DoubtfulNeuron {
  std::int64_t neuron = 0;
  std::int64_t states = 0;  ///< in how many of the states that were judged

  bool operator==(const DoubtfulNeuron&) const = default;
  static constexpr auto fields() {
    using sampling::field;
    return std::tuple{field("neuron", &DoubtfulNeuron::neuron, "its number"),
                      field("states", &DoubtfulNeuron::states, "judged states where it was so")};
  }
};

/// Judges states of one network by its values as read, and remembers the neurons in doubt.
class AsRead {
 public:
  AsRead(const network::GivenNetwork& network, double self_coupling)
      : network_(&network), self_coupling_(self_coupling) {}

  /// Neurons with x_i < 0.
  int unstable(std::span<const std::int8_t> spins);
  /// Whether neuron i, near to zero on the grid, has x_i < 0.
  bool is_unstable(std::span<const std::int8_t> spins, int neuron);

  const network::GivenNetwork& network() const { return *network_; }
  double self_coupling() const { return self_coupling_; }
  /// By number.
  std::vector<DoubtfulNeuron> doubts() const;

 private:
  const network::GivenNetwork* network_;
  double self_coupling_;
  std::map<int, std::int64_t> doubts_;
};

/// The judge of a sample whose network is from a file and rounded by the grid; nothing for others,
/// where engines are exact.
std::optional<AsRead> as_read(const network::NetworkSpec& networks, double self_coupling,
                              std::uint64_t sample);

/// The doubts of a judge, none without one.
std::vector<DoubtfulNeuron> doubts_of(const std::optional<AsRead>& judge);

}  // namespace steady::studies
