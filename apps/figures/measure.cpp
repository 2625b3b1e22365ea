#include "measure.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <apps/figures/networks.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/pairs.hpp>

namespace steady::apps {
namespace {

constexpr double fewest_networks = 50;  // at effort 1
constexpr double most_networks = 1e5;   // at effort 1
constexpr double fewest_of_all = 10;    // an error bar from fewer is no error bar

}  // namespace

studies::Counting counting(int size, double self_coupling, double symmetry) {
  return {{.ensemble = {.symmetry = symmetry}, .size = size}, self_coupling};
}

std::uint64_t networks_for(const studies::Counting& at, double error,
                           const FigureRequest& request) {
  const int size = at.networks.size;
  const double relative_variance =
      std::expm1(theory::log_mean_square_fixed_points(size, at.self_coupling) -
                 2.0 * theory::log_mean_fixed_points(size, at.self_coupling));
  const double wanted =
      std::clamp(relative_variance / std::pow(size * error, 2), fewest_networks, most_networks);
  return static_cast<std::uint64_t>(std::ceil(std::max(fewest_of_all, request.effort * wanted)));
}

std::vector<Measurement> affordable(std::vector<Measurement> points, double seconds,
                                    std::string& left_out) {
  std::erase_if(points, [&](const Measurement& point) {
    const auto& at = point.at;
    if (at.cost() <= seconds) return false;
    left_out += fmt::format("{}N = {} J_D = {} eta = {}", left_out.empty() ? "" : "; ",
                            at.networks.size, at.self_coupling, at.networks.ensemble.symmetry);
    return true;
  });
  return points;
}

std::vector<studies::CountingEstimates> measure(const std::vector<Measurement>& points,
                                                const FigureRequest& request) {
  std::vector<studies::Counting> list;
  std::vector<std::uint64_t> networks;
  double rows = 0.0;
  for (const auto& point : points) {
    list.push_back(point.at);
    networks.push_back(point.networks);
    rows += static_cast<double>(point.networks);
  }
  if (request.check_rows) request.check_rows(rows);
  const auto outcomes = run_study<studies::Counting>(request, list, networks);
  std::vector<studies::CountingEstimates> estimates;
  for (std::size_t p = 0; p < list.size(); ++p) estimates.push_back(list[p].estimate(outcomes[p]));
  return estimates;
}

std::vector<std::vector<studies::PairCounting::Outcome>> count_pairs(
    int size, std::span<const double> self_couplings, std::uint64_t networks,
    const FigureRequest& request) {
  std::vector<studies::PairCounting> points;
  for (const double self_coupling : self_couplings)
    points.push_back({{.size = size}, self_coupling});
  if (request.check_rows)
    request.check_rows(static_cast<double>(networks) * static_cast<double>(points.size()));
  return run_study<studies::PairCounting>(request, points, networks);
}

}  // namespace steady::apps
