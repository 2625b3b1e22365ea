#include <steady/numerics/studies/searching.hpp>

#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/studies/key.hpp>

namespace steady::studies {

search::Searcher Searching::searcher() const {
  auto of_networks = budget;
  of_networks.symmetry = networks.ensemble.symmetry;
  return search::make_searcher(algorithm, of_networks);
}

Searching Searching::with(Control control, double value) const {
  auto point = *this;
  (control == Control::coupling ? point.networks.coupling : point.self_coupling) = value;
  return point;
}

std::optional<Searching::Outcome> Searching::run(const Sample& sample) const {
  return run(sample, nullptr);
}

std::optional<Searching::Outcome> Searching::run(const Sample& sample,
                                                 const KeepStates* keep) const {
  return run_in(network::draw_network(networks, sample.seed, sample.index), sample, keep);
}

double Searching::kept_bytes(const KeepStates& /*keep*/) const {
  return 2.0 * network::neurons(networks);
}

std::optional<Searching::Outcome> Searching::run_in(const network::Network& network,
                                                    const Sample& sample,
                                                    const KeepStates* keep) const {
  const network::RandomStream random(sample.seed, "search", sample.index);
  auto outcome = searcher().search(
      network, network::to_engine(networks, sample.index, self_coupling), random, sample.stop);
  if (outcome.stopped) return std::nullopt;
  auto judge = as_read(networks, self_coupling, sample.index);
  if (judge) {
    outcome.unstable = judge->unstable(outcome.spins);
    outcome.found = outcome.unstable == 0;
  }
  if (keep && !outcome.spins.empty()) {
    auto runs = runs_of(*keep, networks, self_coupling, sample, name, key());
    add_end(runs, outcome.spins,
            judged_anew(networks, network, self_coupling, sample.index, outcome.spins));
    runs.columns["effort"].push_back(outcome.effort);
    keep->file->add(runs);
  }
  return Outcome{outcome.found, outcome.effort, outcome.unstable, doubts_of(judge)};
}

std::string Searching::key() const {
  Key key(name);
  key.add(networks)
      .add("self_coupling", self_coupling)
      .add("algorithm", algorithm)
      .add("max_effort", budget.max_effort);
  for (const auto& [which, value] :
       {std::pair{"margin", budget.margin}, {"hot", budget.hot}, {"cold", budget.cold}})
    if (!std::isnan(value)) key.add(which, value);
  return key.text();
}

std::string Searching::describe() const {
  return fmt::format("networks of {} x {} neurons searched by {}", networks.modules, networks.size,
                     algorithm);
}

double Searching::cost() const {
  // A failure takes a number of passes over all couplings that is much the same for all sizes.
  return std::pow(networks.size, 2.0);
}

double Searching::bytes() const {
  return network::draw_network_bytes(networks) + searcher().bytes(networks);
}

SearchingEstimates Searching::estimate(std::span<const Outcome> outcomes) const {
  if (outcomes.empty()) throw std::invalid_argument("Searching::estimate: no networks");
  std::vector<thresholds::TrialRecord> trials;
  std::uint64_t found = 0;
  for (const auto& outcome : outcomes) {
    trials.push_back({self_coupling, trials.size(), {outcome.found, outcome.effort}});
    found += outcome.found ? 1 : 0;
  }
  return {sampling::wilson(found, trials.size()), thresholds::median_success_effort(trials)};
}

Searching searching(const network::NetworkSpec& networks, const std::string& algorithm,
                    const Efforts& efforts) {
  Searching point{.networks = networks, .algorithm = algorithm};
  const bool iterates = point.searcher().effort_unit == "iterations";
  point.budget.max_effort = iterates ? efforts.max_iterations : efforts.max_sweeps;
  return point;
}

thresholds::ThresholdStudy threshold_of(const Searching& point, Control control, std::uint64_t seed,
                                        const thresholds::ThresholdOptions& options,
                                        const std::optional<KeepStates>& keep) {
  const auto trial = [point, control, seed, keep](
                         double value, std::uint64_t sample,
                         std::stop_token stop) -> std::optional<thresholds::TrialOutcome> {
    const auto outcome =
        point.with(control, value).run({seed, sample, 1, std::move(stop)}, keep ? &*keep : nullptr);
    if (!outcome) return std::nullopt;
    return thresholds::TrialOutcome{outcome->found, outcome->effort};
  };
  return {trial, options, point.cost()};
}

}  // namespace steady::studies
