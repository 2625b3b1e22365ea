#include <steady/numerics/learning/kernels.hpp>

namespace steady::learning::detail {
namespace {
#include "kernels.inl"
}

Kernels kernels_portable() {
  return make();
}

}  // namespace steady::learning::detail
