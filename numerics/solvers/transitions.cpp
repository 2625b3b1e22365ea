// Each critical self-coupling is the root in J_D of a criterion that is itself a minimum over
// distances: found by a bracketed search, then seen from both sides.
#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <steady/numerics/solvers/transitions.hpp>
#include <steady/theory/domain.hpp>
#include <steady/theory/replicas.hpp>
#include <vector>

namespace steady::solvers {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

void require_options(const TransitionOptions& options) {
  options::check(options);
  if (!(options.lowest < options.highest))
    throw ArgumentError("lowest", ": the bracket [" + std::to_string(options.lowest) + "," +
                                      std::to_string(options.highest) +
                                      "] of self-couplings is empty");
}

// The criterion at one distance, and its slope in ln d where that is known in closed form.
struct Level {
  double value;
  double slope;
  double replicas;
  int evaluations;
};

struct Lowest {
  double value;
  double distance;
  double replicas;
  bool at_edge = false;  // the lowest value lies at the end of the searched distances
};

// A saddle point that was not found: the search cannot go on.
struct SearchFailure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

constexpr double kSmallestDistance = 1e-8;
constexpr double kNoBranch = -1.0;  // the criterion where there is no saddle, at J_D < 0

// Distances at which a criterion is looked at before its minimum is refined.
std::vector<double> distance_grid() {
  std::vector<double> grid;
  for (int i = 0; i <= 20; ++i) grid.push_back(1e-4 * std::pow(0.2 / 1e-4, i / 20.0));
  for (const double d : {0.25, 0.3, 0.35, 0.4, 0.45}) grid.push_back(d);
  return grid;
}

// min over d of level(J_D, d). After the first call it stays near the previous minimum, where the
// grid's lowest point was; `everywhere` looks at the whole grid again.
class LowestLevel {
 public:
  using Function = std::function<Level(double self_coupling, double distance)>;
  LowestLevel(Function level, bool has_slope) : level_(std::move(level)), has_slope_(has_slope) {}

  Lowest everywhere(double self_coupling) {
    const auto grid = distance_grid();
    std::size_t best = 0;
    double value = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < grid.size(); ++i) {
      const double here = at(self_coupling, grid[i]).value;
      if (here < value) {
        value = here;
        best = i;
      }
    }
    if (best + 1 == grid.size()) return edge(self_coupling, grid[best]);
    if (best == 0) return below_the_grid(self_coupling, grid[0], grid[1], value);
    return refine(self_coupling, grid[best - 1], grid[best + 1]);
  }

  Lowest nearby(double self_coupling) {
    if (!(last_.distance > 0.0)) return everywhere(self_coupling);
    const double low = last_.distance / 1.3;
    const double high = std::min(last_.distance * 1.3, 0.49);
    const Level left = at(self_coupling, low);
    const Level middle = at(self_coupling, last_.distance);
    const Level right = at(self_coupling, high);
    if (!(middle.value < left.value && middle.value < right.value))
      return everywhere(self_coupling);
    return refine(self_coupling, low, high);
  }

  long evaluations() const { return evaluations_; }

 private:
  Level at(double self_coupling, double distance) {
    const Level level = level_(self_coupling, distance);
    evaluations_ += level.evaluations;
    return level;
  }

  Lowest edge(double self_coupling, double distance) {
    const Level level = at(self_coupling, distance);
    return last_ = {level.value, distance, level.replicas, true};
  }

  // For large y the minimum moves to ever smaller distances.
  Lowest below_the_grid(double self_coupling, double middle, double high, double value) {
    while (0.5 * middle >= kSmallestDistance) {
      const double low = 0.5 * middle;
      const double here = at(self_coupling, low).value;
      if (here >= value) return refine(self_coupling, low, high);
      high = middle;
      middle = low;
      value = here;
    }
    return edge(self_coupling, middle);
  }

  Lowest refine(double self_coupling, double low, double high) {
    double found = kNone;
    if (has_slope_) {
      const auto slope = [&](double x) { return at(self_coupling, std::exp(x)).slope; };
      const double left = slope(std::log(low));
      const double right = slope(std::log(high));
      if (left < 0.0 && right > 0.0) {
        std::uintmax_t steps = 40;
        const auto root =
            boost::math::tools::toms748_solve(slope, std::log(low), std::log(high), left, right,
                                              boost::math::tools::eps_tolerance<double>(26), steps);
        found = std::exp(0.5 * (root.first + root.second));
      }
    }
    if (std::isnan(found)) {
      std::uintmax_t steps = 60;
      found = std::exp(boost::math::tools::brent_find_minima(
                           [&](double x) { return at(self_coupling, std::exp(x)).value; },
                           std::log(low), std::log(high), 22, steps)
                           .first);
    }
    const Level best = at(self_coupling, found);
    return last_ = {best.value, found, best.replicas, false};
  }

  Function level_;
  bool has_slope_;
  Lowest last_{kNone, 0.0, kNone, false};
  long evaluations_ = 0;
};

// A bracket in J_D narrowed to the tolerance around the root of `lowest`, which grows with J_D.
Transition search(LowestLevel& lowest, const TransitionOptions& options) {
  Transition result{Status::no_sign_change, kNone, kNone, kNone, kNone, kNone, kNone, 0};
  // Most transitions lie close to zero: a short bracket there first.
  double low = std::clamp(0.0, options.lowest, options.highest);
  double high = std::clamp(0.1, options.lowest, options.highest);
  double at_low = lowest.everywhere(low).value;
  double at_high = lowest.everywhere(high).value;
  if (!(at_low < 0.0) && low > options.lowest)
    at_low = lowest.everywhere(low = options.lowest).value;
  if (!(at_high > 0.0) && high < options.highest)
    at_high = lowest.everywhere(high = options.highest).value;
  if (!(at_low < 0.0 && at_high > 0.0)) {
    const auto reported = [](double value) { return value == kNoBranch ? kNone : value; };
    result.criterion_low = reported(lowest.everywhere(options.lowest).value);
    result.criterion_high = reported(lowest.everywhere(options.highest).value);
    result.evaluations = lowest.evaluations();
    return result;
  }
  std::uintmax_t steps = 100;
  const auto bracket = boost::math::tools::toms748_solve(
      [&](double self_coupling) { return lowest.nearby(self_coupling).value; }, low, high, at_low,
      at_high, [&](double a, double b) { return std::abs(b - a) <= 0.2 * options.tolerance; },
      steps);
  const double centre = 0.5 * (bracket.first + bracket.second);
  // Both ends of the reported interval are looked at, over all distances.
  const double half = 0.5 * options.tolerance;
  const Lowest below = lowest.everywhere(centre - half);
  const Lowest above = lowest.everywhere(centre + half);
  result.criterion_low = below.value;
  result.criterion_high = above.value;
  result.evaluations = lowest.evaluations();
  if (!(below.value < 0.0 && above.value > 0.0)) {
    result.status = Status::iteration_limit;
    return result;
  }
  if (below.at_edge) {
    result.status = Status::beyond_range;
    return result;
  }
  result.status = Status::converged;
  result.self_coupling = centre;
  result.uncertainty = half;
  result.distance = below.distance;
  result.replicas = below.replicas;
  return result;
}

Transition find(LowestLevel& lowest, const TransitionOptions& options) {
  try {
    return search(lowest, options);
  } catch (const SearchFailure&) {
    return {Status::iteration_limit, kNone, kNone, kNone, kNone, kNone, kNone,
            lowest.evaluations()};
  }
}

// A level that does not exist for lack of a real saddle lies at J_D < 0, where there are no pairs;
// its criterion counts as negative.
Level level_of(const ReplicaEntropy& found, double value, double slope) {
  if (found.status == Status::no_saddle || found.status == Status::no_clusters)
    return {kNoBranch, 0.0, found.replicas, found.evaluations};
  if (found.status == Status::iteration_limit)
    throw SearchFailure("a saddle point of the replica action was not found at J_D = " +
                        std::to_string(found.self_coupling) +
                        ", q = " + std::to_string(found.overlap));
  return {value, slope, found.replicas, found.evaluations};
}

// Options of a search over y that starts where the previous one ended.
Options continued(double replicas) {
  Options options;
  options.max_replicas = largest_transition_replicas;
  if (replicas > 1.0) options.first_replicas = replicas;
  return options;
}

// dS/d ln d = −2 d dS/dq.
double slope_in_log_distance(const ReplicaEntropy& found, double distance) {
  return -2.0 * distance * found.d_overlap;
}

}  // namespace

Transition y_gap(double replicas, const TransitionOptions& options) {
  require_options(options);
  require(replicas > 1.0 && replicas <= theory::largest_replicas, "replicas", replicas, "(1,1e5]");
  LowestLevel lowest(
      [replicas](double self_coupling, double distance) {
        const auto found = replica_entropy(self_coupling, replicas, 1.0 - 2.0 * distance);
        return level_of(found, found.entropy, slope_in_log_distance(found, distance));
      },
      true);
  Transition result = find(lowest, options);
  result.replicas = replicas;
  return result;
}

Transition gap_closing(const TransitionOptions& options) {
  require_options(options);
  LowestLevel lowest(
      [replicas = kNone](double self_coupling, double distance) mutable {
        const auto found = least_entropy(self_coupling, distance, continued(replicas));
        replicas = found.replicas;
        return level_of(found, found.entropy, slope_in_log_distance(found, distance));
      },
      true);
  return find(lowest, options);
}

Transition monotone(const TransitionOptions& options) {
  require_options(options);
  // ds/d ln d along C = 0, eq. (4.15). Where C > 0 for every y the densest clusters are those of
  // y → ∞, at small distances, and s grows with d there.
  LowestLevel lowest(
      [replicas = kNone](double self_coupling, double distance) mutable {
        const auto found = densest_clusters(self_coupling, distance, continued(replicas));
        replicas = found.replicas;
        if (found.status == Status::beyond_range)
          return Level{1.0, 0.0, found.replicas, found.evaluations};
        return level_of(found, slope_in_log_distance(found, distance) / found.replicas, 0.0);
      },
      false);
  return find(lowest, options);
}

}  // namespace steady::solvers
