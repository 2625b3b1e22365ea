#include <steady/numerics/network/kept_fields.hpp>

namespace steady::network {
namespace {

// Loops on plain pointers, which compilers turn into vector instructions.

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

int count_below(const std::int8_t* spins, const std::int32_t* fields, const std::int32_t* own,
                std::size_t count, std::int32_t threshold) {
  int below = 0;
  for (std::size_t i = 0; i < count; ++i)
    below += (spins[i] > 0 ? fields[i] : -fields[i]) < threshold - own[i];
  return below;
}

}  // namespace

KeptFields::KeptFields(const Network& network, std::span<const std::int8_t> spins)
    : network_(&network),
      spins_(spins.begin(), spins.end()),
      fields_(local_fields(network, spins)) {}

int KeptFields::count_below(std::int32_t threshold) const {
  const auto own = network_->self_couplings();
  return own.empty() ? network::count_below(spins_.data(), fields_.data(), spins_.size(), threshold)
                     : network::count_below(spins_.data(), fields_.data(), own.data(),
                                            spins_.size(), threshold);
}

void KeptFields::flip(int neuron) {
  auto& spin = spins_[static_cast<std::size_t>(neuron)];
  spin = static_cast<std::int8_t>(-spin);
  const auto column = network_->column(neuron);
  (spin > 0 ? add_twice : subtract_twice)(column.dense.data(), column.dense.size(),
                                          fields_.data() + column.first);
  for (const auto& entry : column.sparse)
    fields_[static_cast<std::size_t>(entry.neuron)] += 2 * spin * entry.value;
}

}  // namespace steady::network
