#include <steady/numerics/enumeration/pair_counts.hpp>

namespace steady::enumeration {

std::vector<double> ordered_pairs_by_distance(std::span<const network::PackedState> states,
                                              int size) {
  std::vector<double> counts(static_cast<std::size_t>(size) + 1, 0.0);
  counts[0] = static_cast<double>(states.size());
  for (std::size_t a = 0; a < states.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      counts[static_cast<std::size_t>(network::hamming_distance(states[a], states[b]))] += 2.0;
    }
  }
  return counts;
}

}  // namespace steady::enumeration
