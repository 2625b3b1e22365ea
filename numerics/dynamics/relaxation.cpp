#include <steady/numerics/dynamics/relaxation.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <steady/numerics/dynamics/detail/block.hpp>
#include <steady/numerics/dynamics/detail/course.hpp>
#include <steady/numerics/dynamics/detail/cycle_search.hpp>
#include <steady/theory/domain.hpp>

namespace steady::dynamics {
namespace {

/// One after the other, and a visited neuron flips if and only if it is unstable.
bool runs_plainly(const Options& options) {
  const auto& rule = entry_of(options.rule);
  return rule.ordered && rule.plain_when_cold && options.temperature == 0.0;
}

std::int32_t checked_threshold(const network::Network& network, const Options& options) {
  options::check(options);
  const auto& rule = entry_of(options.rule);
  if (rule.ordered && options.order == Order::greedy && !runs_plainly(options)) {
    if (options.temperature == 0.0)
      throw ArgumentError("order", fmt::format(": the rule {} has no greedy order", rule.name));
    throw ArgumentError("temperature",
                        fmt::format("= {}: greedy order has none", options.temperature));
  }
  if (!options.reference.empty()) network::require_spins(options.reference, network.size());
  const auto& keep = options.keep_after;
  if (!keep.empty() &&
      (keep.front() < 0 ||
       std::adjacent_find(keep.begin(), keep.end(), std::greater_equal<>()) != keep.end()))
    throw ArgumentError("keep_after", ": numbers of sweeps must rise, from 0 on");
  return network::stability_threshold(options.self_coupling);
}

Summary relax_checked(const network::Network& network, std::span<const std::int8_t> start,
                      std::int32_t threshold, const Options& options,
                      const network::RandomStream& random) {
  detail::LiveState state(network, start, threshold, options.simd);
  if (runs_plainly(options)) {
    if (options.order == Order::greedy) return relax_greedily(state, options);
    if (options.order == Order::random) return relax_by_flips(state, options, random);
  }
  return entry_of(options.rule)
      .run(state, options, {options.order, network.size(), random},
           {options.self_coupling, options.temperature, random});
}

// Starts that share their order.
std::vector<Summary> relax_block(const network::Network& network,
                                 std::span<const network::Spins> starts, std::int32_t threshold,
                                 const Options& options, const Streams& streams) {
  const auto& rule = entry_of(options.rule);
  const bool common_order = rule.ordered && options.order != Order::greedy;
  const detail::Visits visits(
      options.order, network.size(),
      {streams.seed, std::string(streams.purpose) + ", order", streams.first});
  if (runs_plainly(options) && common_order && detail::runs_in_blocks(network))
    return detail::run_block(network, starts, threshold, options, visits);
  std::vector<Summary> summaries;
  for (std::size_t k = 0; k < starts.size(); ++k) {
    const network::RandomStream own(streams.seed, streams.purpose, streams.first + k);
    if (!common_order) {
      summaries.push_back(relax_checked(network, starts[k], threshold, options, own));
      continue;
    }
    detail::LiveState state(network, starts[k], threshold, options.simd);
    summaries.push_back(
        rule.run(state, options, visits, {options.self_coupling, options.temperature, own}));
  }
  return summaries;
}

}  // namespace

const RuleEntry& entry_of(Rule rule) {
  for (const auto& entry : rules)
    if (entry.rule == rule) return entry;
  throw ArgumentError("rule", fmt::format(": none has the number {}", int(rule)));
}

Summary relax(const network::Network& network, std::span<const std::int8_t> start,
              const Options& options, network::RandomStream random) {
  const std::int32_t threshold = checked_threshold(network, options);
  network::require_spins(start, network.size());
  return relax_checked(network, start, threshold, options, random);
}

double relax_bytes(const Options& options, double neurons, double starts) {
  constexpr double state = 8.0;    // field, bits and spins of a neuron, all copies
  constexpr double summary = 2.0;  // the spins of a start and of an end
  const double kept = static_cast<double>(options.keep_after.size());
  double bytes =
      neurons * (state * std::min(starts, double{detail::block_size}) + (summary + kept) * starts);
  if (options.rule == Rule::parallel && options.temperature == 0.0 && options.detect_cycles)
    bytes += detail::CycleSearch::bytes(static_cast<double>(options.max_sweeps) + 1.0);
  return bytes;
}

std::vector<Summary> relax_all(const network::Network& network,
                               std::span<const network::Spins> starts, const Options& options,
                               const Streams& streams) {
  const std::int32_t threshold = checked_threshold(network, options);
  for (const auto& start : starts) network::require_spins(start, network.size());
  std::vector<Summary> summaries;
  summaries.reserve(starts.size());
  for (std::size_t k = 0; k < starts.size(); k += detail::block_size) {
    const auto block = starts.subspan(k, std::min(detail::block_size, starts.size() - k));
    auto results = relax_block(network, block, threshold, options,
                               {streams.seed, streams.purpose, streams.first + k});
    std::move(results.begin(), results.end(), std::back_inserter(summaries));
  }
  return summaries;
}

}  // namespace steady::dynamics
