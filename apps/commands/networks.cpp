#include "networks.hpp"

#include <fmt/format.h>

#include <apps/frame/errors.hpp>

namespace steady::apps {

std::string ensemble_help() {
  std::string text = "Law of the couplings:";
  for (const auto& ensemble : network::ensembles()) {
    text +=
        fmt::format("{} {}: {}", text.back() == ':' ? "" : ";", ensemble.name, ensemble.summary);
    for (const auto& p : ensemble.parameters)
      text += fmt::format(", {}:{}={} ({})", ensemble.name, p.name, p.by_default, p.meaning);
  }
  return text;
}

network::Ensemble ensemble_of(const std::string& name, double symmetry,
                              const std::vector<double>& mean_degree, int size,
                              const std::string& size_option) {
  const auto& info = network::ensemble_info(name);
  if (symmetry < info.lowest_symmetry || symmetry > info.highest_symmetry)
    throw UsageError("--symmetry", fmt::format("{} networks have --symmetry {}", info.name,
                                               info.highest_symmetry));
  if (mean_degree.empty()) {
    if (info.must_be_sparse)
      throw UsageError("--mean-degree", fmt::format("is missing: networks of --ensemble {} have as "
                                                    "many inputs for every neuron",
                                                    info.name));
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
