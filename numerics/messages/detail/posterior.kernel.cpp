// Posteriors in loops that a compiler turns into vector instructions. Every operation is correctly
// rounded and none is fused, so all levels give the same bits.
#include <steady/numerics/messages/detail/posterior.hpp>
#include <steady/numerics/simd/detail/kernel.hpp>
#include <steady/numerics/simd/detail/math.hpp>

namespace steady::messages::detail {
namespace {

using simd::detail::exp_of_negative;
using simd::detail::log_of_normal;

// (1 − Φ(t))/φ(t) for t ≥ 0: P(w)/(t+5) with w = (t−5)/(t+5), P interpolated at 19 Chebyshev
// points; relative error below 2e-13.
[[gnu::always_inline]] inline double mills_ratio(double t) {
  const double inverse = 1.0 / (t + 5.0);
  const double w = (t - 5.0) * inverse;
  constexpr double coefficients[] = {
      1.9280810471531578,      -1.6678665951894411,     1.2415470615748976,
      -0.78591107551758588,    0.41364471567107647,     -0.17325473460159957,
      0.052125503500132696,    -0.0075032786384333422,  -0.0019999707611605979,
      0.0013658405748982179,   -0.00014879434522776339, -0.00012468646758720831,
      4.1713430229003246e-05,  9.8942663362528183e-06,  -6.7826680141854016e-06,
      -7.5426915857017203e-07, 9.3398486455953389e-07,  4.6553840829083608e-08,
      -8.4251250373917611e-08};
  double p = coefficients[18];
#pragma GCC unroll 18
  for (int k = 17; k >= 0; --k) p = p * w + coefficients[k];
  return p * inverse;
}

constexpr std::size_t posterior_chunk_size = 128;

struct Tail {
  double log_cdf;
  double mills;  // φ/Φ
};

// u < 0: φ/Φ = 1/M and ln Φ = −u²/2 + ln(M/√2π), M = mills_ratio(|u|). u ≥ 0: Φ = 1 − φM.
[[gnu::always_inline]] inline Tail tail(double u) {
  constexpr double inv_sqrt_2pi = 0.39894228040143268;
  const double t = u < 0.0 ? -u : u;
  const double half_square = 0.5 * t * t;
  const double ratio = mills_ratio(t);
  const double density = inv_sqrt_2pi * exp_of_negative(-half_square);
  const double upper = 1.0 - density * ratio;
  const bool negative = u < 0.0;
  const double logarithm = log_of_normal(negative ? inv_sqrt_2pi * ratio : upper);
  return {negative ? logarithm - half_square : logarithm,
          (negative ? 1.0 : density) / (negative ? ratio : upper)};
}

void tails(std::size_t count, const double* __restrict u, double* __restrict log_cdf,
           double* __restrict mills) {
  for (std::size_t i = 0; i < count; ++i) {
    const Tail t = tail(u[i]);
    log_cdf[i] = t.log_cdf;
    mills[i] = t.mills;
  }
}

// In chunks of local arrays, which the compiler knows not to overlap.
void posterior_chunk(std::size_t first, std::size_t count, const PosteriorArrays& arrays) {
  constexpr std::size_t most = posterior_chunk_size;
  double scale[most], u[2][most], log_cdf[2][most], mills[2][most], F[most], m[most], g[most],
      X[most], Y[most];
  const double* threshold = arrays.threshold + first;
  const double* omega = arrays.omega + first;
  const double* variance = arrays.variance + first;
  const double* field = arrays.field + first;
  for (std::size_t i = 0; i < count; ++i) {
    scale[i] = 1.0 / __builtin_sqrt(variance[i]);
    u[0][i] = (threshold[i] + omega[i]) * scale[i];
    u[1][i] = (threshold[i] - omega[i]) * scale[i];
  }
  tails(count, u[0], log_cdf[0], mills[0]);
  tails(count, u[1], log_cdf[1], mills[1]);
  for (std::size_t i = 0; i < count; ++i) {
    F[i] = field[i] + 0.5 * (log_cdf[0][i] - log_cdf[1][i]);
    const bool positive = F[i] >= 0.0;
    const double smaller = exp_of_negative(positive ? -2.0 * F[i] : 2.0 * F[i]);
    const double p_large = 1.0 / (1.0 + smaller), p_small = smaller * p_large;
    const double p_up = positive ? p_large : p_small, p_down = positive ? p_small : p_large;
    const double x_up = p_up * mills[0][i] * scale[i], x_down = p_down * mills[1][i] * scale[i];
    m[i] = p_up - p_down;
    g[i] = x_up - x_down;
    Y[i] = x_up + x_down;
    X[i] = -(u[0][i] * x_up + u[1][i] * x_down) * scale[i];
  }
  const std::size_t bytes = count * sizeof(double);
  __builtin_memcpy(arrays.total + first, F, bytes);
  __builtin_memcpy(arrays.m + first, m, bytes);
  __builtin_memcpy(arrays.g + first, g, bytes);
  __builtin_memcpy(arrays.X + first, X, bytes);
  __builtin_memcpy(arrays.Y + first, Y, bytes);
}

void posterior(std::size_t count, const PosteriorArrays& arrays) {
  for (std::size_t first = 0; first < count; first += posterior_chunk_size) {
    const std::size_t left = count - first;
    posterior_chunk(first, left < posterior_chunk_size ? left : posterior_chunk_size, arrays);
  }
}

}  // namespace

STEADY_KERNELS(PosteriorKernels, posterior_kernels, posterior, tails)

}  // namespace steady::messages::detail
