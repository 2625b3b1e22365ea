#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <steady/numerics/enumeration/energy.hpp>
#include <steady/theory/domain.hpp>

namespace steady::enumeration {
namespace {

std::optional<std::pair<int, int>> first_unequal(const network::Couplings& couplings) {
  for (int i = 0; i < couplings.size(); ++i)
    for (int j = 0; j < i; ++j)
      if (couplings.grid(i, j) != couplings.grid(j, i)) return std::pair{i, j};
  return std::nullopt;
}

}  // namespace

bool is_symmetric(const network::Couplings& couplings) {
  return !first_unequal(couplings).has_value();
}

void require_symmetric(const network::Couplings& couplings) {
  if (const auto pair = first_unequal(couplings)) {
    const auto [i, j] = *pair;
    throw DomainError(
        "couplings",
        fmt::format(": J_{0},{1} = {2} and J_{1},{0} = {3} differ; without symmetric couplings "
                    "there is no energy that the dynamics lowers",
                    i, j, couplings.value(i, j), couplings.value(j, i)));
  }
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
