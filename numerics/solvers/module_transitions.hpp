// The transition lines of excitatory modules in the (J_D, λ) plane (docs/theory.md, section 5.2).
#pragma once

#include <stop_token>
#include <tuple>
#include <vector>

#include <steady/numerics/options/described.hpp>
#include <steady/numerics/solvers/module_entropy.hpp>

namespace steady::solvers {

enum class ModuleLine {
  y_gap,        ///< largest λ at which S_y(q) = 0 for some q, y given
  gap_closing,  ///< largest λ at which S_y(q) = 0 for some q and y > 1
  monotone      ///< λ from which s(d) at C = 0 is non-decreasing in d
};

inline constexpr auto module_line_names =
    names<ModuleLine>("line", {{ModuleLine::y_gap, "y_gap"},
                               {ModuleLine::gap_closing, "gap_closing"},
                               {ModuleLine::monotone, "monotone"}});

struct ModuleTransitionOptions {
  double tolerance = 1e-5;        ///< half-width demanded of the bracket in λ
  double highest_coupling = 1.0;  ///< λ is searched in (0, highest_coupling]
  std::stop_token stop = {};      ///< lines take from seconds to minutes: throws sampling::Stopped

  static constexpr auto fields() {
    using O = ModuleTransitionOptions;
    using options::field;
    return std::tuple{field("tolerance", &O::tolerance, options::bounds(1e-5, 1e-2),
                            "half-width of the final interval in λ"),
                      field("highest_coupling", &O::highest_coupling, options::above(0, 10),
                            "upper end of the search in λ")};
  }
};

struct ModuleTransition {
  Status status;
  double self_coupling;
  double coupling;     ///< the critical λ
  double uncertainty;  ///< half-width of a bracket in λ with opposite signs at its ends
  double replicas;     ///< y
  double distance;     ///< d, the same in all modules
  /// S (y-gap), least S over y (gap closing) or ds/d ln d at C = 0 (monotone) at both ends of the
  /// bracket.
  double criterion_low, criterion_high;
  long evaluations;  ///< of the integral
};

/// The largest y of a y-gap of modules: up to it the error of the quadrature of eq. (5.7) stays
/// below 1e-6 in λ for a pair, 1e-5 for three modules; at y = 100 (distances of 4e-4) it is ten
/// times that.
inline constexpr double largest_module_replicas = 50.0;

/// The critical λ ≥ 0 at each J_D, eq. (5.11), of gap closing or monotone. S is even in λ to second
/// order, so the line reaches λ = 0 vertically at the J_D of a single module; beyond, and below the
/// J_D where λ would exceed highest_coupling, the answer is Status::no_sign_change. Throws
/// ArgumentError or DomainError for impossible options, a layout without bonds and the y-gap, which
/// needs its y.
std::vector<ModuleTransition> module_transitions(theory::ModuleLayout layout, ModuleLine line,
                                                 const std::vector<double>& self_couplings,
                                                 const ModuleTransitionOptions& options = {});

/// The same line the other way round: J_D of gap closing or monotone at one λ ∈ (0, 10]. The
/// tolerance and the uncertainty are half-widths in J_D, the criteria those at the ends of that
/// interval; the options' highest_coupling is ignored. Status::iteration_limit where the line could
/// not be followed up to λ.
ModuleTransition module_transition_at(theory::ModuleLayout layout, ModuleLine line, double coupling,
                                      ModuleTransitionOptions options = {});

/// The same of the y-gap of y = `replicas` ∈ (1, largest_module_replicas]: λ below which S_y(q) < 0
/// in some window of q, the same q in every module.
std::vector<ModuleTransition> module_y_gap(theory::ModuleLayout layout, double replicas,
                                           const std::vector<double>& self_couplings,
                                           const ModuleTransitionOptions& options = {});

}  // namespace steady::solvers
