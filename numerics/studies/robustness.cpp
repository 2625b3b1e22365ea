#include <steady/numerics/studies/robustness.hpp>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <steady/numerics/dynamics/robustness.hpp>
#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/studies/key.hpp>

namespace steady::studies {

std::optional<Robustness::Outcome> Robustness::run(const Sample& sample) const {
  const auto network = network::draw_network(networks, sample.seed, sample.index);
  auto how = options;
  how.stop = sample.stop;
  network::RandomStream states(sample.seed, "initial state", sample.index);
  const auto end = dynamics::relax(network, network::random_spins(network.size(), states), how,
                                   {sample.seed, "relaxation", sample.index});
  if (end.status == dynamics::Status::stopped) return std::nullopt;
  Outcome outcome;
  if (end.status != dynamics::Status::fixed_point) return outcome;
  const auto recoveries = dynamics::perturb(network, end.spins, flips, trials, how,
                                            {sample.seed, "perturbation", sample.index << 32});
  if (sample.stop.stop_requested()) return std::nullopt;
  outcome.recoveries.resize(flips.size());
  for (std::size_t r = 0; r < recoveries.size(); ++r) {
    auto& sums = outcome.recoveries[r / static_cast<std::size_t>(trials)];
    sums.returned += recoveries[r].returned ? 1.0 : 0.0;
    sums.settled += recoveries[r].settled ? 1.0 : 0.0;
    sums.overlap += recoveries[r].overlap / trials;
  }
  return outcome;
}

std::string Robustness::key() const {
  auto described = options;
  return Key(name)
      .add(networks)
      .add(options::without(options::entries(described), {"record_every"}))  // not in the outcome
      .add("flips", fmt::format("{}", fmt::join(flips, ",")))
      .add("trials", trials)
      .text();
}

std::string Robustness::describe() const {
  return fmt::format("networks of size {} with {} perturbed states", networks.size,
                     flips.size() * static_cast<std::size_t>(trials));
}

double Robustness::cost() const {
  return std::pow(static_cast<double>(networks.modules) * networks.size, 2.0);
}

double Robustness::bytes() const {
  const double neurons = static_cast<double>(networks.modules) * networks.size;
  return network::draw_network_bytes(networks) +
         dynamics::relax_bytes(options, neurons, static_cast<double>(flips.size()) * trials);
}

std::vector<RobustnessEstimates> Robustness::estimate(std::span<const Outcome> outcomes) const {
  std::vector<RobustnessEstimates> result;
  for (std::size_t f = 0; f < flips.size(); ++f) {
    std::vector<double> returned, settled, overlaps;
    for (const auto& outcome : outcomes) {
      if (outcome.recoveries.empty()) continue;
      returned.push_back(outcome.recoveries[f].returned);
      settled.push_back(outcome.recoveries[f].settled / trials);
      overlaps.push_back(outcome.recoveries[f].overlap);
    }
    if (overlaps.empty()) {
      result.push_back({});
      continue;
    }
    const std::vector<double> tried(returned.size(), trials);
    const auto overlap = sampling::mean(overlaps);
    result.push_back(
        {overlaps.size(), sampling::wilson_of_groups(returned, tried),
         sampling::mean(settled).value,
         sampling::with_unseen(overlap, overlaps.size(), 1.0 + std::abs(overlap.value))});
  }
  return result;
}

}  // namespace steady::studies
