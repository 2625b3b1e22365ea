#include <steady/numerics/dynamics/robustness.hpp>

#include <numeric>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <steady/numerics/dynamics/detail/choices.hpp>
#include <steady/theory/domain.hpp>

namespace steady::dynamics {
namespace {

// A uniformly random set of `count` neurons by the first steps of a Fisher–Yates shuffle.
network::Spins flip_some(network::Spins spins, int count, network::RandomStream stream) {
  detail::Draws draws(stream);
  std::vector<std::size_t> neurons(spins.size());
  std::iota(neurons.begin(), neurons.end(), std::size_t{0});
  const int size = static_cast<int>(spins.size());
  for (int k = 0; k < count; ++k) {
    const auto here = static_cast<std::size_t>(k);
    std::swap(neurons[here], neurons[here + static_cast<std::size_t>(draws.below(size - k))]);
    auto& spin = spins[neurons[here]];
    spin = static_cast<std::int8_t>(-spin);
  }
  return spins;
}

}  // namespace

std::vector<Recovery> perturb(const network::Network& network,
                              std::span<const std::int8_t> fixed_point, std::span<const int> flips,
                              int trials, const Options& options, const Streams& streams) {
  if (trials < 0) throw ArgumentError("trials", fmt::format("= {} < 0", trials));
  for (const int count : flips)
    if (count < 0 || count > network.size())
      throw ArgumentError("flips",
                          fmt::format(": cannot flip {} of {} neurons", count, network.size()));
  if (!network::is_fixed_point(network, options.self_coupling, fixed_point))
    throw ArgumentError(
        "fixed_point",
        fmt::format(": the state to perturb is not a fixed point at self_coupling = {}",
                    options.self_coupling));
  const network::Spins origin(fixed_point.begin(), fixed_point.end());
  std::vector<network::Spins> starts;
  const std::string choice = std::string(streams.purpose) + ", flipped neurons";
  for (const int count : flips)
    for (int trial = 0; trial < trials; ++trial)
      starts.push_back(
          flip_some(origin, count, {streams.seed, choice, streams.first + starts.size()}));
  const auto summaries = relax_all(network, starts, options, streams);
  std::vector<Recovery> recoveries;
  for (std::size_t k = 0; k < summaries.size(); ++k) {
    const auto& end = summaries[k];
    recoveries.push_back({flips[k / static_cast<std::size_t>(trials)],
                          end.status == Status::fixed_point, end.spins == origin,
                          network::overlap(end.spins, origin), end.sweeps});
  }
  return recoveries;
}

}  // namespace steady::dynamics
