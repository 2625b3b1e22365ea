#include "networks.hpp"

#include <fmt/format.h>

#include "frame/errors.hpp"

namespace steady::apps {

network::Ensemble ensemble_of(double symmetry, const std::vector<double>& mean_degree, int size,
                              const std::string& size_option) {
  if (mean_degree.empty()) {
    if (size > network::largest_dense_size)
      throw UsageError(size_option,
                       fmt::format("{} is too large for dense networks, at most {}; sparse ones "
                                   "(--mean-degree) may be larger",
                                   size, network::largest_dense_size));
    return {symmetry, {}};
  }
  if (mean_degree.size() > 1) throw UsageError("--mean-degree", "takes one number");
  const double degree = mean_degree.front();
  if (!(degree > 0.0 && degree <= size - 1))
    throw UsageError("--mean-degree", fmt::format("must be in (0, N−1] = (0, {}]", size - 1));
  return {symmetry, degree};
}

}  // namespace steady::apps
