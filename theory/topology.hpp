// Which modules are joined: names and neighbours (docs/theory.md, section 5).
#pragma once

#include <steady/theory/names.hpp>
#include <string_view>

namespace steady::theory {

/// Which modules are neighbours. Open chain; closed ring; every pair. Two modules have one
/// neighbour each in all three, and a ring of three is all-to-all.
enum class Topology { chain, ring, all };

inline constexpr auto topology_names = names<Topology>(
    "topology", {{Topology::chain, "chain"}, {Topology::ring, "ring"}, {Topology::all, "all"}});

constexpr std::string_view to_string(Topology topology) {
  return topology_names.of(topology);
}

/// Throws ArgumentError for an unknown name.
inline Topology parse_topology(std::string_view name) {
  return topology_names.parse(name);
}

/// Whether modules a and b of `modules` are neighbours; none is its own.
constexpr bool are_neighbours(Topology topology, int modules, int a, int b) {
  const int distance = a < b ? b - a : a - b;
  if (distance == 0) return false;
  if (distance == 1 || topology == Topology::all) return true;
  return topology == Topology::ring && distance == modules - 1;
}

}  // namespace steady::theory
