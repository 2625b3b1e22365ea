// Simulations behind the figures.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <apps/figures/figure.hpp>
#include <steady/numerics/studies/counting.hpp>
#include <steady/numerics/studies/pair_counting.hpp>

namespace steady::apps {

/// Dense networks of `size` neurons, whose fixed points are counted.
studies::Counting counting(int size, double self_coupling, double symmetry = 0.0);

/// One point of a curve: which networks, and how many.
struct Measurement {
  studies::Counting at;
  std::uint64_t networks;
};

/// Networks that bring the standard error of the annealed entropy to `error` at effort 1, by the
/// closed form of the fluctuation, eq. (3.4) (η = 0): (E[#²]/E[#]² − 1)/(N error)², within 50 to
/// 100,000 (times the effort).
std::uint64_t networks_for(const studies::Counting& at, double error, const FigureRequest& request);

/// Points at which one network is expected to cost at most `seconds` on one core of this machine;
/// the others are told on standard error and in `left_out`.
std::vector<Measurement> affordable(std::vector<Measurement> points, double seconds,
                                    std::string& left_out);

/// Counts the fixed points of every network: one entry per measurement. Throws sampling::Stopped.
std::vector<studies::CountingEstimates> measure(const std::vector<Measurement>& points,
                                                const FigureRequest& request);

/// outcomes[self-coupling][network] of asymmetric networks. Throws what run_study throws.
std::vector<std::vector<studies::PairCounting::Outcome>> count_pairs(
    int size, std::span<const double> self_couplings, std::uint64_t networks,
    const FigureRequest& request);

}  // namespace steady::apps
