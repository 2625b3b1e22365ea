#include <cstdint>

#include <steady/numerics/messages/detail/posterior.hpp>

namespace steady::messages::detail {
namespace {
#include "posterior.inl"
}

const PosteriorKernels posterior_portable{posterior, tails};

const PosteriorKernels& choose_posterior(SimdLevel level) {
#if defined(__x86_64__)
  if (level == SimdLevel::avx512) return posterior_avx512;
  if (level == SimdLevel::avx2) return posterior_avx2;
#else
  (void)level;
#endif
  return posterior_portable;
}

}  // namespace steady::messages::detail
