#include <steady/numerics/studies/two_cycles.hpp>

#include <cmath>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/dynamics/parallel_cycles.hpp>
#include <steady/numerics/network/ensembles.hpp>
#include <steady/numerics/studies/key.hpp>

namespace steady::studies {

std::optional<TwoCycles::Outcome> TwoCycles::run(const Sample& sample) const {
  const auto couplings =
      network::draw_couplings(networks.ensemble, networks.size, sample.seed, sample.index);
  return Outcome{static_cast<double>(
      dynamics::count_two_cycles(dynamics::parallel_map(couplings, self_coupling)))};
}

std::string TwoCycles::key() const {
  return Key(name).add(networks).add("self_coupling", self_coupling).text();
}

std::string TwoCycles::describe() const {
  return fmt::format("all states of {} neurons", networks.size);
}

double TwoCycles::cost() const {
  return networks.size * std::exp2(networks.size);
}

double TwoCycles::bytes() const {
  return 16.0 * std::exp2(networks.size);
}

sampling::Estimate TwoCycles::estimate(std::span<const Outcome> outcomes) const {
  std::vector<double> counts;
  for (const auto& outcome : outcomes) counts.push_back(outcome.count);
  return sampling::with_unseen(sampling::mean(counts), counts.size(), 1.0);
}

}  // namespace steady::studies
