#include <steady/numerics/messages/detail/repair.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <numeric>

namespace steady::messages::detail {
namespace {

std::uint64_t square(std::int32_t missing) {
  const auto m = static_cast<std::uint32_t>(std::max(missing, 0));
  return std::uint64_t{m} * m;
}

/// What x_i loses, in grid steps, when a neuron turns that is coupled to i by `coupling`: 2 s_i s_k
/// K_ik, the sign given by bits that are all 0 or all 1.
std::int32_t loss(std::int32_t coupling, std::int32_t negative) {
  return 2 * ((coupling ^ negative) - negative);
}

// On plain pointers, which compilers turn into vector instructions.
void judge_all(const std::int8_t* spins, const std::int32_t* fields, std::size_t count,
               std::int32_t threshold, std::int32_t* missing, std::int32_t* sign) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t negative = spins[i] >> 7;
    missing[i] = threshold - ((fields[i] ^ negative) - negative);
    sign[i] = negative;
  }
}

std::int32_t largest_coupling(const network::Network& network) {
  std::int32_t largest = 0;
  for (int j = 0; j < network.size(); ++j)
    for (const std::int32_t value : network.column(j).dense)
      largest = std::max(largest, std::abs(value));
  return largest;
}

}  // namespace

Repair::Repair(const network::Network& network, double self_coupling, int max_steps)
    : network_(network),
      threshold_(network::stability_threshold(self_coupling)),
      max_steps_(max_steps),
      critical_(static_cast<std::size_t>(network.modules())),
      module_energy_(critical_.size()) {}

std::uint64_t Repair::energy_after(int neuron, std::uint64_t lowest) const {
  const auto k = static_cast<std::size_t>(neuron);
  const auto module = k / static_cast<std::size_t>(network_.module_size());
  const auto column = network_.column(neuron);
  const std::int32_t flip = sign_[k];
  std::uint64_t energy = energy_ - square(missing_[k]);  // itself it will be stable
  for (const auto& entry : column.sparse) {
    const auto i = static_cast<std::size_t>(entry.neuron);
    energy -= square(missing_[i]);
    energy += square(missing_[i] + loss(entry.value, sign_[i] ^ flip));
  }
  if (column.dense.empty()) return energy;
  energy += square(missing_[k]) - module_energy_[module];
  const std::int32_t first = column.first;
  for (const std::int32_t i : critical_[module]) {
    if (energy >= lowest) return energy;  // what follows is not negative
    const auto row = static_cast<std::size_t>(i);
    if (row != k)
      energy += square(missing_[row] +
                       loss(column.dense[static_cast<std::size_t>(i - first)], sign_[row] ^ flip));
  }
  return energy;
}

void Repair::judge() {
  const std::int8_t* const spins = state_->spins().data();
  const std::int32_t* const fields = state_->fields().data();
  judge_all(spins, fields, missing_.size(), threshold_, missing_.data(), sign_.data());
  const auto own = network_.self_couplings();
  for (std::size_t i = 0; i < own.size(); ++i) missing_[i] -= own[i];
}

void Repair::find_critical() {
  if (!network_.is_dense()) return;
  if (largest_loss_ == 0) largest_loss_ = 2 * largest_coupling(network_);
  const int size = network_.module_size();
  unordered_.resize(static_cast<std::size_t>(size));
  for (int l = 0; l < network_.modules(); ++l) {
    std::size_t count = 0;
    std::uint64_t energy = 0;
    for (int i = l * size; i < (l + 1) * size; ++i) {
      const std::int32_t missing = missing_[static_cast<std::size_t>(i)];
      unordered_[count] = i;
      count += missing > -largest_loss_ ? 1 : 0;
      energy += square(missing);
    }
    module_energy_[static_cast<std::size_t>(l)] = energy;
    order_critical({unordered_.data(), count}, critical_[static_cast<std::size_t>(l)]);
  }
}

void Repair::order_critical(std::span<const std::int32_t> rows,
                            std::vector<std::int32_t>& ordered) const {
  constexpr std::size_t bins = 32;
  const std::int64_t most = largest_loss_;
  const auto width = static_cast<std::uint32_t>(2 * most / bins + 1);
  const auto bin = [&](std::int32_t row) {
    const auto below = std::max<std::int64_t>(most - missing_[static_cast<std::size_t>(row)], 0);
    return static_cast<std::uint32_t>(below) / width;
  };
  std::array<std::int32_t, bins + 1> place{};
  for (const std::int32_t row : rows) ++place[bin(row) + 1];
  std::partial_sum(place.begin(), place.end(), place.begin());
  ordered.resize(rows.size());
  for (const std::int32_t row : rows) ordered[static_cast<std::size_t>(place[bin(row)]++)] = row;
}

bool Repair::turn_best() {
  find_critical();
  std::uint64_t lowest = std::numeric_limits<std::uint64_t>::max();
  int best = -1;
  for (int k = 0; k < network_.size(); ++k) {
    const auto i = static_cast<std::size_t>(k);
    if (turned_[i] || 2 * threshold_of(i) > missing_[i]) continue;
    const std::uint64_t energy = energy_after(k, lowest);
    if (energy < lowest) lowest = energy, best = k;
  }
  if (best < 0) return false;
  state_->flip(best);
  turned_[static_cast<std::size_t>(best)] = true;
  judge();
  energy_ = lowest;
  return true;
}

bool Repair::descend(const network::KeptFields& start) {
  state_ = start;
  // Beyond |J_D| = 256 differences would leave 32 bits; and single flips would change nothing.
  constexpr std::int32_t largest_threshold = 1 << 28;
  const auto size = static_cast<std::size_t>(network_.size());
  for (std::size_t i = 0; i < size; ++i)
    if (std::abs(threshold_of(i)) > largest_threshold) return false;
  missing_.resize(size);
  sign_.resize(size);
  turned_.assign(size, false);
  judge();
  energy_ = 0;
  for (const std::int32_t missing : missing_) energy_ += square(missing);
  for (int step = 0; energy_ > 0; ++step)
    if (step == max_steps_ || !turn_best()) return false;
  return true;
}

}  // namespace steady::messages::detail
