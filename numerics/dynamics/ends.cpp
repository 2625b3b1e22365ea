#include <steady/numerics/dynamics/ends.hpp>

#include <algorithm>

#include <steady/numerics/dynamics/detail/live_state.hpp>
#include <steady/numerics/dynamics/detail/seen_states.hpp>
#include <steady/numerics/dynamics/relaxation.hpp>
#include <steady/numerics/simd/level.hpp>
#include <steady/theory/domain.hpp>

namespace steady::dynamics {
namespace {

using detail::Bits;
using detail::LiveState;

void sweep(LiveState& state, Rule rule) {
  if (rule == Rule::parallel) {
    state.flip(state.unstable_places());
    return;
  }
  for (int neuron = 0; neuron < state.size(); ++neuron)
    if (state.is_unstable(neuron)) state.flip(neuron);
}

bool is_lower(const Bits& a, const Bits& b) {
  return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend());
}

/// The lowest state of the cycle that would have this period; nothing where there is none, since a
/// remembered word was that of another state, or after a stop.
End round_trip(LiveState state, std::int64_t period, const EndOptions& options) {
  const Bits first = state.up_places();
  Bits lowest = first;
  End end{period, state.spins()};
  for (std::int64_t step = 0; step < period; ++step) {
    if (options.stop.stop_requested()) return {};
    sweep(state, options.rule);
    if (!is_lower(state.up_places(), lowest)) continue;
    lowest = state.up_places();
    end.state = state.spins();
  }
  return state.up_places() == first ? end : End{};
}

End follow(const network::Network& network, std::span<const std::int8_t> start,
           const EndOptions& options) {
  LiveState state(network, start, network::stability_threshold(options.self_coupling),
                  best_simd_level());
  detail::SeenStates seen;
  for (std::int64_t now = 0;; ++now) {
    if (state.unstable() == 0) return {1, state.spins()};
    if (const auto earlier = seen.earlier(state.up_places(), now))
      if (auto end = round_trip(state, now - *earlier, options); end.period > 0) return end;
    if (now == options.max_sweeps || options.stop.stop_requested()) return {0, state.spins()};
    sweep(state, options.rule);
  }
}

End settle(const network::Network& network, std::span<const std::int8_t> start,
           const EndOptions& options, const network::RandomStream& random) {
  Options how;
  how.self_coupling = options.self_coupling;
  how.max_sweeps = options.max_sweeps;
  how.stop = options.stop;
  auto run = relax(network, start, how, random);
  return {run.status == Status::fixed_point ? 1 : 0, std::move(run.spins)};
}

}  // namespace

void require_ends(Rule rule, Order order) {
  if (rule != Rule::parallel && rule != Rule::asynchronous)
    throw DomainError("rule", ": basins are known of parallel and asynchronous only");
  if (rule == Rule::asynchronous && order != Order::fixed && order != Order::random)
    throw DomainError("order", ": basins are known of random and fixed order only");
}

End end_of(const network::Network& network, std::span<const std::int8_t> start,
           const EndOptions& options, const network::RandomStream& random) {
  require_ends(options.rule, options.order);
  if (options.max_sweeps < 0) throw outside("max_sweeps", options.max_sweeps, "[0,∞)");
  network::require_spins(start, network.size());
  const bool by_chance = options.rule == Rule::asynchronous && options.order == Order::random;
  return by_chance ? settle(network, start, options, random) : follow(network, start, options);
}

double end_bytes(double neurons, std::int64_t max_sweeps) {
  constexpr double states = 24.0;  // fields, bits and spins of a neuron, two copies
  return states * neurons + detail::SeenStates::bytes(static_cast<double>(max_sweeps) + 1.0);
}

}  // namespace steady::dynamics
