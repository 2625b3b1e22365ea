#include <steady/numerics/messages/repair.hpp>

#include <algorithm>
#include <limits>

namespace steady::messages::detail {
namespace {

std::uint64_t square(std::int32_t missing) {
  const auto m = static_cast<std::uint32_t>(std::max(missing, 0));
  return std::uint64_t{m} * m;
}

/// Σ_i max(0, missing_i + 2 s_i K_i)² for s_i = ±1 given as sign bits, each XOR `flip`.
std::uint64_t energy_of_block(const std::int32_t* column, const std::int32_t* missing,
                              const std::int32_t* sign, std::int32_t flip, std::size_t count) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t negative = sign[i] ^ flip;
    const std::int32_t m = missing[i] + 2 * ((column[i] ^ negative) - negative);
    const auto positive = static_cast<std::uint32_t>(m > 0 ? m : 0);
    sum += std::uint64_t{positive} * positive;
  }
  return sum;
}

}  // namespace

Repair::Repair(const network::Network& network, double self_coupling, int max_steps)
    : network_(network),
      threshold_(network::stability_threshold(self_coupling)),
      max_steps_(max_steps) {}

std::uint64_t Repair::energy_after(int neuron) const {
  const auto k = static_cast<std::size_t>(neuron);
  const auto column = network_.column(neuron);
  const auto first = static_cast<std::size_t>(column.first);
  // s_j h_j loses 2 s_j K_jk s_k, so that `missing` gains it.
  const std::int32_t flip = sign_[k];
  std::uint64_t energy = energy_;
  if (!column.dense.empty()) {
    energy -= module_energy_[first / column.dense.size()];
    energy += energy_of_block(column.dense.data(), missing_.data() + first, sign_.data() + first,
                              flip, column.dense.size());
  }
  for (const auto& entry : column.sparse) {
    const auto i = static_cast<std::size_t>(entry.neuron);
    const std::int32_t negative = sign_[i] ^ flip;
    energy -= square(missing_[i]);
    energy += square(missing_[i] + 2 * ((entry.value ^ negative) - negative));
  }
  return energy - square(missing_[k]);  // itself it will be stable
}

void Repair::turn(int neuron) {
  const auto k = static_cast<std::size_t>(neuron);
  const auto column = network_.column(neuron);
  const std::int32_t flip = sign_[k];
  const auto feel = [&](std::size_t i, std::int32_t coupling) {
    const std::int32_t negative = sign_[i] ^ flip;
    missing_[i] += 2 * ((coupling ^ negative) - negative);
  };
  for (std::size_t i = 0; i < column.dense.size(); ++i)
    feel(static_cast<std::size_t>(column.first) + i, column.dense[i]);
  for (const auto& entry : column.sparse) feel(static_cast<std::size_t>(entry.neuron), entry.value);
  missing_[k] = 2 * threshold_ - missing_[k];  // s_k h_k changes its sign
  sign_[k] = ~sign_[k];
  spins_[k] = static_cast<std::int8_t>(-spins_[k]);
  turned_[k] = true;
}

bool Repair::turn_best() {
  const auto module = static_cast<std::size_t>(network_.module_size());
  module_energy_.assign(static_cast<std::size_t>(network_.modules()), 0);
  for (std::size_t i = 0; i < missing_.size(); ++i)
    module_energy_[i / module] += square(missing_[i]);
  std::uint64_t lowest = std::numeric_limits<std::uint64_t>::max();
  int best = -1;
  for (int k = 0; k < network_.size(); ++k) {
    const auto i = static_cast<std::size_t>(k);
    if (turned_[i] || 2 * threshold_ > missing_[i]) continue;
    const std::uint64_t energy = energy_after(k);
    if (energy < lowest) lowest = energy, best = k;
  }
  if (best < 0) return false;
  turn(best);
  energy_ = lowest;
  return true;
}

bool Repair::run(const network::Spins& spins, std::span<const std::int32_t> fields) {
  spins_ = spins;
  missing_.resize(spins.size());
  sign_.resize(spins.size());
  turned_.assign(spins.size(), false);
  energy_ = 0;
  for (std::size_t i = 0; i < spins.size(); ++i) {
    missing_[i] = threshold_ - spins[i] * fields[i];
    sign_[i] = spins[i] > 0 ? 0 : -1;
    energy_ += square(missing_[i]);
  }
  for (int step = 0; energy_ > 0; ++step)
    if (step == max_steps_ || !turn_best()) return false;
  return true;
}

}  // namespace steady::messages::detail
