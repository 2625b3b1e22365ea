// What the studies share that look at all fixed points of a network at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/network/state.hpp>
#include <steady/numerics/studies/rounding.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

/// enumeration::enumerate_fixed_points of the network of this sample. A network from a file that
/// the grid rounds is judged by its values as read, by `judge` where there is one: the grid only
/// proposes, with the rounding to spare.
/// `couplings` are those of the sample.
enumeration::Summary enumerate_fixed_points_of(const network::NetworkSpec& networks,
                                               const network::Couplings& couplings,
                                               double self_coupling, const Sample& sample,
                                               const enumeration::Options& options,
                                               std::optional<AsRead>& judge,
                                               const enumeration::Visitor& visitor = {});

/// Every fixed point of the network of this sample; nothing after a stop. Up to 64 neurons.
/// The neurons in doubt go to `doubts` where that is given.
std::optional<std::vector<network::PackedState>> fixed_points_of(
    const network::NetworkSpec& networks, double self_coupling, const Sample& sample,
    std::vector<DoubtfulNeuron>* doubts = nullptr);

/// J_D as it is in networks of unit field variance (network::GivenNetworks): itself, unless they
/// are of a file.
double relative_self_coupling(const network::NetworkSpec& networks, double self_coupling);

/// What one network is expected to cost, and to have; a rough guess for networks from a file.
enumeration::Forecast fixed_points_forecast(const network::NetworkSpec& networks,
                                            double self_coupling,
                                            const enumeration::Options& options = {});

/// Bytes of so many fixed points while they are compared.
double fixed_points_bytes(double fixed_points);
/// Of as many as are expected.
double fixed_points_bytes(const network::NetworkSpec& networks, double self_coupling);

/// "networks of 20 neurons with about 300 fixed points"
std::string describe_fixed_points(const network::NetworkSpec& networks, double self_coupling);

}  // namespace steady::studies
