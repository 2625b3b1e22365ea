#include "accessibility.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include <apps/frame/machine.hpp>

namespace steady::apps {

search::Outcome search_once(const Landscape& landscape, const search::Searcher& searcher,
                            double control, std::uint64_t sample, std::stop_token stop) {
  network::NetworkSpec spec = landscape.networks;
  double self_coupling = control;
  if (landscape.control == Control::coupling) {
    spec.coupling = control;
    self_coupling = landscape.self_coupling;
  }
  const auto network = network::draw_network(spec, landscape.seed, sample);
  return searcher.search(network, self_coupling,
                         network::RandomStream(landscape.seed, "search", sample), std::move(stop));
}

thresholds::Trial trial_of(const Landscape& landscape, const search::Searcher& searcher) {
  return [landscape, searcher](double control, std::uint64_t sample,
                               std::stop_token stop) -> std::optional<thresholds::TrialOutcome> {
    const auto outcome = search_once(landscape, searcher, control, sample, std::move(stop));
    if (outcome.stopped) return std::nullopt;
    return thresholds::TrialOutcome{outcome.found, outcome.effort};
  };
}

search::Searcher searcher_within(const std::string& name, const Efforts& efforts) {
  search::Budget budget;
  budget.symmetry = efforts.symmetry;
  budget.max_effort = efforts.max_sweeps;
  auto searcher = search::make_searcher(name, budget);
  if (searcher.effort_unit != "iterations") return searcher;
  budget.max_effort = efforts.max_iterations;
  return search::make_searcher(name, budget);
}

void check_memory(const Landscape& landscape, const search::Searcher& searcher, int threads) {
  const auto& spec = landscape.networks;
  require_memory(
      threads * (network::draw_network_bytes(spec) + searcher.bytes(spec)),
      fmt::format("{} networks of {} x {} neurons at a time", threads, spec.modules, spec.size),
      "fewer --threads or smaller networks");
}

}  // namespace steady::apps
