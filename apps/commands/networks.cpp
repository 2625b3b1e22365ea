#include "networks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <steady/theory/domain.hpp>

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

namespace {

UsageError of_option(const DomainError& error) {
  auto option = "--" + error.argument();
  std::replace(option.begin(), option.end(), '_', '-');
  const auto& reason = error.reason();
  return {option, reason.starts_with("= ") ? reason.substr(2) : reason};
}

}  // namespace

network::EnsembleName ensemble_named(const std::string& text) {
  try {
    return text;
  } catch (const DomainError& error) {
    throw of_option(error);
  }
}

void require_networks(const network::Ensemble& ensemble, int size) {
  try {
    network::require_valid(ensemble, size);
  } catch (const DomainError& error) {
    throw of_option(error);
  }
}

network::Ensemble ensemble_of(const std::string& name, double symmetry,
                              const std::vector<double>& mean_degree, int size,
                              const std::string& size_option) {
  const auto ensemble = ensemble_named(name);
  const auto& info = network::ensemble_info(ensemble);
  if (mean_degree.empty()) {
    if (info.must_be_sparse) require_networks({symmetry, {}, ensemble}, size);
    if (size > network::largest_dense_size)
      throw UsageError(
          size_option,
          fmt::format("{} is too large for dense networks, at most {}{}", size,
                      network::largest_dense_size,
                      info.can_be_sparse ? "; sparse ones (--mean-degree) may be larger" : ""));
    const network::Ensemble dense{symmetry, {}, ensemble};
    require_networks(dense, size);
    return dense;
  }
  if (!info.can_be_sparse)
    throw UsageError("--mean-degree", fmt::format("networks of --ensemble {} are dense", name));
  if (mean_degree.size() > 1) throw UsageError("--mean-degree", "takes one number");
  const double degree = mean_degree.front();
  if (!(degree > 0.0 && degree <= size - 1))
    throw UsageError("--mean-degree", fmt::format("must be in (0, N−1] = (0, {}]", size - 1));
  const network::Ensemble sparse{symmetry, degree, ensemble};
  require_networks(sparse, size);
  return sparse;
}

}  // namespace steady::apps
