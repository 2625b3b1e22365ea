#include <steady/numerics/enumeration/tree/lanes_avx512.hpp>
#include <steady/numerics/enumeration/tree/search.hpp>

namespace steady::enumeration::detail::tree {

const Kernel* avx512_kernels() {
  return kernels<Avx512>;
}

}  // namespace steady::enumeration::detail::tree
