#include "success.hpp"

#include <algorithm>
#include <cmath>

#include <apps/figures/networks.hpp>

namespace steady::apps {

std::vector<std::vector<thresholds::TrialOutcome>> measure_success(
    const std::vector<SuccessPoint>& points, std::uint64_t networks, const FigureRequest& request) {
  std::vector<double> costs;
  for (const auto& point : points) {
    check_memory(point.landscape, point.searcher, request.threads);
    // A failure takes a number of passes over all couplings that is much the same for all sizes.
    costs.push_back(std::pow(point.landscape.networks.size, 2.0));
  }
  const auto found =
      run_networks(request, std::move(costs), networks, 1.0,
                   [&](const sampling::Task& task, std::stop_token stop) -> sampling::Row {
                     const auto& at = points[task.point];
                     const auto outcome = search_once(at.landscape, at.searcher, at.control,
                                                      task.sample, std::move(stop));
                     if (outcome.stopped) return {};
                     return {outcome.found ? 1.0 : 0.0, outcome.effort};
                   });
  std::vector<std::vector<thresholds::TrialOutcome>> outcomes;
  for (const auto& rows : found) {
    outcomes.emplace_back();
    for (const auto& row : rows) outcomes.back().push_back({row[0] != 0.0, row[1]});
  }
  return outcomes;
}

std::uint64_t networks_at(double at_effort_one, const FigureRequest& request) {
  return static_cast<std::uint64_t>(std::max(4.0, std::ceil(at_effort_one * request.effort)));
}

}  // namespace steady::apps
