// Simulations behind the figures.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <apps/counting.hpp>
#include <apps/figures/figure.hpp>

namespace steady::apps {

/// One point of a curve: which networks, and how many.
struct Measurement {
  CountPoint at;
  std::uint64_t networks;
};

/// Networks that bring the standard error of the annealed entropy to `error` at effort 1, by the
/// closed form of the fluctuation, eq. (3.4) (η = 0): (E[#²]/E[#]² − 1)/(N error)², within 50 to
/// 100,000 (times the effort).
std::uint64_t networks_for(const CountPoint& at, double error, const FigureRequest& request);

/// Points at which one network is expected to cost at most `seconds` on one core of this machine;
/// the others are told on standard error and in `left_out`.
std::vector<Measurement> affordable(std::vector<Measurement> points, double seconds,
                                    std::string& left_out);

/// Counts the fixed points of every network: one entry per measurement. Throws Interrupted.
std::vector<CountEstimates> measure(const std::vector<Measurement>& points,
                                    const FigureRequest& request);

}  // namespace steady::apps
