// Pairs of fixed points counted in enumerated networks, for figures.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <apps/figures/figure.hpp>

namespace steady::apps {

/// rows[self-coupling][network][Hamming distance 0…N]: ordered pairs; distance 0 counts the fixed
/// points. Network k is the same at every J_D. Throws Interrupted, ResourceError.
std::vector<std::vector<sampling::Row>> count_pairs(int size,
                                                    std::span<const double> self_couplings,
                                                    std::uint64_t networks,
                                                    const FigureRequest& request);

}  // namespace steady::apps
