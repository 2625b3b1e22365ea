#include <cstdint>

#include <steady/numerics/messages/detail/posterior.hpp>

namespace steady::messages::detail {
namespace {
#include "posterior.inl"
}

const PosteriorKernels posterior_avx512{posterior, tails};

}  // namespace steady::messages::detail
