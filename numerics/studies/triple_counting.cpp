#include <steady/numerics/studies/triple_counting.hpp>

#include <steady/numerics/enumeration/clusters.hpp>
#include <steady/numerics/studies/fixed_points.hpp>
#include <steady/numerics/studies/key.hpp>

namespace steady::studies {
namespace {

// Three states differ pairwise at 3d/2 neurons, each in two of the pairs: d is even, at most 2N/3.
int largest_distance(const network::NetworkSpec& networks) {
  return 2 * (static_cast<int>(network::neurons(networks)) / 3);
}

}  // namespace

std::optional<TripleCounting::Outcome> TripleCounting::run(const Sample& sample) const {
  const auto states = fixed_points_of(networks, self_coupling, sample);
  if (!states) return std::nullopt;
  Outcome outcome;
  for (int distance = 2; distance <= largest_distance(networks); distance += 2)
    outcome.triples.push_back(enumeration::ordered_triples_at_distance(*states, distance));
  return outcome;
}

std::string TripleCounting::key() const {
  return Key(name).add(networks).add("self_coupling", self_coupling).text();
}

std::string TripleCounting::describe() const {
  return describe_fixed_points(networks, self_coupling);
}

double TripleCounting::cost() const {
  return fixed_points_forecast(networks, self_coupling).seconds;
}

double TripleCounting::bytes() const {
  return fixed_points_bytes(networks, self_coupling);
}

std::vector<sampling::Estimate> TripleCounting::estimate(std::span<const Outcome> outcomes) const {
  std::vector<sampling::Estimate> result;
  for (int k = 0; 2 * (k + 1) <= largest_distance(networks); ++k) {
    std::vector<double> triples;
    for (const auto& outcome : outcomes)
      triples.push_back(outcome.triples[static_cast<std::size_t>(k)]);
    result.push_back(sampling::with_unseen(sampling::mean(triples), triples.size(), 12.0));
  }
  return result;
}

}  // namespace steady::studies
