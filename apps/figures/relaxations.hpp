// The dynamics on random networks, point by point of a figure.
#pragma once

#include <cstdint>
#include <vector>

#include <apps/figures/figure.hpp>
#include <steady/numerics/studies/relaxation.hpp>

namespace steady::apps {

/// Statistics of `networks` networks at every point. Throws Interrupted.
std::vector<studies::RelaxationEstimates> measure_relaxations(
    const std::vector<studies::Relaxation>& points, std::uint64_t networks,
    const FigureRequest& request);

}  // namespace steady::apps
