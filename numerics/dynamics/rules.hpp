// The update rules, the orders of visits and the ends of a run: which there are and what they are
// called. parse_…, to_string, the choices and the help of the command come from the lists here.
//
// A new rule: a file in this room that runs it (heat_bath.cpp is the model), its value, declaration
// and line below. A new order: its value and line below, its visits in detail/choices.cpp.
#pragma once

#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

#include <steady/theory/names.hpp>

namespace steady::dynamics {

/// What a visited neuron does, and when neurons are visited. asynchronous: one neuron after the
/// other, (7.1) and (7.2). parallel: all at once. heat_bath: one after the other, (7.14).
enum class Rule { asynchronous, parallel, heat_bath };

/// Which neuron is next where they are visited one after the other.
/// random: each time any of the N, with equal probability. permutation: each sweep all N in a new
/// random order. fixed: 0, 1, …, N−1. greedy: the one with the lowest stability x_i < 0, the lowest
/// index of several.
enum class Order { random, permutation, fixed, greedy };

enum class Status {
  fixed_point,  ///< every x_i ≥ 0
  cycle,        ///< parallel, T = 0: the state of an earlier sweep came back
  budget,       ///< max_sweeps are spent
  stopped       ///< by the stop token
};

struct Options;
struct Summary;

namespace detail {

class LiveState;
class Noise;
class Visits;

/// Runs the rule from `state`, which ends in the last one; `visits` are those of options.order.
using RunRule = Summary(LiveState& state, const Options& options, Visits visits, Noise noise);
RunRule relax_by_visits;
RunRule relax_in_parallel;
RunRule relax_by_heat_bath;

}  // namespace detail

struct RuleEntry {
  Rule rule;
  std::string_view name;     ///< as in --rule
  std::string_view meaning;  ///< a few words for the help
  bool ordered;              ///< neurons one after the other, in options.order
  /// At T = 0 a visited neuron flips if and only if x_i < 0, (7.1). Then the fast ways serve: flip
  /// by flip without rejections, many starts in blocks, greedy order.
  bool plain_when_cold;
  detail::RunRule* run;
};

inline constexpr RuleEntry rules[] = {
    {Rule::asynchronous, "asynchronous", "one neuron at a time", true, true,
     detail::relax_by_visits},
    {Rule::parallel, "parallel", "all at once", false, false, detail::relax_in_parallel},
    {Rule::heat_bath, "heat-bath", "one at a time, with noise that does not ask for its old state",
     true, true, detail::relax_by_heat_bath},
};

struct OrderEntry {
  Order order;
  std::string_view name;     ///< as in --order
  std::string_view meaning;  ///< a few words for the help
};

inline constexpr OrderEntry orders[] = {
    {Order::random, "random", "any neuron each time"},
    {Order::permutation, "permutation", "all in a new order each sweep"},
    {Order::fixed, "fixed", "by number"},
    {Order::greedy, "greedy", "lowest x_i; T = 0 only"},
};

inline constexpr auto rule_names = [] {
  Names<Rule, std::size(rules)> names{"rule", {}};
  for (std::size_t k = 0; k < std::size(rules); ++k) {
    names.entries[k].first = rules[k].rule;
    names.entries[k].second = rules[k].name;
  }
  return names;
}();

inline constexpr auto order_names = [] {
  Names<Order, std::size(orders)> names{"order", {}};
  for (std::size_t k = 0; k < std::size(orders); ++k) {
    names.entries[k].first = orders[k].order;
    names.entries[k].second = orders[k].name;
  }
  return names;
}();

inline constexpr auto status_names = names<Status>("status", {{Status::fixed_point, "fixed point"},
                                                              {Status::cycle, "cycle"},
                                                              {Status::budget, "budget"},
                                                              {Status::stopped, "stopped"}});

/// These throw std::invalid_argument for an unknown name.
inline Rule parse_rule(std::string_view name) {
  return rule_names.parse(name);
}
inline Order parse_order(std::string_view name) {
  return order_names.parse(name);
}
constexpr std::string_view to_string(Rule rule) {
  return rule_names.of(rule);
}
constexpr std::string_view to_string(Order order) {
  return order_names.of(order);
}
constexpr std::string_view to_string(Status status) {
  return status_names.of(status);
}

/// The line of a rule; throws std::invalid_argument for a value that is in no line.
const RuleEntry& entry_of(Rule rule);

/// "random (any neuron each time), permutation (…), …": for the help.
template <class Entry, std::size_t Count>
std::string meanings(const Entry (&list)[Count]) {
  std::string text;
  for (const auto& entry : list)
    text += (text.empty() ? "" : ", ") + std::string(entry.name) + " (" +
            std::string(entry.meaning) + ")";
  return text;
}

}  // namespace steady::dynamics
