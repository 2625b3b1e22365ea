#include <limits>

#include <steady/numerics/enumeration/detail/ground_state/tabu.hpp>
#include <steady/numerics/network/spins.hpp>
#include <steady/numerics/network/streams.hpp>

namespace steady::enumeration::detail {
namespace {

/// A state with its fields and −E, all whole numbers.
class Walker {
 public:
  Walker(const Component& component, const network::Spins& start)
      : component_(component), spins_(start), fields_(component.field) {
    for (std::size_t i = 0; i < spins_.size(); ++i) {
      const double* const row = component.row(static_cast<int>(i));
      for (std::size_t j = 0; j < spins_.size(); ++j) fields_[i] += row[j] * spins_[j];
    }
    for (std::size_t i = 0; i < spins_.size(); ++i)
      gain_ += 0.5 * spins_[i] * (fields_[i] + component.field[i]);
  }

  double gain() const { return gain_; }
  GoodState good() const {
    network::PackedState state = 0;
    for (std::size_t i = 0; i < spins_.size(); ++i)
      if (spins_[i] > 0) state |= network::PackedState{1} << component_.neurons[i];
    return {gain_, state};
  }
  double change(std::size_t i) const { return -2.0 * spins_[i] * fields_[i]; }

  void flip(std::size_t i) {
    gain_ += change(i);
    spins_[i] = static_cast<std::int8_t>(-spins_[i]);
    const double* const row = component_.row(static_cast<int>(i));
    for (std::size_t j = 0; j < spins_.size(); ++j) fields_[j] += 2.0 * row[j] * spins_[i];
  }

 private:
  const Component& component_;
  network::Spins spins_;
  std::vector<double> fields_;
  double gain_ = 0.0;
};

}  // namespace

// The best flip is made even where it costs energy, but a neuron that has flipped rests for a
// while, unless that leads to the best state so far (Glover).
GoodState good_state(const Component& component) {
  constexpr int starts = 20, flips_per_neuron = 40;
  const auto size = static_cast<std::size_t>(component.size());
  network::RandomStream random(0, "tabu search for ground states", size);
  GoodState best{-std::numeric_limits<double>::infinity(), 0};
  for (int start = 0; start < starts; ++start) {
    Walker walker(component, network::random_spins(component.size(), random));
    if (walker.gain() > best.gain) best = walker.good();
    std::vector<std::size_t> rests_until(size, 0);
    for (std::size_t step = 0; step < flips_per_neuron * size; ++step) {
      std::size_t chosen = size;
      for (std::size_t i = 0; i < size; ++i) {
        const bool allowed = rests_until[i] <= step || walker.gain() + walker.change(i) > best.gain;
        if (allowed && (chosen == size || walker.change(i) > walker.change(chosen))) chosen = i;
      }
      if (chosen == size) continue;
      walker.flip(chosen);
      if (walker.gain() > best.gain) best = walker.good();
      rests_until[chosen] = step + 1 + size / 8 + random.next() % 8;
    }
  }
  return best;
}

}  // namespace steady::enumeration::detail
