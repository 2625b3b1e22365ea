#include "network_columns.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace steady::apps {
namespace {

using network::NetworkSpec;

constexpr std::array all{
    NetworkColumn{"size", "N, the number of neurons (of one module)",
                  [](const NetworkSpec& networks, double) { return to_cell(networks.size); }},
    NetworkColumn{"self_coupling", "J_D, the diagonal coupling of every neuron to itself",
                  [](const NetworkSpec&, double self_coupling) { return to_cell(self_coupling); }},
    NetworkColumn{
        "symmetry",
        "η = corr(J_ij, J_ji): 0 asymmetric, 1 symmetric (the SK model); of a file: of all "
        "networks used",
        [](const NetworkSpec& networks, double) { return to_cell(networks.ensemble.symmetry); }},
    NetworkColumn{"mean_degree", "c of sparse networks; 0: dense",
                  [](const NetworkSpec& networks, double) {
                    return to_cell(networks.ensemble.mean_degree.value_or(0.0));
                  }},
    NetworkColumn{"modules", "L, the number of modules",
                  [](const NetworkSpec& networks, double) { return to_cell(networks.modules); }},
    NetworkColumn{"coupling", "λ between same-index neurons of neighbouring modules",
                  [](const NetworkSpec& networks, double) { return to_cell(networks.coupling); }},
    NetworkColumn{
        "external_field", "standard deviation of the Gaussian external fields b_i",
        [](const NetworkSpec& networks, double) { return to_cell(networks.external_field); }},
    NetworkColumn{
        "ensemble", "law of the couplings, see --ensemble; `given`: of a file",
        [](const NetworkSpec& networks, double) { return to_cell(network::law(networks)); }}};

}  // namespace

const NetworkColumn& network_column(std::string_view name) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& column) { return column.name == name; });
  if (found == all.end())
    throw std::logic_error("network_column: no column is named " + std::string(name));
  return *found;
}

}  // namespace steady::apps
