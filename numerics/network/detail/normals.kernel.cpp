// Box–Muller on blocks of words, in loops that a compiler turns into vector instructions. Every
// operation is correctly rounded and none is fused, so all levels give the same bits.
#include <steady/numerics/network/detail/normals.hpp>
#include <steady/numerics/simd/detail/kernel.hpp>
#include <steady/numerics/simd/detail/math.hpp>

namespace steady::network::detail {
namespace {

using simd::detail::as_bits;
using simd::detail::as_double;
using simd::detail::log_of_normal;
using simd::detail::whole;

// (k + 1/2)·2^-52 with the upper 52 bits k: network::open_uniform.
inline double uniform(std::uint64_t word) {
  return (whole(word >> 12) + 0.5) * 0x1p-52;
}

void radii(std::size_t count, const std::uint64_t* words, double* radius) {
  for (std::size_t i = 0; i < count; ++i)
    radius[i] = __builtin_sqrt(-2.0 * log_of_normal(uniform(words[i])));
}

// A uniformly random direction: two bits choose the quadrant, the rest an angle x in (−π/4, π/4),
// cos x and sin x by their Taylor series; truncation error below 2^-58.
void directions(std::size_t count, const std::uint64_t* words, double* cosines, double* sines) {
  for (std::size_t i = 0; i < count; ++i) {
    const double x = (uniform(words[i] << 2) - 0.5) * (3.1415926535897931 / 2.0);
    const double x2 = x * x;
    double cosine = 1.0;
    double sine = 1.0;
#pragma GCC unroll 9
    for (int k = 9; k >= 1; --k) {
      cosine = 1.0 - cosine * x2 / ((2 * k - 1) * (2 * k));
      sine = 1.0 - sine * x2 / ((2 * k) * (2 * k + 1));
    }
    sine = x * sine;
    const std::uint64_t quadrant = words[i] >> 62;
    const bool turned = (quadrant & 1) != 0;
    const std::uint64_t sign_c = (quadrant == 1 || quadrant == 2) ? 1ULL << 63 : 0;
    const std::uint64_t sign_s = quadrant >= 2 ? 1ULL << 63 : 0;
    cosines[i] = as_double(as_bits(turned ? sine : cosine) ^ sign_c);
    sines[i] = as_double(as_bits(turned ? cosine : sine) ^ sign_s);
  }
}

void box_muller(std::size_t count, const std::uint64_t* radius_words,
                const std::uint64_t* direction_words, double* first, double* second) {
  double radius[normals_block], cosine[normals_block], sine[normals_block];
  radii(count, radius_words, radius);
  directions(count, direction_words, cosine, sine);
  for (std::size_t i = 0; i < count; ++i) {
    first[i] = radius[i] * cosine[i];
    second[i] = radius[i] * sine[i];
  }
}

}  // namespace

STEADY_KERNELS(NormalsKernel, normals_kernel, box_muller)

}  // namespace steady::network::detail
