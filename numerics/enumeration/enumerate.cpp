#include <chrono>
#include <stdexcept>
#include <steady/numerics/enumeration/engine.hpp>
#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/enumeration/sweep.hpp>
#include <steady/numerics/enumeration/tree.hpp>
#include <string>

namespace steady::enumeration {

namespace {

void check(int size, const Options& options) {
  if (size < 2 || size > network::max_packed_size) {
    throw std::domain_error("enumeration needs 2 to 64 neurons, got size = " +
                            std::to_string(size));
  }
  if (options.threads < 1) {
    throw std::invalid_argument("threads must be at least 1, got " +
                                std::to_string(options.threads));
  }
}

}  // namespace

Method parse_method(std::string_view name) {
  if (name == "auto") return Method::automatic;
  if (name == "tree") return Method::tree;
  if (name == "sweep") return Method::sweep;
  throw std::invalid_argument("method must be auto, tree or sweep, got '" + std::string(name) +
                              "'");
}

std::string_view to_string(Method method) {
  switch (method) {
    case Method::automatic:
      return "auto";
    case Method::tree:
      return "tree";
    case Method::sweep:
      break;
  }
  return "sweep";
}

Summary enumerate_fixed_points(const network::Couplings& couplings, double self_coupling,
                               const Options& options, const Visitor& visitor) {
  check(couplings.size(), options);
  const auto begin = std::chrono::steady_clock::now();
  const std::int32_t threshold = network::stability_threshold(self_coupling);
  Options resolved = options;
  resolved.simd = std::min(options.simd, best_simd_level());
  if (options.method == Method::automatic) resolved.method = Method::sweep;
  const detail::Sink sink(visitor, couplings.size());
  Summary summary = resolved.method == Method::tree
                        ? detail::enumerate_tree(couplings, threshold, resolved, sink)
                        : detail::enumerate_sweep(couplings, threshold, resolved, sink);
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return summary;
}

}  // namespace steady::enumeration
