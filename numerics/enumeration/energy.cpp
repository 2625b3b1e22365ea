#include <cmath>

#include <fmt/format.h>

#include <steady/numerics/enumeration/energy.hpp>
#include <steady/theory/domain.hpp>

namespace steady::enumeration {

void require_symmetric(const network::Couplings& couplings) {
  require_symmetric(couplings.size(), [&](int i, int j) { return couplings.value(i, j); });
}

void require_symmetric(int size, const std::function<double(int i, int j)>& value,
                       const std::string& whose) {
  for (int i = 0; i < size; ++i)
    for (int j = 0; j < i; ++j)
      if (value(i, j) != value(j, i))
        throw DomainError(
            "couplings",
            fmt::format(": J_{0},{1} = {2} and J_{1},{0} = {3}{4} differ; without symmetric "
                        "couplings there is no energy that the dynamics lowers",
                        i, j, value(i, j), value(j, i), whose));
}

std::int64_t energy(const network::Couplings& couplings, network::PackedState state) {
  std::int64_t sum = 0;
  for (int i = 0; i < couplings.size(); ++i) {
    std::int64_t field = 0;
    for (int j = 0; j < i; ++j) field += couplings.grid(i, j) * network::spin(state, j);
    if (!couplings.external_field().empty())
      field += couplings.external_field()[static_cast<std::size_t>(i)];
    sum -= field * network::spin(state, i);
  }
  return sum;
}

double energy_per_neuron(std::int64_t energy, int size) {
  return std::ldexp(static_cast<double>(energy), -network::Couplings::fraction_bits) / size;
}

}  // namespace steady::enumeration
