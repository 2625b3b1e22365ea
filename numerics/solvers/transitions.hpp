// The three critical self-couplings of the clusters of fixed points (docs/theory.md, section 4).
#pragma once

#include <tuple>

#include <steady/numerics/options/described.hpp>
#include <steady/numerics/solvers/replica_entropy.hpp>

namespace steady::solvers {

/// Where the searches over y of gap_closing and monotone end. The transitions lie at y < 10; going
/// on to largest_searched_replicas costs ten times as much and moves nothing beyond the
/// uncertainty.
inline constexpr double largest_transition_replicas = 500.0;

struct TransitionOptions {
  double tolerance = 1e-6;  ///< full width demanded of the bracket in J_D
  double lowest = -1.0;     ///< the bracket in J_D that is searched
  double highest = 5.0;

  static constexpr auto fields() {
    using O = TransitionOptions;
    using options::field, options::bounds;
    return std::tuple{
        field("tolerance", &O::tolerance, bounds(1e-10, 0.1),
              "full width of the final interval in J_D"),
        field("lowest", &O::lowest, bounds(-100, 100), "lower end of the search in J_D"),
        field("highest", &O::highest, bounds(-100, 100), "upper end of the search in J_D")};
  }
};

struct Transition {
  Status status;
  double replicas;       ///< y (gap closing: the y of the largest gap; monotone: at the inflection)
  double self_coupling;  ///< the critical J_D
  double uncertainty;    ///< half-width of a bracket whose two ends were seen on opposite sides
  double distance;       ///< d of the lowest criterion just below the transition
  /// The criterion at both ends of the last bracket, or of the whole one for no_sign_change; NaN
  /// where it has no value.
  double criterion_low, criterion_high;
  long evaluations;
};

/// These three throw DomainError for options outside their domain, ArgumentError for an empty
/// bracket.

/// J_D below which S_y(q) < 0 in some window of q, y > 1 real, eq. (4.12). Time grows with y:
/// seconds at y = 500.
Transition y_gap(double replicas, const TransitionOptions& options = {});
/// The largest y-gap over y > 1, eq. (4.13).
Transition gap_closing(const TransitionOptions& options = {});
/// J_D from which s(d) at C = 0 is non-decreasing on (0, 1/2), eq. (4.14).
Transition monotone(const TransitionOptions& options = {});

}  // namespace steady::solvers
