// The tree's depth-first search for 1…4 vectors of neurons.
#include <steady/numerics/enumeration/detail/tree/search.hpp>

namespace steady::enumeration::detail::tree {
namespace {

template <int V>
constexpr Kernel kernel = {sizeof(Node<V>), Search<V>::start, Search<V>::run};

}  // namespace

STEADY_KERNELS(Kernels, kernels, {kernel<1>, kernel<2>, kernel<3>, kernel<4>})

}  // namespace steady::enumeration::detail::tree
