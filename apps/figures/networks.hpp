// Many random networks at every point of a figure.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include <apps/figures/figure.hpp>

namespace steady::apps {

/// Threads, stop and meter of the figure for the engine.
sampling::RunOptions task_options(const FigureRequest& request);

/// rows[point][network] of `task`, with one cost for each point as in sampling::RunOptions. A task
/// yields `results` numbers worth a row of a table each. Throws Interrupted, ResourceError.
std::vector<std::vector<sampling::Row>> run_networks(
    const FigureRequest& request, std::vector<double> costs, std::uint64_t networks, double results,
    const std::function<sampling::Row(const sampling::Task&, std::stop_token)>& task);

}  // namespace steady::apps
