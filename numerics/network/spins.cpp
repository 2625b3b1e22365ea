#include <steady/numerics/network/spins.hpp>

#include <stdexcept>

#include <fmt/format.h>

namespace steady::network {

Spins random_spins(int size, RandomStream& stream) {
  Spins spins(static_cast<std::size_t>(size));
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < spins.size(); ++i) {
    if (i % 64 == 0) word = stream.next();
    spins[i] = (word >> (i % 64)) & 1 ? 1 : -1;
  }
  return spins;
}

double overlap(std::span<const std::int8_t> a, std::span<const std::int8_t> b) {
  if (a.size() != b.size() || a.empty())
    throw std::invalid_argument(
        fmt::format("overlap: states of {} and {} neurons", a.size(), b.size()));
  long sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return static_cast<double>(sum) / static_cast<double>(a.size());
}

double magnetisation(std::span<const std::int8_t> spins) {
  long sum = 0;
  for (const auto spin : spins) sum += spin;
  return static_cast<double>(sum) / static_cast<double>(spins.size());
}

PackedState packed(std::span<const std::int8_t> spins) {
  if (spins.size() > max_packed_size)
    throw std::domain_error(fmt::format("packed: {} neurons do not fit a word", spins.size()));
  PackedState state = 0;
  for (std::size_t i = 0; i < spins.size(); ++i) state |= std::uint64_t{spins[i] > 0} << i;
  return state;
}

Spins unpacked(PackedState state, int size) {
  Spins spins(static_cast<std::size_t>(size));
  for (int i = 0; i < size; ++i)
    spins[static_cast<std::size_t>(i)] = static_cast<std::int8_t>(spin(state, i));
  return spins;
}

void require_spins(std::span<const std::int8_t> spins, int size) {
  if (spins.size() != static_cast<std::size_t>(size))
    throw std::invalid_argument(
        fmt::format("a state of {} neurons for a network of {}", spins.size(), size));
  unsigned wrong = 0;  // without a branch a spin: vectors of them at a time
  for (const auto spin : spins) wrong |= static_cast<unsigned>((spin != 1) & (spin != -1));
  if (wrong == 0) return;
  for (std::size_t i = 0; i < spins.size(); ++i)
    if (spins[i] != 1 && spins[i] != -1)
      throw std::invalid_argument(fmt::format("neuron {} is {}, not +1 or -1", i, spins[i]));
}

}  // namespace steady::network
