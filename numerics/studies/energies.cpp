#include <steady/numerics/studies/energies.hpp>

#include <fmt/format.h>

#include <steady/numerics/enumeration/energy.hpp>
#include <steady/numerics/network/given_networks.hpp>
#include <steady/theory/domain.hpp>

namespace steady::studies {
namespace {

const network::GivenNetwork* read_of(const network::NetworkSpec& networks, const Sample& sample) {
  return networks.from_file ? &(*networks.from_file)[sample.index] : nullptr;
}

void require_symmetric_values(const network::GivenNetwork& read) {
  const auto matrix = files::to_dense(read.matrix());
  for (std::int64_t i = 0; i < matrix.rows; ++i)
    for (std::int64_t j = 0; j < i; ++j)
      if (matrix.at(i, j) != matrix.at(j, i))
        throw DomainError("couplings",
                          fmt::format(": J_{0},{1} = {2} and J_{1},{0} = {3} of {4} differ; "
                                      "without symmetric couplings there is no energy that the "
                                      "dynamics lowers",
                                      i, j, matrix.at(i, j), matrix.at(j, i), read.source()));
}

}  // namespace

void require_symmetric(const network::NetworkSpec& networks, const network::Couplings& couplings,
                       const Sample& sample) {
  if (const auto* const read = read_of(networks, sample))
    require_symmetric_values(*read);
  else
    enumeration::require_symmetric(couplings);
}

double energy_per_neuron(const network::NetworkSpec& networks, std::int64_t energy,
                         const Sample& sample) {
  const double on_grid =
      enumeration::energy_per_neuron(energy, static_cast<int>(network::neurons(networks)));
  const auto* const read = read_of(networks, sample);
  return read == nullptr ? on_grid : read->from_engine(on_grid);
}

double energy_rounding(const network::NetworkSpec& networks, const Sample& sample) {
  const auto* const read = read_of(networks, sample);
  return read == nullptr ? 0.0 : read->largest_rounding();
}

}  // namespace steady::studies
