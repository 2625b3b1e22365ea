// All fixed points of one network, exactly, for up to 64 neurons.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/options/described.hpp>
#include <steady/numerics/simd/level.hpp>

namespace steady::enumeration {

/// sweep: every state is looked at; cost 2^N, independent of J_D.
/// tree: depth-first with bounds; cost grows as 2^(c(J_D) N), c(0) ≈ 0.48.
/// automatic: the one expected to be faster.
enum class Method { automatic, tree, sweep };

inline constexpr auto method_names = names<Method>(
    "method", {{Method::automatic, "auto"}, {Method::tree, "tree"}, {Method::sweep, "sweep"}});
/// Throws ArgumentError for another name.
inline Method parse_method(std::string_view name) {
  return method_names.parse(name);
}
constexpr std::string_view to_string(Method method) {
  return method_names.of(method);
}

struct Options {
  Method method = Method::automatic;
  int threads = 1;  ///< for this one network
  SimdLevel simd = best_simd_level();
  /// Polled; when a stop is requested the run ends soon with Status::stopped.
  std::stop_token stop = {};

  static constexpr auto fields() {
    using options::field, options::bounds;
    return std::tuple{
        field("method", &Options::method, method_names, "Engine; counts do not depend on it"),
        field("threads", &Options::threads, bounds(1, 4096), "Workers for one network"),
        field("simd", &Options::simd, simd_level_names,
              "Vector instructions; counts do not depend on it")};
  }
};

enum class Status {
  complete,  ///< every fixed point was counted and visited exactly once
  stopped    ///< ended by the stop token: `count` is only a lower bound
};

struct Summary {
  Status status = Status::complete;
  Method method = Method::tree;  ///< the engine that ran
  std::uint64_t count = 0;       ///< number of fixed points (both of a ± pair)
  std::uint64_t nodes = 0;       ///< tree: nodes visited; sweep: states covered
  double seconds = 0.0;
};

/// Receives fixed points in batches, never concurrently, in unspecified order. Without fields both
/// members of each ± pair are delivered. Exceptions thrown by a visitor end the run and propagate.
using Visitor = std::function<void(std::span<const network::PackedState>)>;

/// Counts (and, with a visitor, delivers) every s with s_i h_i + J_D + d_i ≥ 0 for all i, eq.
/// (1.2), h_i with the external field and d_i the self-coupling that `couplings` has for neuron i.
/// The count is identical for every method, SIMD level and number of threads.
/// Throws std::domain_error for size > 64, a NaN self-coupling and options outside their domain.
Summary enumerate_fixed_points(const network::Couplings& couplings, double self_coupling,
                               const Options& options = {}, const Visitor& visitor = {});

/// Every s with s_i h_i + J_D + d_i ≥ 0 for all i, in unspecified order; nothing when options.stop
/// ended the run early. Throws as enumerate_fixed_points.
std::optional<std::vector<network::PackedState>> all_fixed_points(
    const network::Couplings& couplings, double self_coupling, const Options& options = {});

/// What one network is expected to cost on this machine.
struct Forecast {
  Method method;        ///< the engine that would run
  double seconds;       ///< wall time with options.threads, right within a factor of a few
  double fixed_points;  ///< mean number of fixed points (annealed)
};

/// From the closed form and the measured growth of the engines; costs microseconds.
Forecast forecast(int size, double self_coupling, double symmetry, const Options& options = {});

}  // namespace steady::enumeration
