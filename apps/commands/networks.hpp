// Random networks as commands are asked for them: --ensemble, --symmetry, --mean-degree.
#pragma once

#include <string>
#include <vector>

#include <steady/numerics/network/ensembles.hpp>

namespace steady::apps {

/// The help of --ensemble: the names and parameters of network::ensembles().
std::string ensemble_help();

/// What the column `ensemble` is.
inline constexpr const char* ensemble_meaning = "law of the couplings, see --ensemble";

/// What --ensemble was given. Throws UsageError.
network::EnsembleName ensemble_named(const std::string& text);

/// Throws UsageError naming the option for what network::require_valid refuses.
void require_networks(const network::Ensemble& ensemble, int size);

/// The ensemble of networks of `size` neurons; `mean_degree` is what --mean-degree was given,
/// empty: dense. Throws UsageError naming --mean-degree when it is not one number in (0, N−1] or
/// the ensemble cannot be sparse, and naming `size_option` for a dense network larger than the grid
/// of couplings holds.
network::Ensemble ensemble_of(const std::string& name, double symmetry,
                              const std::vector<double>& mean_degree, int size,
                              const std::string& size_option);

}  // namespace steady::apps
