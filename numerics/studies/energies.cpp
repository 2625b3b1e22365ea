#include <steady/numerics/studies/energies.hpp>

#include <steady/numerics/enumeration/energy.hpp>
#include <steady/numerics/network/given_networks.hpp>

namespace steady::studies {
namespace {

const network::GivenNetwork* read_of(const network::NetworkSpec& networks, const Sample& sample) {
  return networks.from_file ? &(*networks.from_file)[sample.index] : nullptr;
}

}  // namespace

void require_symmetric(const network::GivenNetwork& read) {
  const auto matrix = files::to_dense(read.matrix());
  enumeration::require_symmetric(
      read.size(), [&](int i, int j) { return matrix.at(i, j); }, " of " + read.source());
}

void require_symmetric(const network::NetworkSpec& networks, const network::Couplings& couplings,
                       const Sample& sample) {
  if (const auto* const read = read_of(networks, sample))
    require_symmetric(*read);
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
