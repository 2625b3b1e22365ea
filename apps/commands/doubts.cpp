#include "doubts.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include <apps/frame/errors.hpp>

namespace steady::apps {
namespace {

constexpr std::size_t most_named = 8;

/// "3, 5, 7 (12 of them)"
std::string names_of(const std::map<std::int64_t, std::int64_t>& neurons) {
  std::string text;
  std::size_t named = 0;
  for (const auto& [neuron, states] : neurons) {
    if (named++ == most_named) break;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", neuron);
  }
  if (neurons.size() > most_named) text += fmt::format(", … ({} of them)", neurons.size());
  return text;
}

}  // namespace

void DoubtsReport::add(std::uint64_t sample, const std::vector<studies::DoubtfulNeuron>& doubts) {
  for (const auto& doubt : doubts) networks_[sample][doubt.neuron] += doubt.states;
}

void DoubtsReport::tell(Run& run) const {
  if (networks_.empty()) return;
  std::string text;
  std::size_t named = 0;
  for (const auto& [sample, neurons] : networks_) {
    if (named++ == most_named) break;
    text += fmt::format("{}network {}: {}", text.empty() ? "" : "; ", sample, names_of(neurons));
  }
  if (networks_.size() > most_named) text += fmt::format("; … ({} networks)", networks_.size());
  run.provenance.emplace_back("doubtful_neurons", text);
  note(fmt::format(
      "|x_i| was below what rounding changes for neurons (counted from 0) of {}: fixed points are "
      "judged by the numbers as read there",
      text));
}

}  // namespace steady::apps
