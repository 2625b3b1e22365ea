#include "measure.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <apps/frame/progress.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/pairs.hpp>

namespace steady::apps {
namespace {

constexpr double fewest_networks = 50;  // at effort 1
constexpr double most_networks = 1e5;   // at effort 1
constexpr double fewest_of_all = 10;    // an error bar from fewer is no error bar

CountRequest request_for(const Measurement& point, const FigureRequest& request) {
  CountRequest result;
  result.points = {point.at};
  result.samples = point.networks;
  result.seed = request.seed;
  result.threads = request.threads;
  result.stop = request.stop;
  return result;
}

}  // namespace

std::uint64_t networks_for(const CountPoint& at, double error, const FigureRequest& request) {
  const double relative_variance =
      std::expm1(theory::log_mean_square_fixed_points(at.size, at.self_coupling) -
                 2.0 * theory::log_mean_fixed_points(at.size, at.self_coupling));
  const double wanted =
      std::clamp(relative_variance / std::pow(at.size * error, 2), fewest_networks, most_networks);
  return static_cast<std::uint64_t>(std::ceil(std::max(fewest_of_all, request.effort * wanted)));
}

std::vector<Measurement> affordable(std::vector<Measurement> points, double seconds,
                                    std::string& left_out) {
  std::erase_if(points, [&](const Measurement& point) {
    const auto& at = point.at;
    if (enumeration::forecast(at.size, at.self_coupling, at.symmetry).seconds <= seconds)
      return false;
    left_out += fmt::format("{}N = {} J_D = {} eta = {}", left_out.empty() ? "" : "; ", at.size,
                            at.self_coupling, at.symmetry);
    return true;
  });
  return points;
}

std::vector<CountEstimates> measure(const std::vector<Measurement>& points,
                                    const FigureRequest& request) {
  std::vector<CountForecast> forecasts;
  double work = 0.0;
  sampling::Progress whole;
  for (const auto& point : points) {
    if (request.check_rows) request.check_rows(static_cast<double>(point.networks));
    forecasts.push_back(forecast_counts(request_for(point, request)));
    work += forecasts.back().seconds;
    whole.total += point.networks;
  }
  std::vector<CountEstimates> estimates;
  double work_before = 0.0, seconds_before = 0.0;
  std::size_t done_before = 0;
  for (std::size_t p = 0; p < points.size(); ++p) {
    auto counts = request_for(points[p], request);
    counts.on_progress = [&](const sampling::Progress& part) {
      whole.done = done_before + part.done;
      whole.seconds = seconds_before + part.seconds;
      whole.work_done = (work_before + forecasts[p].seconds * part.work_done) / work;
      if (request.on_progress) request.on_progress(whole);
    };
    estimates.push_back(
        estimate_counts(points[p].at.size, count_fixed_points(counts, forecasts[p]).front()));
    done_before += points[p].networks;
    work_before += forecasts[p].seconds;
    seconds_before = whole.seconds;
  }
  return estimates;
}

}  // namespace steady::apps
