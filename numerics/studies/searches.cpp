#include <steady/numerics/studies/searches.hpp>

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/network/network.hpp>

namespace steady::studies {
namespace {

const network::NetworkSpec& networks_of(const std::vector<Searching>& searches) {
  if (searches.empty()) throw std::invalid_argument("Searches: no searches");
  const auto& networks = searches.front().networks;
  for (const auto& search : searches)
    if (!(search.networks == networks)) throw std::invalid_argument("Searches: different networks");
  return networks;
}

}  // namespace

std::optional<Searches::Outcome> Searches::run(const Sample& sample) const {
  const auto network = network::draw_network(networks_of(searches), sample.seed, sample.index);
  Outcome outcome;
  for (const auto& search : searches) {
    const auto found = search.run_in(network, sample);
    if (!found) return std::nullopt;
    outcome.found.push_back(*found);
  }
  return outcome;
}

std::string Searches::key() const {
  std::string text(name);
  for (const auto& search : searches) text += " [" + search.key() + "]";
  return text;
}

std::string Searches::describe() const {
  const auto& networks = networks_of(searches);
  return fmt::format("networks of {} x {} neurons searched {} times", networks.modules,
                     networks.size, searches.size());
}

double Searches::cost() const {
  double sum = 0.0;
  for (const auto& search : searches) sum += search.cost();
  return sum;
}

double Searches::bytes() const {
  double most = 0.0;
  for (const auto& search : searches) most = std::max(most, search.bytes());
  return most;
}

std::vector<SearchingEstimates> Searches::estimate(std::span<const Outcome> outcomes) const {
  std::vector<SearchingEstimates> estimates;
  for (std::size_t k = 0; k < searches.size(); ++k) {
    std::vector<Searching::Outcome> own;
    for (const auto& outcome : outcomes) own.push_back(outcome.found.at(k));
    estimates.push_back(searches[k].estimate(own));
  }
  return estimates;
}

}  // namespace steady::studies
