// Loops that a compiler turns into vector instructions; each lane is a sum of its own.
#include <steady/numerics/messages/detail/columns.hpp>
#include <steady/numerics/simd/detail/kernel.hpp>

namespace steady::messages::detail {
namespace {

template <bool squared>
void add_columns(const std::int32_t* const* columns, const double* x, double* __restrict y,
                 std::size_t count) {
  const std::int32_t *k0 = columns[0], *k1 = columns[1], *k2 = columns[2], *k3 = columns[3],
                     *k4 = columns[4], *k5 = columns[5], *k6 = columns[6], *k7 = columns[7];
  const double x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4], x5 = x[5], x6 = x[6],
               x7 = x[7];
  const auto term = [](std::int32_t coupling, double value) {
    const double J = coupling * 0x1p-20;
    return (squared ? J * J : J) * value;
  };
  for (std::size_t i = 0; i < count; ++i) {
    double sum = y[i];
    sum += term(k0[i], x0);
    sum += term(k1[i], x1);
    sum += term(k2[i], x2);
    sum += term(k3[i], x3);
    sum += term(k4[i], x4);
    sum += term(k5[i], x5);
    sum += term(k6[i], x6);
    sum += term(k7[i], x7);
    y[i] = sum;
  }
}

}  // namespace

STEADY_KERNELS(ColumnKernels, column_kernels, add_columns<false>, add_columns<true>)

}  // namespace steady::messages::detail
