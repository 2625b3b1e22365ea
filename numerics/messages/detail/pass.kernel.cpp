// The pass. No multiplication and addition is fused, and sums run in one order, so all levels give
// the same bits.
#include <steady/numerics/messages/detail/pass.hpp>
#include <steady/numerics/simd/detail/lanes.hpp>

namespace steady::messages::detail {
namespace {

using namespace simd::detail;

void pass(const PassBlock& block, const float* m, const float* g, float* into, float* out) {
  constexpr std::size_t width = 16, group = 4, line = 32;
  for (std::size_t j = 0; j < block.columns; j += group) {
    const std::int16_t* column = block.couplings + j * block.stride;
    // Asked for while these are worked on: a processor needs long to notice a new column by itself.
    const std::int16_t* next = j + group < block.columns ? column + group * block.stride : column;
    const Floats m0 = fill(m[j]), m1 = fill(m[j + 1]), m2 = fill(m[j + 2]), m3 = fill(m[j + 3]);
    Floats d0 = fill(0.0f), d1 = d0, d2 = d0, d3 = d0;
    for (std::size_t i = 0; i < block.stride; i += width) {
      if (i % line == 0)
        for (std::size_t c = 0; c < group; ++c) __builtin_prefetch(next + c * block.stride + i);
      const Floats k0 = load_aligned(column + i);
      const Floats k1 = load_aligned(column + block.stride + i);
      const Floats k2 = load_aligned(column + 2 * block.stride + i);
      const Floats k3 = load_aligned(column + 3 * block.stride + i);
      const Floats gi = load_aligned(g + i);
      const Floats sum = (k0 * m0 + k1 * m1) + (k2 * m2 + k3 * m3);
      store_aligned(into + i, load_aligned(into + i) + sum);
      d0 = d0 + k0 * gi;
      d1 = d1 + k1 * gi;
      d2 = d2 + k2 * gi;
      d3 = d3 + k3 * gi;
    }
    const Floats dots[group] = {d0, d1, d2, d3};
    for (std::size_t c = 0; c < group; ++c) {
      alignas(64) float lanes[width];
      store_aligned(lanes, dots[c]);
      for (std::size_t half = width / 2; half > 0; half /= 2)
        for (std::size_t k = 0; k < half; ++k) lanes[k] += lanes[k + half];
      out[j + c] = lanes[0];
    }
  }
}

}  // namespace

STEADY_KERNELS(Pass, pass_kernel, pass)

}  // namespace steady::messages::detail
