#include "relaxations.hpp"

#include <utility>

#include <apps/figures/networks.hpp>

namespace steady::apps {

std::vector<RelaxEstimates> measure_relaxations(const std::vector<RelaxPoint>& points,
                                                std::uint64_t networks,
                                                const FigureRequest& request) {
  std::vector<double> costs;
  double starts = 0.0;
  for (const auto& point : points) {
    starts += static_cast<double>(point.starts) / static_cast<double>(points.size());
    costs.push_back(relax_cost(point));
  }
  const auto rows = run_networks(request, std::move(costs), networks, starts,
                                 [&](const sampling::Task& task, std::stop_token stop) {
                                   return relax_row(points[task.point], request.seed, task.sample,
                                                    std::move(stop));
                                 });
  std::vector<RelaxEstimates> estimates;
  for (std::size_t p = 0; p < points.size(); ++p)
    estimates.push_back(estimate_relaxation(points[p], rows[p]));
  return estimates;
}

}  // namespace steady::apps
