#include <cmath>
#include <steady/theory/detail/module_layout.hpp>
#include <steady/theory/domain.hpp>

namespace steady::theory {

int modules(ModuleLayout layout) {
  switch (layout) {
    case ModuleLayout::single:
      return 1;
    case ModuleLayout::pair:
      return 2;
    default:
      return 3;
  }
}

int module_kinds(ModuleLayout layout) {
  return layout == ModuleLayout::chain_of_three ? 2 : 1;
}

int modules_of_kind(ModuleLayout layout, int kind) {
  if (layout != ModuleLayout::chain_of_three) return kind == 0 ? modules(layout) : 0;
  return kind == 0 ? 2 : 1;
}

namespace detail {

LayoutTable layout_table(ModuleLayout layout) {
  LayoutTable table;
  table.modules = modules(layout);
  table.kinds = module_kinds(layout);
  const bool chain = layout == ModuleLayout::chain_of_three;
  if (chain) table.kind = {0, 0, 1};  // the middle comes last
  const auto linked = [chain](int a, int b) { return a != b && (!chain || a == 2 || b == 2); };
  for (int a = 0; a < table.modules; ++a) {
    for (int b = 0; b < table.modules; ++b) table.neighbours[a] += linked(a, b) ? 1 : 0;
  }
  for (int bits = 0; bits < 1 << table.modules; ++bits) {
    std::array<int, 3> entry{};
    for (int a = 0; a < table.modules; ++a) {
      int up = 0;
      for (int b = 0; b < table.modules; ++b) up += linked(a, b) ? bits >> b & 1 : 0;
      entry[a] = (bits >> a & 1) * (table.neighbours[a] + 1) + up;
    }
    table.entries.push_back(entry);
  }
  return table;
}

void require_domain(const ModulePoint& point) {
  if (!(std::abs(point.self_coupling) <= 100.0)) {
    throw outside("self_coupling", point.self_coupling, "[-100,100]");
  }
  require(std::abs(point.coupling) <= 100.0, "coupling", point.coupling, "[-100,100]");
  if (!(point.replicas >= 1.0 && point.replicas <= 200.0)) {
    throw outside("replicas", point.replicas, "[1,200]");
  }
  for (int kind = 0; kind < module_kinds(point.layout); ++kind) {
    const double overlap = point.overlaps[kind];
    require_between("overlap", overlap, 0.0, 1.0);
    const double conjugate = point.conjugates[kind];
    require(conjugate > 0.0 && conjugate <= 100.0, "conjugate", conjugate, "(0,100]");
  }
}

}  // namespace detail
}  // namespace steady::theory
