#include <steady/numerics/studies/solving.hpp>

#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/options/entries.hpp>
#include <steady/numerics/studies/key.hpp>
#include <steady/numerics/studies/outcomes.hpp>

namespace steady::studies {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using Outcome = Solving::Outcome;
using messages::Status;

sampling::Estimate mean(const std::vector<double>& values) {
  return values.empty() ? sampling::Estimate{nan, nan} : sampling::mean(values);
}

/// By the values as read, which may differ from the grid where rounding matters. Plain message
/// passing settles without a state.
void judge_state(messages::Summary& summary, AsRead& judge) {
  if (summary.spins.empty()) return;
  summary.unstable = judge.unstable(summary.spins);
  if (summary.unstable > 0 && summary.status == Status::solved)
    summary.status = Status::iteration_limit;
  if (summary.unstable == 0 && summary.status == Status::iteration_limit)
    summary.status = Status::solved;
}

}  // namespace

bool Outcome::settled() const {
  return status == Status::solved || status == Status::converged || status == Status::few_inputs;
}

std::optional<Outcome> Solving::run(const Sample& sample) const {
  return run(sample, nullptr);
}

double Solving::kept_bytes(const KeepStates& /*keep*/) const {
  return 2.0 * network::neurons(networks);
}

std::optional<Outcome> Solving::run(const Sample& sample, const KeepStates* keep) const {
  const auto network = network::draw_network(networks, sample.seed, sample.index);
  auto how = options;
  how.stop = sample.stop;
  how.self_coupling = network::to_engine(networks, sample.index, options.self_coupling);
  const double begin = sampling::thread_seconds();
  auto summary = messages::solve(network, how, {sample.seed, "messages", sample.index});
  if (summary.status == Status::stopped) return std::nullopt;
  auto judge = as_read(networks, options.self_coupling, sample.index);
  if (judge) judge_state(summary, *judge);
  const double seconds = sampling::thread_seconds() - begin;
  if (keep && !summary.spins.empty()) {
    auto runs = runs_of(*keep, networks, options.self_coupling, sample, name, key());
    add_end(runs, summary.spins,
            judged_anew(networks, network, options.self_coupling, sample.index, summary.spins));
    runs.columns["iterations"].push_back(summary.iterations);
    runs.columns["repaired"].push_back(summary.repaired ? 1.0 : 0.0);
    keep->file->add(runs);
  }
  return Outcome{summary.status,   summary.iterations,    summary.unstable,
                 summary.repaired, summary.bethe_entropy, summary.systematic_error,
                 seconds,          doubts_of(judge)};
}

std::string Solving::key() const {
  auto o = messages::resolved(options, networks.size * networks.modules);
  Key key(name);
  key.add(networks);
  for (const auto& entry : options::entries(o)) {
    const bool of_networks = entry.name == "symmetry";  // which have one of their own
    key.add(of_networks ? "reaction_symmetry" : entry.name,
            std::string_view(options::text_of(entry)));
  }
  return key.add("repair_unstable", *o.repair_unstable).text();
}

std::string Solving::describe() const {
  return fmt::format("networks of size {} in {} module(s)", networks.size, networks.modules);
}

double Solving::cost() const {
  return network::mean_couplings(networks);
}

double Solving::bytes() const {
  return network::draw_network_bytes(networks) + messages::solve_bytes(options.algorithm, networks);
}

SolvingEstimates Solving::estimate(std::span<const Outcome> outcomes) const {
  if (outcomes.empty()) throw std::invalid_argument("Solving::estimate: no networks");
  std::vector<double> iterations, unstable, entropies, systematic;
  double seconds = 0.0;
  for (const auto& outcome : outcomes) {
    if (outcome.settled())
      iterations.push_back(outcome.iterations);
    else
      unstable.push_back(outcome.unstable);
    if (!std::isnan(outcome.bethe_entropy)) {
      entropies.push_back(outcome.bethe_entropy);
      systematic.push_back(outcome.systematic_error);
    }
    seconds += outcome.seconds;
  }
  SolvingEstimates e{};
  e.solved = sampling::wilson(iterations.size(), outcomes.size());
  // Where all took as many, one that takes one iteration more may not have been seen.
  e.iterations = sampling::with_unseen(mean(iterations), iterations.size(), 1.0);
  e.median_iterations = sampling::median(std::move(iterations));
  e.repaired_fraction = share_of(outcomes, [](const Outcome& o) { return o.repaired; });
  e.median_unstable = sampling::median(std::move(unstable));
  e.diverged_fraction =
      share_of(outcomes, [](const Outcome& o) { return o.status == Status::diverged; });
  e.bethe_entropy = mean(entropies);
  e.systematic_error = mean(systematic).value;
  e.few_inputs = share_of(outcomes, [](const Outcome& o) {
                   return o.status == Status::few_inputs;
                 }).estimate > 0;
  e.entropy_reliable = entropies.size() == outcomes.size() && !e.few_inputs;
  e.seconds = seconds / static_cast<double>(outcomes.size());
  return e;
}

}  // namespace steady::studies
