// The configurations of L modules as indices into each module's own table. Internal.
#pragma once

#include <array>
#include <steady/theory/module_replicas.hpp>
#include <vector>

namespace steady::theory::detail {

/// Entry e = a (n+1) + k of a module with n neighbours: its spin is 2a−1 and k neighbours are up.
struct LayoutTable {
  int modules = 0;
  int kinds = 0;
  std::array<int, 3> kind{};                ///< of each module; equivalent modules come first
  std::array<int, 3> neighbours{};          ///< n of each module
  std::vector<std::array<int, 3>> entries;  ///< per configuration, per module
};

LayoutTable layout_table(ModuleLayout layout);

/// Throws std::domain_error for a point outside the domains of ModulePoint.
void require_domain(const ModulePoint& point);

}  // namespace steady::theory::detail
