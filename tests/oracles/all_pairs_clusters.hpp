// Single linkage by looking at every pair.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace steady::oracles {

/// Labels numbered by the smallest member of each cluster.
inline std::vector<std::uint32_t> all_pairs_labels(std::span<const std::uint64_t> states,
                                                   int link_distance) {
  const std::size_t n = states.size();
  constexpr std::uint32_t none = ~0U;
  std::vector<std::pair<std::uint64_t, std::size_t>> order;
  for (std::size_t i = 0; i < n; ++i) order.emplace_back(states[i], i);
  std::sort(order.begin(), order.end());
  std::vector<std::uint32_t> label(n, none);
  std::uint32_t clusters = 0;
  for (const auto& [state, first] : order) {
    if (label[first] != none) continue;
    std::vector<std::size_t> open{first};
    label[first] = clusters;
    while (!open.empty()) {
      const std::uint64_t here = states[open.back()];
      open.pop_back();
      for (std::size_t i = 0; i < n; ++i) {
        if (label[i] != none || std::popcount(here ^ states[i]) > link_distance) continue;
        label[i] = clusters;
        open.push_back(i);
      }
    }
    ++clusters;
  }
  return label;
}

/// Labels in which equal states fall into one cluster and all pairs are looked at once: the plain
/// program that one would write first, for timing.
inline std::size_t all_pairs_links(std::span<const std::uint64_t> states, int link_distance) {
  std::size_t links = 0;
  for (std::size_t a = 0; a < states.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      links += std::popcount(states[a] ^ states[b]) <= link_distance;
  return links;
}

}  // namespace steady::oracles
