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

  /// What the ends have, then what can reach none any more, then what is on its way.
  std::vector<double> sums() const {
    std::vector<double> sums;
    for (const auto end : ends_) sums.push_back(mass_[end]);
    double restless = 0.0, under_way = 0.0;
    for (std::uint32_t state = 0; state < mass_.size(); ++state)
      if (settling_[state] == 0)
        restless += mass_[state];
      else if (parallel_[state] != state)
        under_way += mass_[state];
    sums.push_back(restless);
    sums.push_back(under_way);
    return sums;
  }

 private:
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

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += std::abs(a[k] - b[k]);
  return sum;
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
  std::vector<double> prediction(sums.begin(), sums.end() - 1), earlier = prediction;
  int next_look = 2;
  while (!result.converged && result.passes < passes) {
    if (stop.stop_requested()) return {};
    const auto before = std::exchange(sums, {});
    probabilities.pass(true);
    probabilities.pass(false);
    result.passes += 2;
    sums = probabilities.sums();
    prediction = predicted(before, sums);
    result.converged = sums.back() <= tolerance;
    if (result.passes < next_look && result.passes < passes && !result.converged) continue;
    result.change = std::min(distance(prediction, earlier), 1.0);
    if (result.converged) result.change = std::min(result.change, sums.back());
    result.converged = result.converged || result.change <= tolerance;
    earlier = prediction;
    next_look = 2 * result.passes;
  }
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
