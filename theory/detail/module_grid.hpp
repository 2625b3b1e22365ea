// Quadrature points (u = √q̂ t, z) of one module and what the site sum needs there. Internal.
#pragma once

#include <array>
#include <steady/theory/detail/module_kernel.hpp>
#include <steady/theory/module_replicas.hpp>
#include <vector>

namespace steady::theory::detail {

/// How fine; the defaults of a layout are in module_steps.
struct ModuleSteps {
  double u;      ///< largest step in u
  double width;  ///< largest step in u in units of √q̂
  double z;      ///< step in z near 0, in units of min(1, √((1−q)/q))
  double cut;    ///< points whose weight is below e^−cut of the largest are dropped
};

/// Trapezoidal points with u > 0 at indices 2p and their mirror images (−u, −z) at 2p + 1,
/// ordered by u, so that sums over pairs of modules can use both symmetries.
struct ModuleGrid {
  ModuleGrid(const ModulePoint& point, int kind, int neighbours, const ModuleSteps& steps);

  double u_of(int index) const { return (index + 0.5) * step; }
  int bins() const { return static_cast<int>(bin_begin.size()) - 1; }

  double step = 0.0;
  double top = 0.0;            ///< bound on the log-weight of a point
  std::vector<int> bin;        ///< of p
  std::vector<int> bin_begin;  ///< first p of each bin, and the number of p
  std::vector<double> storage;
  Columns columns;
};

}  // namespace steady::theory::detail
