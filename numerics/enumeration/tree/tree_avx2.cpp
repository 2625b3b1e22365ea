#include <steady/numerics/enumeration/tree/lanes_avx2.hpp>
#include <steady/numerics/enumeration/tree/search.hpp>

namespace steady::enumeration::detail::tree {

const Kernel* avx2_kernels() {
  return kernels<Avx2>;
}

}  // namespace steady::enumeration::detail::tree
