#include <steady/numerics/studies/fixed_points.hpp>

#include <span>

#include <fmt/format.h>

#include <steady/numerics/network/given_networks.hpp>
#include <steady/numerics/network/spins.hpp>

namespace steady::studies {

enumeration::Summary enumerate_fixed_points_of(const network::NetworkSpec& networks,
                                               const network::Couplings& couplings,
                                               double self_coupling, const Sample& sample,
                                               const enumeration::Options& options,
                                               std::optional<AsRead>& judge,
                                               const enumeration::Visitor& visitor) {
  if (!judge)
    return enumeration::enumerate_fixed_points(
        couplings, network::to_engine(networks, sample.index, self_coupling), options, visitor);
  const auto& read = judge->network();
  std::uint64_t count = 0;
  std::vector<network::PackedState> kept;
  auto summary = enumeration::enumerate_fixed_points(
      couplings, read.to_engine(self_coupling + read.largest_rounding()), options,
      [&](std::span<const network::PackedState> proposed) {
        kept.clear();
        for (const auto state : proposed)
          if (judge->unstable(network::unpacked(state, read.size())) == 0) kept.push_back(state);
        count += kept.size();
        if (visitor && !kept.empty()) visitor(kept);
      });
  summary.count = count;
  return summary;
}

std::optional<std::vector<network::PackedState>> fixed_points_of(
    const network::NetworkSpec& networks, double self_coupling, const Sample& sample,
    std::vector<DoubtfulNeuron>* doubts) {
  enumeration::Options options;
  options.threads = sample.threads;
  options.stop = sample.stop;
  std::vector<network::PackedState> states;
  auto judge = as_read(networks, self_coupling, sample.index);
  const auto summary = enumerate_fixed_points_of(
      networks, network::draw_couplings(networks, sample.seed, sample.index), self_coupling, sample,
      options, judge,
      [&states](auto batch) { states.insert(states.end(), batch.begin(), batch.end()); });
  if (summary.status == enumeration::Status::stopped) return std::nullopt;
  if (doubts != nullptr) *doubts = doubts_of(judge);
  return states;
}

double relative_self_coupling(const network::NetworkSpec& networks, double self_coupling) {
  return networks.from_file ? networks.from_file->relative_self_coupling(self_coupling)
                            : self_coupling;
}

enumeration::Forecast fixed_points_forecast(const network::NetworkSpec& networks,
                                            double self_coupling,
                                            const enumeration::Options& options) {
  return enumeration::forecast(static_cast<int>(network::neurons(networks)),
                               relative_self_coupling(networks, self_coupling),
                               networks.ensemble.symmetry, options);
}

double fixed_points_bytes(double fixed_points) {
  constexpr double bytes_per_state = 80.0;
  return bytes_per_state * fixed_points;
}

double fixed_points_bytes(const network::NetworkSpec& networks, double self_coupling) {
  return fixed_points_bytes(fixed_points_forecast(networks, self_coupling).fixed_points);
}

std::string describe_fixed_points(const network::NetworkSpec& networks, double self_coupling) {
  return fmt::format("networks of {} neurons with about {:.2g} fixed points",
                     network::neurons(networks),
                     fixed_points_forecast(networks, self_coupling).fixed_points);
}

}  // namespace steady::studies
