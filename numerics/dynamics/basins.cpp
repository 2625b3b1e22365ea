#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include <steady/numerics/dynamics/basins.hpp>
#include <steady/theory/domain.hpp>

namespace steady::dynamics {
namespace {

/// States between two looks at the stop token.
constexpr std::uint32_t patience = 1U << 16;

bool shall_stop(std::uint32_t state, const std::stop_token& stop) {
  return state % patience == 0 && stop.stop_requested();
}

/// Follows every state until it meets one whose end is known.
class Walks {
 public:
  explicit Walks(std::span<const std::uint32_t> successor)
      : successor_(successor), label_(successor.size(), unknown) {}

  void from(std::uint32_t start) {
    path_.clear();
    std::uint32_t state = start;
    for (; label_[state] == unknown; state = successor_[state]) {
      label_[state] = under_way;
      path_.push_back(state);
    }
    if (label_[state] == under_way) close(state);
    const std::uint32_t end = label_[state];
    found_[end].basin += path_.size();
    for (const std::uint32_t passed : path_) label_[passed] = end;
  }

  std::vector<Attractor> take() { return std::move(found_); }

 private:
  static constexpr std::uint32_t unknown = ~0U, under_way = ~0U - 1;

  /// The path has come back to `state`: a new attractor.
  void close(std::uint32_t state) {
    const auto begin = std::find(path_.begin(), path_.end(), state);
    Attractor attractor{{begin, path_.end()}, 0};
    auto& states = attractor.states;
    std::rotate(states.begin(), std::min_element(states.begin(), states.end()), states.end());
    label_[state] = static_cast<std::uint32_t>(found_.size());
    found_.push_back(std::move(attractor));
  }

  std::span<const std::uint32_t> successor_;
  std::vector<std::uint32_t> label_;
  std::vector<std::uint32_t> path_;
  std::vector<Attractor> found_;
};

std::uint32_t lowest_bit(std::uint32_t word) {
  return word & (~word + 1);
}

/// Which states can reach a fixed point by flips of unstable neurons.
std::vector<std::uint8_t> settling(std::span<const std::uint32_t> parallel,
                                   const std::stop_token& stop) {
  const auto states = static_cast<std::uint32_t>(parallel.size());
  std::vector<std::uint8_t> can(states);
  for (std::uint32_t state = 0; state < states; ++state) can[state] = parallel[state] == state;
  const auto reaches = [&](std::uint32_t state) {
    for (std::uint32_t rest = state ^ parallel[state]; rest != 0; rest &= rest - 1)
      if (can[state ^ lowest_bit(rest)] != 0) return true;
    return false;
  };
  for (bool more = true, rising = true; more && !stop.stop_requested(); rising = !rising) {
    more = false;
    for (std::uint32_t k = 0; k < states; ++k) {
      const std::uint32_t state = rising ? k : states - 1 - k;
      if (can[state] != 0 || !reaches(state)) continue;
      can[state] = 1;
      more = true;
    }
  }
  return can;
}

/// The probability of every state, passed on by flips; what has come to rest stays.
class Probabilities {
 public:
  Probabilities(std::span<const std::uint32_t> parallel, std::vector<std::uint8_t> settling)
      : parallel_(parallel),
        settling_(std::move(settling)),
        mass_(parallel.size(), 1.0 / static_cast<double>(parallel.size())) {
    for (std::uint32_t state = 0; state < parallel.size(); ++state)
      if (parallel[state] == state) ends_.push_back(state);
  }

  /// States in rising or falling order: what flips one way goes far within one pass.
  void pass(bool rising) {
    const auto states = static_cast<std::uint32_t>(parallel_.size());
    for (std::uint32_t k = 0; k < states; ++k) pass_on(rising ? k : states - 1 - k);
  }

  const std::vector<std::uint32_t>& ends() const { return ends_; }

  /// The probability of every state that is on its way, 0 of the others.
  std::vector<double> under_way() const {
    std::vector<double> wandering(mass_.size(), 0.0);
    for (std::uint32_t state = 0; state < mass_.size(); ++state)
      if (is_under_way(state)) wandering[state] = mass_[state];
    return wandering;
  }

  /// Σ |π − π'| over the states, of the distributions then and now of what is on its way.
  double change_since(const std::vector<double>& then, double sum_then, double sum_now) const {
    double change = 0.0;
    for (std::uint32_t state = 0; state < mass_.size(); ++state)
      if (is_under_way(state)) change += std::abs(mass_[state] / sum_now - then[state] / sum_then);
    return change;
  }

  /// What the ends have, then what can reach none any more, then what is on its way.
  std::vector<double> sums() const {
    std::vector<double> sums;
    for (const auto end : ends_) sums.push_back(mass_[end]);
    double restless = 0.0, under_way = 0.0;
    for (std::uint32_t state = 0; state < mass_.size(); ++state)
      if (settling_[state] == 0)
        restless += mass_[state];
      else if (is_under_way(state))
        under_way += mass_[state];
    sums.push_back(restless);
    sums.push_back(under_way);
    return sums;
  }

 private:
  bool is_under_way(std::uint32_t state) const {
    return settling_[state] != 0 && parallel_[state] != state;
  }

  void pass_on(std::uint32_t state) {
    const std::uint32_t unstable = state ^ parallel_[state];
    if (unstable == 0 || mass_[state] == 0.0 || settling_[state] == 0) return;
    const double share = mass_[state] / std::popcount(unstable);
    mass_[state] = 0.0;
    for (std::uint32_t rest = unstable; rest != 0; rest &= rest - 1)
      mass_[state ^ lowest_bit(rest)] += share;
  }

  std::span<const std::uint32_t> parallel_;
  std::vector<std::uint8_t> settling_;
  std::vector<double> mass_;
  std::vector<std::uint32_t> ends_;
};

/// The sums in the end, when what is on its way (the last of them) is shared out as between the
/// two.
std::vector<double> predicted(const std::vector<double>& before, std::vector<double> sums) {
  const double under_way = sums.back();
  const double gained = before.back() - under_way;
  sums.pop_back();
  if (gained > 0.0)
    for (std::size_t k = 0; k < sums.size(); ++k)
      sums[k] += under_way * (sums[k] - before[k]) / gained;
  return sums;
}

/// Two passes, in rising and in falling order.
std::vector<double> pass_twice(Probabilities& probabilities, Absorption& result) {
  probabilities.pass(true);
  probabilities.pass(false);
  result.passes += 2;
  return probabilities.sums();
}

/// The same, and how far the prediction from them may be off.
std::vector<double> pass_and_judge(Probabilities& probabilities, const std::vector<double>& before,
                                   Absorption& result) {
  const auto then = probabilities.under_way();
  auto sums = pass_twice(probabilities, result);
  const double left = sums.back();
  const double gained = before.back() - left;
  result.error = left;
  if (left > 0.0 && gained > 0.0)
    result.error *= std::min(
        1.0, probabilities.change_since(then, before.back(), left) * before.back() / gained);
  return sums;
}

}  // namespace

std::vector<Attractor> attractors(std::span<const std::uint32_t> successor, std::stop_token stop) {
  Walks walks(successor);
  for (std::uint32_t start = 0; start < successor.size(); ++start) {
    if (shall_stop(start, stop)) return {};
    walks.from(start);
  }
  auto found = walks.take();
  std::sort(found.begin(), found.end(), [](const Attractor& a, const Attractor& b) {
    return a.basin != b.basin ? a.basin > b.basin : a.states.front() < b.states.front();
  });
  return found;
}

std::vector<std::uint32_t> sweep_map(std::span<const std::uint32_t> parallel,
                                     std::stop_token stop) {
  std::vector<std::uint32_t> successor(parallel.size());
  for (std::uint32_t start = 0; start < parallel.size(); ++start) {
    if (shall_stop(start, stop)) return {};
    std::uint32_t state = start;
    std::uint32_t unvisited = ~0U;
    while (const std::uint32_t flips = (state ^ parallel[state]) & unvisited) {
      const std::uint32_t flip = lowest_bit(flips);
      state ^= flip;
      unvisited = ~(flip | (flip - 1));
    }
    successor[start] = state;
  }
  return successor;
}

Absorption absorption(std::span<const std::uint32_t> parallel, double tolerance, int passes,
                      std::stop_token stop) {
  if (!(tolerance >= 0.0)) throw outside("tolerance", tolerance, "[0,∞)");
  if (passes < 1) throw outside("passes", passes, "[1,∞)");
  Probabilities probabilities(parallel, settling(parallel, stop));
  Absorption result;
  auto sums = probabilities.sums();
  auto before = sums;
  for (int next_look = 2; !result.converged && result.passes < passes;) {
    if (stop.stop_requested()) return {};
    before = std::exchange(sums, {});
    const bool look = result.passes + 2 >= next_look || result.passes + 2 >= passes;
    sums = look ? pass_and_judge(probabilities, before, result) : pass_twice(probabilities, result);
    if (!look) continue;
    result.converged = result.error <= tolerance;
    next_look = result.passes + std::max(2, result.passes / 4);
  }
  const auto prediction = predicted(before, sums);
  result.unsettled = sums.back();
  result.restless = prediction.back();
  for (std::size_t k = 0; k < probabilities.ends().size(); ++k)
    result.ends.push_back({probabilities.ends()[k], prediction[k]});
  std::sort(result.ends.begin(), result.ends.end(),
            [](const Absorption::End& a, const Absorption::End& b) {
              return a.probability != b.probability ? a.probability > b.probability
                                                    : a.state < b.state;
            });
  return result;
}

}  // namespace steady::dynamics
