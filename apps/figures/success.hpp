// Success of searches at many points, for figures.
#pragma once

#include <cstdint>
#include <vector>

#include <apps/accessibility.hpp>
#include <apps/figures/figure.hpp>

namespace steady::apps {

/// One searcher on one kind of network at one value of the control.
struct SuccessPoint {
  Landscape landscape;
  search::Searcher searcher;
  double control;
};

/// outcomes[point][network]. Network k of a size is the same at all its points. Throws Interrupted,
/// ResourceError.
std::vector<std::vector<thresholds::TrialOutcome>> measure_success(
    const std::vector<SuccessPoint>& points, std::uint64_t networks, const FigureRequest& request);

/// Networks at a point: `at_effort_one` times the effort, not fewer than four.
std::uint64_t networks_at(double at_effort_one, const FigureRequest& request);

}  // namespace steady::apps
