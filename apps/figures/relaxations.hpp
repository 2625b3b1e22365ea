// The dynamics on random networks, point by point of a figure.
#pragma once

#include <cstdint>
#include <vector>

#include <apps/figures/figure.hpp>
#include <apps/relaxing.hpp>

namespace steady::apps {

/// Statistics of `networks` networks at every point. Throws Interrupted.
std::vector<RelaxEstimates> measure_relaxations(const std::vector<RelaxPoint>& points,
                                                std::uint64_t networks,
                                                const FigureRequest& request);

}  // namespace steady::apps
