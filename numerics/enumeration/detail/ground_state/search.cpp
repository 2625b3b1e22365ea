#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <steady/numerics/enumeration/detail/ground_state/concave.hpp>
#include <steady/numerics/enumeration/detail/ground_state/search.hpp>
#include <steady/numerics/enumeration/detail/ground_state/tabu.hpp>

namespace steady::enumeration::detail {
namespace {

/// Energies are whole numbers; the bound is right to much less: |−E| < 2^37, and its 3·64² terms
/// of double precision are off by less than 2^-53·2^37·2^14 = 2^-2 in the worst case, in fact by
/// 10^-6.
constexpr double margin = 0.5;

using Reals = std::array<double, network::max_packed_size>;

class Search {
 public:
  Search(const Component& component, double max_nodes, const std::stop_token& stop)
      : component_(component),
        diagonals_(concave_diagonals(component)),
        max_nodes_(max_nodes),
        stop_(stop) {
    for (const auto& diagonal : diagonals_) {
      double sum = 0.0;
      for (const double u : diagonal) sum += u;
      half_traces_.push_back(0.5 * sum);
    }
    const auto [gain_found, state_found] = good_state(component);
    best_.gain = gain_found;
    best_.state = state_found;
    std::copy(component.field.begin(), component.field.end(), levels_[0].field.begin());
  }

  BestStates run() {
    open_ = -std::numeric_limits<double>::infinity();
    visit(0, 0.0);
    best_.proved = !exhausted_;
    if (best_.count == 0.0) best_.count = component_.has_field ? 1.0 : 2.0;  // that of the start
    best_.bound = std::max(best_.gain, std::floor(open_ + margin));
    return best_;
  }

 private:
  /// What is known when `set` neurons are set: the fields of all from them, and near where the free
  /// ones gain most.
  struct Level {
    Reals field{};
    Reals guess{};
  };

  int size() const { return component_.size(); }

  void visit(int set, double gain) {
    if (set == size()) return take(gain);
    ++best_.nodes;
    const double bound = upper_bound(set, gain);
    if (bound < best_.gain - margin) return;
    if (is_exhausted()) {
      open_ = std::max(open_, bound);
      return;
    }
    const auto next = static_cast<std::size_t>(set);
    const int likely = levels_[next].guess[next] >= 0.0 ? 1 : -1;
    branch(set, gain, likely);
    if (set > 0 || component_.has_field) branch(set, gain, -likely);
  }

  void branch(int set, double gain, int spin) {
    const auto here = static_cast<std::size_t>(set);
    const Level& level = levels_[here];
    Level& next = levels_[here + 1];
    const double* const row = component_.row(set);
    for (std::size_t i = here + 1; i < component_.neurons.size(); ++i) {
      next.field[i] = level.field[i] + row[i] * spin;
      next.guess[i] = level.guess[i];
    }
    const auto bit = network::PackedState{1} << component_.neurons[here];
    state_ = spin > 0 ? state_ | bit : state_ & ~bit;
    visit(set + 1, gain + spin * level.field[here]);
  }

  void take(double gain) {
    if (gain < best_.gain) return;
    if (gain > best_.gain) best_.count = 0.0;
    best_.gain = gain;
    network::PackedState lowest = state_;
    double states = 1.0;
    if (!component_.has_field) {  // −s as well
      network::PackedState all = 0;
      for (const int neuron : component_.neurons) all |= network::PackedState{1} << neuron;
      lowest = std::min(lowest, all & ~state_);
      states = 2.0;
    }
    best_.state = best_.count == 0.0 ? lowest : std::min(best_.state, lowest);
    best_.count += states;
  }

  /// Of −E whatever the free neurons are: `gain` and the maximum of
  ///   g(x) = ½ Σ u − ½ xᵀ(U − J)x + hᵀx  over |x_i| ≤ 1,
  /// which a tangent plane of the concave g bounds from any x: g(x) + Σ (|g'_i| − g'_i x_i). One
  /// coordinate after the other goes to where g'_i = 0 or to the border.
  double upper_bound(int set, double gain) {
    constexpr int ascents = 2;
    const auto first = static_cast<std::size_t>(set);
    const std::size_t size = component_.neurons.size();
    Level& level = levels_[first];
    const double* const u = diagonals_[first].data() - first;
    Reals slope;
    for (std::size_t i = first; i < size; ++i) slope[i] = level.field[i] - u[i] * level.guess[i];
    for (std::size_t j = first; j < size; ++j) add_row(slope, j, level.guess[j], first);
    for (int ascent = 0;; ++ascent) {
      double bound = half_traces_[first] + gain;
      for (std::size_t i = first; i < size; ++i)
        bound += 0.5 * level.guess[i] * (level.field[i] - slope[i]) + std::abs(slope[i]);
      if (bound < best_.gain - margin || ascent == ascents) return bound;
      for (std::size_t i = first; i < size; ++i) {
        const double moved = std::clamp(level.guess[i] + slope[i] / u[i], -1.0, 1.0);
        const double change = moved - level.guess[i];
        if (change == 0.0) continue;
        level.guess[i] = moved;
        add_row(slope, i, change, first);
        slope[i] -= u[i] * change;
      }
    }
  }

  void add_row(Reals& slope, std::size_t neuron, double factor, std::size_t first) const {
    const double* const row = component_.row(static_cast<int>(neuron));
    for (std::size_t i = first; i < component_.neurons.size(); ++i) slope[i] += row[i] * factor;
  }

  bool is_exhausted() {
    constexpr std::uint64_t patience = 256;
    if (static_cast<double>(best_.nodes) > max_nodes_ ||
        (best_.nodes % patience == 0 && stop_.stop_requested()))
      exhausted_ = true;
    return exhausted_;
  }

  const Component& component_;
  std::vector<std::vector<double>> diagonals_;
  std::vector<double> half_traces_;
  double max_nodes_;
  std::stop_token stop_;
  std::array<Level, network::max_packed_size + 1> levels_{};
  network::PackedState state_ = 0;
  BestStates best_;
  double open_ = 0.0;
  bool exhausted_ = false;
};

}  // namespace

BestStates best_states(const Component& component, double max_nodes, const std::stop_token& stop) {
  return Search(component, max_nodes, stop).run();
}

}  // namespace steady::enumeration::detail
