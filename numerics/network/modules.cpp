#include <steady/numerics/network/modules.hpp>

#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include <steady/numerics/network/ensemble_kinds.hpp>

namespace steady::network {
namespace {

void require(int modules, int size, double coupling) {
  if (modules < 1) {
    throw std::domain_error(fmt::format("draw_module_couplings: modules = {} < 1", modules));
  }
  if (size < 2) throw std::domain_error(fmt::format("draw_module_couplings: size = {} < 2", size));
  // In double: the product of two large integers would overflow.
  const double total = static_cast<double>(modules) * size;
  if (!(std::abs(coupling) * total < 1024.0) ||
      RandomStream::largest_normal / std::sqrt(size) * total >= 1024.0) {
    throw std::domain_error(fmt::format(
        "draw_module_couplings: coupling = {} or the couplings within modules = {} of size = {} "
        "may exceed the grid's range 2^10/(modules * size)",
        coupling, modules, size));
  }
}

void fill_module(Couplings& couplings, int module, int size, std::uint64_t seed,
                 std::uint64_t sample) {
  const auto block = draw({}, size, module_streams(module, seed, sample));
  const int first = module * size;
  for (int i = 0; i < size; ++i)
    for (int j = 0; j < size; ++j)
      if (i != j) couplings.set(first + i, first + j, block.value(i, j));
}

}  // namespace

bool are_neighbours(theory::Topology topology, int modules, int a, int b) {
  const int distance = std::abs(a - b);
  if (distance == 0) return false;
  if (distance == 1 || topology == theory::Topology::all) return true;
  return topology == theory::Topology::ring && distance == modules - 1;
}

Couplings draw_module_couplings(theory::Topology topology, int modules, int size, double coupling,
                                std::uint64_t seed, std::uint64_t sample) {
  require(modules, size, coupling);
  Couplings couplings(modules * size);
  for (int a = 0; a < modules; ++a) {
    fill_module(couplings, a, size, seed, sample);
    for (int b = 0; b < modules; ++b) {
      if (!are_neighbours(topology, modules, a, b)) continue;
      for (int i = 0; i < size; ++i) couplings.set(a * size + i, b * size + i, coupling);
    }
  }
  return couplings;
}

}  // namespace steady::network
