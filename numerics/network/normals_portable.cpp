#include <steady/numerics/network/normals.hpp>

namespace steady::network::detail {
namespace {
#include "normals.inl"
}

void normals_portable(std::size_t count, const std::uint64_t* radius_words,
                      const std::uint64_t* direction_words, double* first, double* second) {
  box_muller(count, radius_words, direction_words, first, second);
}

}  // namespace steady::network::detail
