#include "relaxations.hpp"

#include <utility>

#include <apps/figures/networks.hpp>

namespace steady::apps {

std::vector<studies::RelaxationEstimates> measure_relaxations(
    const std::vector<studies::Relaxation>& points, std::uint64_t networks,
    const FigureRequest& request) {
  const auto outcomes = run_study<studies::Relaxation>(request, points, networks);
  std::vector<studies::RelaxationEstimates> estimates;
  for (std::size_t p = 0; p < points.size(); ++p)
    estimates.push_back(points[p].estimate(outcomes[p]));
  return estimates;
}

}  // namespace steady::apps
