#include <steady/numerics/studies/sampled_basins.hpp>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <steady/numerics/sampling/threads.hpp>
#include <steady/numerics/sampling/unseen.hpp>
#include <steady/numerics/studies/key.hpp>
#include <steady/numerics/studies/outcomes.hpp>
#include <steady/theory/domain.hpp>

namespace steady::studies {
namespace {

using Outcome = SampledBasins::Outcome;
using Words = std::vector<std::uint32_t>;

Words words_of(const network::Spins& spins) {
  Words words((spins.size() + 31) / 32);
  for (std::size_t i = 0; i < spins.size(); ++i)
    words[i / 32] |= static_cast<std::uint32_t>(spins[i] > 0) << (i % 32);
  return words;
}

bool comes_first(const SampledBasins::End& a, const SampledBasins::End& b) {
  if (a.starts != b.starts) return a.starts > b.starts;
  return std::lexicographical_compare(a.state.rbegin(), a.state.rend(), b.state.rbegin(),
                                      b.state.rend());
}

/// The period of where each start ends, and its state in words.
using Ends = std::vector<std::pair<std::int64_t, Words>>;

Outcome gathered(Ends ends) {
  Outcome outcome;
  std::map<std::pair<std::int64_t, Words>, std::uint64_t> starts;
  for (auto& end : ends)
    if (end.first == 0)
      ++outcome.unsettled;
    else
      ++starts[std::move(end)];
  for (const auto& [end, number] : starts) outcome.ends.push_back({end.second, end.first, number});
  std::sort(outcome.ends.begin(), outcome.ends.end(), comes_first);
  return outcome;
}

network::Spins spins_of(const Words& words, int size) {
  network::Spins spins(static_cast<std::size_t>(size), -1);
  for (std::size_t i = 0; i < spins.size(); ++i)
    if ((words[i / 32] >> (i % 32) & 1U) != 0) spins[i] = 1;
  return spins;
}

void sweep(network::Spins& spins, dynamics::Rule rule, AsRead& judge) {
  const auto before = spins;
  const auto& seen = rule == dynamics::Rule::parallel ? before : spins;
  for (int neuron = 0; neuron < judge.network().size(); ++neuron) {
    auto& spin = spins[static_cast<std::size_t>(neuron)];
    if (judge.is_unstable(seen, neuron)) spin = static_cast<std::int8_t>(-spin);
  }
}

/// Whether the values as read come back, too, and not earlier.
bool is_cycle(const SampledBasins::End& end, dynamics::Rule rule, AsRead& judge,
              const std::stop_token& stop) {
  const auto first = spins_of(end.state, judge.network().size());
  auto spins = first;
  for (std::int64_t step = 0; step < end.period && !stop.stop_requested(); ++step) {
    if (step > 0 && spins == first) return false;
    sweep(spins, rule, judge);
  }
  return spins == first;
}

/// What ended at a fixed point or a cycle of the grid alone did not end.
void judge_ends(Outcome& outcome, dynamics::Rule rule, AsRead& judge, const std::stop_token& stop) {
  std::erase_if(outcome.ends, [&](const SampledBasins::End& end) {
    if (end.period == 1 ? judge.unstable(spins_of(end.state, judge.network().size())) == 0
                        : is_cycle(end, rule, judge, stop))
      return false;
    outcome.unsettled += end.starts;
    return true;
  });
  outcome.doubts = judge.doubts();
}

}  // namespace

std::optional<Outcome> SampledBasins::run(const Sample& sample) const {
  dynamics::require_ends(rule, order);
  require_at_least("starts", starts, 1);
  const auto network = network::draw_network(networks, sample.seed, sample.index);
  dynamics::EndOptions options{rule, order,
                               network::to_engine(networks, sample.index, self_coupling),
                               max_sweeps, sample.stop};
  Ends ends(static_cast<std::size_t>(starts));
  const int threads = std::min(sample.threads, starts);
  sampling::on_threads(threads, sample.stop, [&](int member, const std::stop_token& stop) {
    auto own = options;
    own.stop = stop;
    for (int k = member; k < starts && !stop.stop_requested(); k += threads) {
      const auto start = static_cast<std::uint64_t>(k);
      network::RandomStream states(sample.seed, "basin starts", sample.index, start);
      const auto from = network::random_spins(network.size(), states);
      const auto end =
          dynamics::end_of(network, from, own, {sample.seed, "basin visits", sample.index, start});
      ends[start] = {end.period, words_of(end.state)};
    }
  });
  if (sample.stop.stop_requested()) return std::nullopt;
  auto outcome = gathered(std::move(ends));
  if (auto judge = as_read(networks, self_coupling, sample.index))
    judge_ends(outcome, rule, *judge, sample.stop);
  if (sample.stop.stop_requested()) return std::nullopt;
  return outcome;
}

std::string SampledBasins::key() const {
  Key key(name);
  key.add(networks).add("rule", dynamics::to_string(rule));
  if (rule != dynamics::Rule::parallel) key.add("order", dynamics::to_string(order));
  return key.add("self_coupling", self_coupling)
      .add("starts", starts)
      .add("max_sweeps", max_sweeps)
      .text();
}

std::string SampledBasins::describe() const {
  return fmt::format("{} starts in networks of {} neurons", starts, network::neurons(networks));
}

double SampledBasins::cost() const {
  constexpr double sweeps = 20.0;
  return network::mean_couplings(networks) * (1.0 + 0.05 * sweeps * starts);
}

double SampledBasins::bytes() const {
  const double neurons = network::neurons(networks);
  constexpr double of_an_end = 100.0;
  return network::draw_network_bytes(networks) + dynamics::end_bytes(neurons, max_sweeps) +
         starts * (of_an_end + neurons / 4.0);
}

std::vector<bool> SampledBasins::together(std::span<const SampledBasins> points,
                                          std::span<const std::uint64_t> samples, int threads) {
  constexpr std::uint64_t enough = 4;  // networks a thread
  std::uint64_t networks = 0;
  for (const auto number : samples) networks += number;
  const bool few = threads > 1 && networks < enough * static_cast<std::uint64_t>(threads);
  return std::vector<bool>(points.size(), few);
}

sampling::Estimate SampledBasins::estimate(std::span<const Outcome> outcomes) const {
  const auto found = mean_of(outcomes, [](const Outcome& outcome) { return outcome.ends.size(); });
  return sampling::with_unseen(found, outcomes.size(), 1.0);
}

sampling::Interval unseen_share(const SampledBasins::Outcome& outcome) {
  std::vector<std::uint64_t> met;
  std::uint64_t trials = outcome.unsettled;
  for (const auto& end : outcome.ends) {
    met.push_back(end.starts);
    trials += end.starts;
  }
  return sampling::unseen_kinds(met, trials);
}

}  // namespace steady::studies
