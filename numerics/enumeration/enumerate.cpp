#include <algorithm>
#include <chrono>
#include <steady/numerics/enumeration/detail/engine.hpp>
#include <steady/numerics/enumeration/detail/forecast.hpp>
#include <steady/numerics/enumeration/detail/sweep.hpp>
#include <steady/numerics/enumeration/detail/tree.hpp>
#include <steady/numerics/enumeration/detail/validation.hpp>
#include <steady/numerics/enumeration/enumerate.hpp>

namespace steady::enumeration {

Summary enumerate_fixed_points(const network::Couplings& couplings, double self_coupling,
                               const Options& options, const Visitor& visitor) {
  detail::check_arguments(couplings.size(), self_coupling, options);
  const auto begin = std::chrono::steady_clock::now();
  const auto thresholds =
      network::stability_thresholds(self_coupling, couplings.size(), couplings.self_couplings());
  Options resolved = options;
  resolved.simd = std::min(options.simd, best_simd_level());
  if (options.method == Method::automatic) {
    resolved.method = detail::faster_method(couplings, self_coupling, resolved);
  }
  const detail::Sink sink(visitor, couplings.size(), couplings.external_field().empty());
  Summary summary = resolved.method == Method::tree
                        ? detail::enumerate_tree(couplings, thresholds, resolved, sink)
                        : detail::enumerate_sweep(couplings, thresholds, resolved, sink);
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return summary;
}

std::optional<std::vector<network::PackedState>> all_fixed_points(
    const network::Couplings& couplings, double self_coupling, const Options& options) {
  std::vector<network::PackedState> states;
  const auto summary = enumerate_fixed_points(
      couplings, self_coupling, options,
      [&states](auto batch) { states.insert(states.end(), batch.begin(), batch.end()); });
  if (summary.status == Status::stopped) return {};
  return states;
}

}  // namespace steady::enumeration
