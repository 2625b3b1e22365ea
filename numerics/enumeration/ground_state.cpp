#include <steady/numerics/enumeration/detail/ground_state/component.hpp>
#include <steady/numerics/enumeration/detail/ground_state/search.hpp>
#include <steady/numerics/enumeration/energy.hpp>
#include <steady/numerics/enumeration/ground_state.hpp>
#include <steady/theory/domain.hpp>

namespace steady::enumeration {

GroundStates ground_states(const network::Couplings& couplings, const GroundStateOptions& options) {
  require_within("size", couplings.size(), 2, network::max_packed_size);
  if (!(options.max_nodes >= 1.0)) throw outside("max_nodes", options.max_nodes, "[1,∞)");
  require_symmetric(couplings);
  GroundStates result;
  result.degeneracy = 1.0;
  result.proved = true;
  for (const auto& component : detail::components(couplings)) {
    const auto found = detail::best_states(
        component, options.max_nodes - static_cast<double>(result.nodes), options.stop);
    result.energy -= static_cast<std::int64_t>(found.gain);
    result.lower_bound -= static_cast<std::int64_t>(found.bound);
    result.degeneracy *= found.count;
    result.state |= found.state;
    result.proved = result.proved && found.proved;
    result.nodes += found.nodes;
  }
  result.stopped = !result.proved && options.stop.stop_requested();
  return result;
}

}  // namespace steady::enumeration
