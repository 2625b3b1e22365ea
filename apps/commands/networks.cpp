#include "networks.hpp"

#include <fmt/format.h>

#include <apps/frame/errors.hpp>

namespace steady::apps {

std::vector<std::string> ensemble_names() {
  std::vector<std::string> names;
  for (const auto& ensemble : network::ensembles()) names.push_back(ensemble.name);
  return names;
}

std::string ensemble_help() {
  std::string text = "Law of the couplings:";
  for (const auto& ensemble : network::ensembles())
    text +=
        fmt::format("{} {}: {}", text.back() == ':' ? "" : ";", ensemble.name, ensemble.summary);
  return text;
}

network::Ensemble ensemble_of(const std::string& name, double symmetry,
                              const std::vector<double>& mean_degree, int size,
                              const std::string& size_option) {
  const auto& info = network::ensemble_info(name);
  if (mean_degree.empty()) {
    if (size > network::largest_dense_size)
      throw UsageError(
          size_option,
          fmt::format("{} is too large for dense networks, at most {}{}", size,
                      network::largest_dense_size,
                      info.can_be_sparse ? "; sparse ones (--mean-degree) may be larger" : ""));
    return {symmetry, {}, name};
  }
  if (!info.can_be_sparse)
    throw UsageError("--mean-degree", fmt::format("networks of --ensemble {} are dense", name));
  if (mean_degree.size() > 1) throw UsageError("--mean-degree", "takes one number");
  const double degree = mean_degree.front();
  if (!(degree > 0.0 && degree <= size - 1))
    throw UsageError("--mean-degree", fmt::format("must be in (0, N−1] = (0, {}]", size - 1));
  return {symmetry, degree, name};
}

}  // namespace steady::apps
