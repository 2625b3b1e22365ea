#include <steady/numerics/enumeration/tree/lanes_portable.hpp>
#include <steady/numerics/enumeration/tree/search.hpp>

namespace steady::enumeration::detail::tree {

const Kernel* portable_kernels() {
  return kernels<Portable>;
}

}  // namespace steady::enumeration::detail::tree
