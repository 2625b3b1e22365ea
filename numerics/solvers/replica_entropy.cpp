#include <algorithm>
#include <cmath>
#include <limits>
#include <steady/numerics/solvers/replica_entropy.hpp>
#include <steady/theory/domain.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/replicas.hpp>

namespace steady::solvers {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kLargestConjugate = 1e4;

// An option outside its domain makes the options impossible.
void require_option(bool holds, const char* option, double value, const char* domain) {
  if (!holds) throw ArgumentError(option, outside(option, value, domain).reason());
}

void require_options(const Options& options) {
  require_option(options.tolerance >= 1e-14 && options.tolerance <= 1e-2, "tolerance",
                 options.tolerance, "[1e-14,1e-2]");
  require_option(options.max_iterations >= 1, "max_iterations", options.max_iterations,
                 "the integers >= 1");
  require_option(options.max_replicas > 1.0 && options.max_replicas <= theory::largest_replicas,
                 "max_replicas", options.max_replicas, "(1,1e5]");
  require_option(options.first_replicas >= 1.0, "first_replicas", options.first_replicas,
                 "the numbers >= 1");
}

// A stationary point of the action in q̂.
struct Saddle {
  Status status;
  double conjugate = kNone;
  theory::ReplicaAction action{};
};

// The exact q̂ of y = 2 at the same q: a good first guess for every y.
double pair_conjugate(double self_coupling, double overlap) {
  const double distance = 0.5 * (1.0 - overlap);
  return 0.5 * (std::log1p(-distance) - std::log(distance) +
                theory::log_bivariate_normal_cdf(self_coupling, self_coupling, -overlap) -
                theory::log_bivariate_normal_cdf(self_coupling, self_coupling, overlap));
}

// Newton's method on ⟨tanh²v⟩ = q, kept inside a bracket that every step narrows. `Action` maps q̂
// to a ReplicaAction; ⟨tanh²v⟩ grows with q̂.
template <class Action>
Saddle find_saddle(const Action& action, double overlap, double guess, double lowest,
                   const Options& options, int& evaluations) {
  double low = lowest;
  double high = kLargestConjugate;
  double conjugate = std::clamp(guess, low, high);
  // 1 − q is what has to be matched when q → 1.
  const double scale = std::min(overlap, 1.0 - overlap);
  Saddle saddle{Status::iteration_limit};
  double previous_step = high;
  for (int iteration = 0; iteration < options.max_iterations; ++iteration) {
    saddle.action = action(conjugate);
    saddle.conjugate = conjugate;
    ++evaluations;
    const double residual = saddle.action.mean_overlap - overlap;
    const double rounding = 1e-15 * (1.0 + std::abs(saddle.action.value));
    if (std::abs(residual) <= std::max(options.tolerance * scale, rounding)) {
      saddle.status = Status::converged;
      return saddle;
    }
    (residual > 0.0 ? high : low) = conjugate;
    double next = conjugate - residual / saddle.action.d_mean_overlap_d_conjugate;
    if (!(next > low && next < high) || std::abs(next - conjugate) > 0.7 * previous_step)
      next = high == kLargestConjugate ? std::min(conjugate + std::max(0.1, std::abs(conjugate)),
                                                  0.5 * (conjugate + high))
                                       : 0.5 * (low + high);
    previous_step = std::abs(next - conjugate);
    if (next == conjugate || !(high - low > 1e-15 * std::abs(high))) {
      // No double lies closer: the residual is rounding, or the saddle lies beyond the end.
      saddle.status = high <= lowest + 1e-12 ? Status::no_saddle : Status::converged;
      return saddle;
    }
    conjugate = next;
  }
  return saddle;
}

bool is_small_integer(double replicas) {
  return replicas == std::floor(replicas) && replicas <= 200.0;
}

// Negative q̂, which only integer y admits.
Saddle negative_saddle(double self_coupling, double replicas, double overlap,
                       const Options& options, int& evaluations) {
  const auto integrals =
      theory::log_replica_integrals(self_coupling, static_cast<int>(replicas), overlap);
  double lowest = std::min(-1.0, 2.0 * pair_conjugate(self_coupling, overlap));
  const auto action = [&](double conjugate) {
    return theory::replica_action_binomial(integrals, overlap, conjugate);
  };
  while (action(lowest).mean_overlap > overlap && lowest > -1e12) lowest *= 4.0;
  return find_saddle(action, overlap, pair_conjugate(self_coupling, overlap), lowest, options,
                     evaluations);
}

// q̂ ≥ 0 for real y; reuses the integral's table over (J_D, q).
Saddle real_saddle(const theory::ReplicaIntegral& integral, double replicas, double guess,
                   const Options& options, int& evaluations) {
  const auto action = [&](double conjugate) { return integral.at(replicas, conjugate); };
  ++evaluations;
  if (action(0.0).mean_overlap > integral.overlap()) return {Status::no_saddle};
  return find_saddle(action, integral.overlap(), guess, 0.0, options, evaluations);
}

ReplicaEntropy failed(Status status, double self_coupling, double replicas, double overlap,
                      int evaluations) {
  return {status, self_coupling, replicas, overlap, kNone,      kNone,
          kNone,  kNone,         kNone,    kNone,   evaluations};
}

ReplicaEntropy at_saddle(const Saddle& saddle, double self_coupling, double replicas,
                         double overlap, int evaluations) {
  if (saddle.status != Status::converged)
    return failed(saddle.status, self_coupling, replicas, overlap, evaluations);
  const auto& action = saddle.action;
  return {Status::converged, self_coupling,
          replicas,          overlap,
          action.value,      saddle.conjugate,
          action.d_replicas, action.value - replicas * action.d_replicas,
          action.d_overlap,  action.d_self_coupling,
          evaluations};
}

// d²S_y/dy² along the saddle.
double curvature(const theory::ReplicaAction& action, double replicas) {
  const double pairs = 0.5 * replicas * (replicas - 1.0);
  const double mixed = pairs * action.d_mean_overlap_d_replicas;
  const double second = pairs * action.d_mean_overlap_d_conjugate;
  return action.d_replicas2 - (second > 0.0 ? mixed * mixed / second : 0.0);
}

struct SearchPoint {
  ReplicaEntropy found;
  double curvature;  // d²S_y/dy²
};

// A quantity that falls with y, from a positive value at y = 1 or 2.
struct Criterion {
  double value;
  double fall;   // minus its derivative
  double scale;  // the tolerance is relative to this
};

// Searches over y at fixed (J_D, q), from saddle to saddle.
class ReplicaSearch {
 public:
  ReplicaSearch(double self_coupling, double distance, const Options& options)
      : options_((require_options(options), options)),
        integral_(self_coupling, overlap_at(distance)),
        conjugate_(std::max(0.01, pair_conjugate(self_coupling, overlap_at(distance)))) {}

  SearchPoint at(double replicas) {
    // Along the searches y q̂ changes little, once y is large.
    const double guess = conjugate_ * std::pow(replicas_ / replicas, 0.9);
    const Saddle saddle = real_saddle(integral_, replicas, guess, options_, evaluations_);
    if (saddle.status == Status::converged) {
      conjugate_ = saddle.conjugate;
      replicas_ = replicas;
    }
    return {
        at_saddle(saddle, integral_.self_coupling(), replicas, integral_.overlap(), evaluations_),
        saddle.status == Status::converged ? curvature(saddle.action, replicas) : kNone};
  }

  ReplicaEntropy failed(Status status) const {
    return solvers::failed(status, integral_.self_coupling(), kNone, integral_.overlap(),
                           evaluations_);
  }

  // Newton's method on a criterion, kept inside a bracket; at most tripling y while there is none.
  // Not Boost.Math's: the derivative comes with every saddle, which bracket_and_solve_root would
  // not use, and a saddle is dear. Its newton_raphson_iterate wants the bracket beforehand, which
  // here may not exist (beyond_range) and grows from saddle to saddle, each the start of the next;
  // it stops by the step, not by the criterion's rounding, and could not hand on the status of a
  // saddle that is missing.
  // Status::no_clusters when the criterion is positive neither at y = 1 nor at 2.
  template <class Function>
  ReplicaEntropy root(const Function& criterion) {
    double low = kNone;
    for (const double start : {1.0, 2.0}) {
      const SearchPoint point = at(start);
      if (point.found.status != Status::converged) return point.found;
      if (criterion(point).value > 0.0) {
        low = start;
        break;
      }
    }
    if (std::isnan(low)) return failed(Status::no_clusters);
    double high = options_.max_replicas;
    bool bounded = false;
    double y = std::clamp(options_.first_replicas, low + 1e-9, high);
    for (int iteration = 0; iteration < options_.max_iterations; ++iteration) {
      SearchPoint point = at(y);
      if (point.found.status != Status::converged) return point.found;
      const Criterion now = criterion(point);
      // The action is a difference of terms of size y² q̂.
      const double rounding = 1e-15 * (1.0 + y * y * point.found.conjugate);
      if (std::abs(now.value) <= std::max(options_.tolerance * now.scale, rounding))
        return point.found;
      if (now.value > 0.0 && y >= options_.max_replicas) {
        point.found.status = Status::beyond_range;
        return point.found;
      }
      (now.value > 0.0 ? low : high) = y;
      bounded = bounded || now.value < 0.0;
      double next = y + now.value / now.fall;
      if (!bounded)
        next = next > y ? std::min({next, 3.0 * y, high}) : std::min(3.0 * y, high);
      else if (!(next > low && next < high))
        next = std::sqrt(low * high);
      if (next == y || high - low <= 1e-15 * high) return point.found;
      y = next;
    }
    return failed(Status::iteration_limit);
  }

 private:
  static double overlap_at(double distance) {
    require_between("distance", distance, 0.0, 0.5);
    return 1.0 - 2.0 * distance;
  }

  Options options_;
  theory::ReplicaIntegral integral_;
  double replicas_ = 2.0;  // of the latest saddle
  double conjugate_;       // its q̂
  int evaluations_ = 0;
};

}  // namespace

ReplicaEntropy replica_entropy(double self_coupling, double replicas, double overlap,
                               const Options& options) {
  require_options(options);
  const theory::ReplicaIntegral integral(self_coupling, overlap);
  int evaluations = 0;
  const double guess = std::max(0.0, pair_conjugate(self_coupling, overlap));
  Saddle saddle = real_saddle(integral, replicas, guess, options, evaluations);
  if (saddle.status == Status::no_saddle && is_small_integer(replicas) && replicas > 1.0)
    saddle = negative_saddle(self_coupling, replicas, overlap, options, evaluations);
  return at_saddle(saddle, self_coupling, replicas, overlap, evaluations);
}

ReplicaEntropy densest_clusters(double self_coupling, double distance, const Options& options) {
  ReplicaSearch search(self_coupling, distance, options);
  // C falls with y, dC/dy = −y S'', but for the branch next to y = 1 at large distances.
  const auto found = search.root([](const SearchPoint& point) {
    return Criterion{
        point.found.complexity, point.found.replicas * point.curvature,
        std::abs(point.found.entropy) + std::abs(point.found.replicas * point.found.local_entropy)};
  });
  return found.status == Status::converged ? found : search.failed(found.status);
}

ReplicaEntropy least_entropy(double self_coupling, double distance, const Options& options) {
  ReplicaSearch search(self_coupling, distance, options);
  // S_y is convex in y there: −s falls.
  auto found = search.root([](const SearchPoint& point) {
    return Criterion{-point.found.local_entropy, point.curvature,
                     std::abs(point.found.entropy) + 1e-3};
  });
  // s ≥ 0 at y = 1 and 2: S_y rises from its value at y = 1.
  return found.status == Status::no_clusters ? search.at(1.0).found : found;
}

}  // namespace steady::solvers
