#include <steady/numerics/studies/rounding.hpp>

#include <cmath>

#include <steady/numerics/network/given_networks.hpp>

namespace steady::studies {

int AsRead::unstable(std::span<const std::int8_t> spins) {
  const auto verdict = network_->judged(spins, self_coupling_);
  for (const auto& doubt : verdict.doubts) ++doubts_[doubt.neuron];
  return verdict.unstable;
}

bool AsRead::is_unstable(std::span<const std::int8_t> spins, int neuron) {
  const double x = network_->stability(spins, neuron, self_coupling_);
  if (std::abs(x) <= network_->rounding(neuron)) ++doubts_[neuron];
  return x < 0.0;
}

std::vector<DoubtfulNeuron> AsRead::doubts() const {
  std::vector<DoubtfulNeuron> list;
  for (const auto& [neuron, states] : doubts_) list.push_back({neuron, states});
  return list;
}

std::optional<AsRead> as_read(const network::NetworkSpec& networks, double self_coupling,
                              std::uint64_t sample) {
  if (!networks.from_file) return std::nullopt;
  const auto& network = (*networks.from_file)[sample];
  if (network.is_exact()) return std::nullopt;
  return AsRead(network, self_coupling);
}

std::vector<DoubtfulNeuron> doubts_of(const std::optional<AsRead>& judge) {
  return judge ? judge->doubts() : std::vector<DoubtfulNeuron>{};
}

}  // namespace steady::studies
