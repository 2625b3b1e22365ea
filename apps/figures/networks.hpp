// Many random networks at every point of a figure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <apps/figures/figure.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::apps {

/// Threads, stop and meter of the figure for the engine.
sampling::RunOptions task_options(const FigureRequest& request);

/// Networks at a point: `at_effort_one` times the effort, not fewer than four.
std::uint64_t networks_at(double at_effort_one, const FigureRequest& request);

/// outcomes[point][sample] of a study, samples[point] or as many at every point. Throws what
/// studies::run_all throws.
template <studies::Study S, class Samples>
std::vector<std::vector<typename S::Outcome>> run_study(const FigureRequest& request,
                                                        std::span<const S> points,
                                                        const Samples& samples) {
  return studies::run_all(points, request.seed, samples, task_options(request));
}

}  // namespace steady::apps
