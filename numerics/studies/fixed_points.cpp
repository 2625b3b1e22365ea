#include <steady/numerics/studies/fixed_points.hpp>

#include <fmt/format.h>

namespace steady::studies {

std::optional<std::vector<network::PackedState>> fixed_points_of(
    const network::NetworkSpec& networks, double self_coupling, const Sample& sample) {
  enumeration::Options options;
  options.threads = sample.threads;
  options.stop = sample.stop;
  return enumeration::all_fixed_points(network::draw_couplings(networks, sample.seed, sample.index),
                                       self_coupling, options);
}

enumeration::Forecast fixed_points_forecast(const network::NetworkSpec& networks,
                                            double self_coupling) {
  return enumeration::forecast(static_cast<int>(network::neurons(networks)), self_coupling,
                               networks.ensemble.symmetry);
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
