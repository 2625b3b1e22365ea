// Random networks as commands are asked for them: what `relax`, `solve` and `threshold` share.
#pragma once

#include <string>
#include <vector>

#include <steady/numerics/network/ensembles.hpp>

namespace steady::apps {

/// The ensemble of networks of `size` neurons; `mean_degree` is what --mean-degree was given,
/// empty: dense. Throws UsageError naming --mean-degree when it is not one number in (0, N−1], and
/// naming `size_option` for a dense network larger than the grid of couplings holds.
network::Ensemble ensemble_of(double symmetry, const std::vector<double>& mean_degree, int size,
                              const std::string& size_option);

}  // namespace steady::apps
