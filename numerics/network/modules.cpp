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

// The block of one module. Its stream is named after it, so that modules are independent and
// none depends on how many there are.
void fill_module(Couplings& couplings, int module, int size, std::uint64_t seed,
                 std::uint64_t sample) {
  const RandomStream normals(seed, "module couplings " + std::to_string(module), sample);
  const double root = std::sqrt(static_cast<double>(size));
  const int first = module * size;
  for (int i = 0; i < size; ++i) {
    for (int j = i + 1; j < size; ++j) {
      const auto z = correlated_normals(normals, size, i, j, 0.0);
      couplings.set(first + i, first + j, z.forward / root);
      couplings.set(first + j, first + i, z.backward / root);
    }
  }
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
