#include <steady/numerics/messages/detail/rounded_state.hpp>

namespace steady::messages::detail {
namespace {

std::int8_t sign(double field, std::int8_t otherwise) {
  if (field == 0.0) return otherwise;
  return field > 0.0 ? 1 : -1;
}

void add_twice(const std::int32_t* column, std::size_t count, std::int32_t* fields) {
  for (std::size_t i = 0; i < count; ++i) fields[i] += 2 * column[i];
}

void subtract_twice(const std::int32_t* column, std::size_t count, std::int32_t* fields) {
  for (std::size_t i = 0; i < count; ++i) fields[i] -= 2 * column[i];
}

int count_below(const std::int8_t* spins, const std::int32_t* fields, std::size_t count,
                std::int32_t threshold) {
  int below = 0;
  for (std::size_t i = 0; i < count; ++i)
    below += (spins[i] > 0 ? fields[i] : -fields[i]) < threshold;
  return below;
}

}  // namespace

RoundedState::RoundedState(const network::Network& network, double self_coupling)
    : network_(network),
      threshold_(network::stability_threshold(self_coupling)),
      spins_(static_cast<std::size_t>(network.size()), 1) {}

void RoundedState::turn(int neuron) {
  auto& spin = spins_[static_cast<std::size_t>(neuron)];
  spin = static_cast<std::int8_t>(-spin);
  const auto column = network_.column(neuron);
  (spin > 0 ? add_twice : subtract_twice)(column.dense.data(), column.dense.size(),
                                          fields_.data() + column.first);
  for (const auto& entry : column.sparse)
    fields_[static_cast<std::size_t>(entry.neuron)] += 2 * spin * entry.value;
}

void RoundedState::follow(std::span<const double> total) {
  turned_ = 0;
  if (fields_.empty()) {
    turned_ = network_.size();
    for (std::size_t i = 0; i < total.size(); ++i) spins_[i] = sign(total[i], spins_[i]);
    fields_ = network::local_fields(network_, spins_);
  }
  for (std::size_t i = 0; i < total.size(); ++i)
    if (sign(total[i], spins_[i]) != spins_[i]) {
      turn(static_cast<int>(i));
      ++turned_;
    }
  unstable_ = count_below(spins_.data(), fields_.data(), spins_.size(), threshold_);
}

}  // namespace steady::messages::detail
