// y replicas of the fixed points of L = 1, 2, 3 excitatory modules (docs/theory.md, section 5.2).
#pragma once

#include <array>
#include <memory>

namespace steady::theory {

/// Which modules excite which. Modules of one kind are equivalent and share q and q̂.
enum class ModuleLayout {
  single,          ///< one module, λ without effect
  pair,            ///< two modules, one bond
  chain_of_three,  ///< kinds: the two ends (0), the middle (1)
  ring_of_three    ///< every module excites the two others
};

/// Modules L and kinds of modules of a layout.
int modules(ModuleLayout layout);
int module_kinds(ModuleLayout layout);
/// Number of modules of a kind.
int modules_of_kind(ModuleLayout layout, int kind);

/// Where the action is evaluated; arrays are indexed by kind, unused entries are ignored.
struct ModulePoint {
  ModuleLayout layout;
  double self_coupling;              ///< J_D, |J_D| ≤ 100
  double coupling;                   ///< λ, |λ| ≤ 100
  double replicas;                   ///< y ∈ [1, 200]
  std::array<double, 2> overlaps;    ///< q ∈ (0,1)
  std::array<double, 2> conjugates;  ///< q̂ ∈ (0, 100]
};

/// The action per site (L neurons), eq. (5.7), and its derivatives; all modules of a kind move
/// together. Divide by L for numbers per neuron.
struct ModuleAction {
  double value;
  std::array<double, 2> d_conjugates;
  std::array<std::array<double, 2>, 2> d2_conjugates;
  std::array<double, 2> d_overlaps;
  double d_replicas;
  double d_self_coupling;
  double d_coupling;
};

/// Which first derivatives besides those in q̂ and y are wanted: the others are NaN and cost
/// nothing.
enum class ModuleSlopes { none, overlap, all };

/// The 2L-dimensional integral for real y with everything that does not depend on q̂ kept, so that
/// other q̂ within about 30 % of the given ones cost next to nothing.
/// Throws std::domain_error naming the argument outside its domain.
class ModuleIntegral {
 public:
  explicit ModuleIntegral(const ModulePoint& point, ModuleSlopes slopes = ModuleSlopes::all);
  ~ModuleIntegral();
  ModuleIntegral(ModuleIntegral&&) noexcept;
  ModuleIntegral& operator=(ModuleIntegral&&) noexcept;

  ModuleAction at(const std::array<double, 2>& conjugates) const;

 private:
  struct Bins;
  std::unique_ptr<Bins> bins_;
};

/// ModuleIntegral(point).at(point.conjugates).
ModuleAction module_action(const ModulePoint& point);

/// The multinomial sum, eq. (5.8), of the same number for integer y ∈ [1, 12]: an independent
/// route. Only value and d_conjugates are set, the rest is NaN.
/// Throws std::domain_error for other y.
ModuleAction module_action_multinomial(const ModulePoint& point);

}  // namespace steady::theory
