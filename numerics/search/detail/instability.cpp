#include <steady/numerics/search/detail/instability.hpp>

#include <algorithm>
#include <cmath>

namespace steady::search::detail {
namespace {

constexpr int lanes = 16;
constexpr std::int32_t padding_field = 1 << 30;  // of an up neuron: always stable

/// Within ±512, so that differences with any stability fit 32 bits; no field that is smaller than
/// 496 notices.
std::int32_t soft_threshold(double self_coupling) {
  constexpr std::int32_t limit = 1 << 29;
  return std::clamp(network::stability_threshold(self_coupling), -limit, limit);
}

int padded(int size) {
  return (size + lanes - 1) / lanes * lanes;
}

}  // namespace

InstabilityState::InstabilityState(const network::Network& network, double self_coupling,
                                   double margin, std::span<const std::int8_t> spins,
                                   SimdLevel simd)
    : network_(&network),
      kernel_(instability_kernel(simd)),
      module_size_(network.module_size()),
      stride_(padded(module_size_)),
      thresholds_{network::stability_threshold(self_coupling),
                  soft_threshold(self_coupling - margin)},
      fields_(static_cast<std::size_t>(stride_ * network.modules()), padding_field),
      down_(static_cast<std::size_t>(stride_ * network.modules()), 0),
      modules_(static_cast<std::size_t>(network.modules())) {
  const auto fields = network::local_fields(network, spins);
  for (int i = 0; i < network.size(); ++i) {
    fields_[place(i)] = fields[static_cast<std::size_t>(i)];
    down_[place(i)] = spins[static_cast<std::size_t>(i)] < 0 ? -1 : 0;
  }
  if (const auto own = network.self_couplings(); !own.empty()) {
    own_ = AlignedArray<std::int32_t>(fields_.size(), 0);
    for (int i = 0; i < network.size(); ++i) own_[place(i)] = own[static_cast<std::size_t>(i)];
  }
  for (std::size_t l = 0; l < modules_.size(); ++l) {
    const auto first = l * static_cast<std::size_t>(stride_);
    modules_[l] = kernel_(fields_.data() + first, nullptr, 0, down_.data() + first, own_from(first),
                          stride_, thresholds_, false);
    total_ += modules_[l];
  }
}

network::Spins InstabilityState::spins() const {
  network::Spins result;
  for (int i = 0; i < size(); ++i) result.push_back(static_cast<std::int8_t>(spin(i)));
  return result;
}

Instability InstabilityState::of_neuron(std::size_t place, std::int32_t field, bool flipped) const {
  const bool up = (down_[place] == 0) != flipped;
  const std::int32_t aligned = up ? field : -field;
  const std::int32_t stability = own_.size() == 0 ? aligned : aligned + own_[place];
  return {stability < thresholds_.hard ? 1 : 0,
          std::clamp(thresholds_.soft - stability, 0, largest_deficit)};
}

/// The module's sums after the flip, but for the neuron itself, which the column leaves alone.
Instability InstabilityState::pass(int neuron, bool keep) const {
  const auto column = network_->column(neuron);
  const auto first = static_cast<std::size_t>(column.first / module_size_ * stride_);
  return kernel_(fields_.data() + first, column.dense.data(), -2 * spin(neuron),
                 down_.data() + first, own_from(first), stride_, thresholds_, keep);
}

Instability InstabilityState::change(int neuron) const {
  const auto column = network_->column(neuron);
  const std::size_t own = place(neuron);
  Instability change = of_neuron(own, fields_[own], true) - of_neuron(own, fields_[own], false);
  const auto module = static_cast<std::size_t>(neuron / module_size_);
  if (!column.dense.empty()) change += pass(neuron, false) - modules_[module];
  const std::int32_t step = -2 * spin(neuron);
  for (const auto& entry : column.sparse) {
    const std::size_t at = place(entry.neuron);
    change +=
        of_neuron(at, fields_[at] + step * entry.value, false) - of_neuron(at, fields_[at], false);
  }
  return change;
}

void InstabilityState::flip(int neuron) {
  const auto column = network_->column(neuron);
  const std::size_t own = place(neuron);
  const auto module = static_cast<std::size_t>(neuron / module_size_);
  const std::int32_t step = -2 * spin(neuron);
  if (!column.dense.empty()) {
    const Instability now = pass(neuron, true);
    total_ += now - modules_[module];
    modules_[module] = now;
  }
  const Instability self = of_neuron(own, fields_[own], true) - of_neuron(own, fields_[own], false);
  total_ += self;
  modules_[module] += self;
  down_[own] = ~down_[own];
  for (const auto& entry : column.sparse) {
    const std::size_t at = place(entry.neuron);
    const Instability before = of_neuron(at, fields_[at], false);
    fields_[at] += step * entry.value;
    const Instability change = of_neuron(at, fields_[at], false) - before;
    total_ += change;
    modules_[static_cast<std::size_t>(entry.neuron / module_size_)] += change;
  }
}

}  // namespace steady::search::detail
