// Compiled with -O3 -fno-math-errno -fopenmp-simd (theory/CMakeLists.txt): no reassociation but
// the reductions named here, so the order of sums depends on the instruction set alone.
#include <algorithm>
#include <cmath>
#include <steady/theory/detail/module_kernel.hpp>

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// glibc has vector versions of these; C++ headers do not announce them.
extern "C" {
__attribute__((simd("notinbranch"))) double exp(double) noexcept;
__attribute__((simd("notinbranch"))) double log(double) noexcept;
}
#define STEADY_CLONES __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define STEADY_CLONES
#endif

namespace steady::theory::detail {

namespace {

constexpr int chunk = 64;

STEADY_CLONES void scaled_dots(const double* const* x, const double* c, int entries, int n,
                               double* out) {
  for (int j = 0; j < n; ++j) out[j] = c[0] * x[0][j];
  for (int e = 1; e < entries; ++e) {
    const double factor = c[e];
    const double* column = x[e];
    for (int j = 0; j < n; ++j) out[j] += factor * column[j];
  }
}

STEADY_CLONES void powers(double* z, const double* log_weight, int n, double y, double offset,
                          double* log_z, double* weight) {
#pragma omp simd
  for (int j = 0; j < n; ++j) {
    const double safe = z[j] > 1e-290 ? z[j] : 1e-290;
    z[j] = safe;
    log_z[j] = ::log(safe);
    weight[j] = ::exp(y * log_z[j] + (log_weight[j] + offset));
  }
}

STEADY_CLONES void accumulate(const double* weight, const double* log_z, int n, double* sums) {
  double total = 0.0, logs = 0.0;
#pragma omp simd reduction(+ : total, logs)
  for (int j = 0; j < n; ++j) {
    total += weight[j];
    logs += weight[j] * log_z[j];
  }
  sums[0] += total;
  sums[1] += logs;
}

STEADY_CLONES double weighted_ratio(const double* weight, const double* slope, const double* z,
                                    int n) {
  double sum = 0.0;
#pragma omp simd reduction(+ : sum)
  for (int j = 0; j < n; ++j) sum += weight[j] * slope[j] / z[j];
  return sum;
}

}  // namespace

KernelSums kernel_sums(const Columns& columns, const Coefficients& c, int begin, int end, double y,
                       double offset) {
  KernelSums sums;
  double both[2] = {0.0, 0.0};
  double z[chunk], log_z[chunk], weight[chunk], slope[chunk];
  std::array<const double*, 2 * max_entries> x;
  std::array<double, 2 * max_entries> factors;
  for (int first = begin; first < end; first += chunk) {
    const int n = std::min(chunk, end - first);
    for (int e = 0; e < columns.entries; ++e) x[e] = columns.value[e] + first;
    scaled_dots(x.data(), c.value.data(), columns.entries, n, z);
    powers(z, columns.log_weight + first, n, y, offset, log_z, weight);
    accumulate(weight, log_z, n, both);
    for (int d = 0; d < columns.directions; ++d) {
      for (int e = 0; e < columns.entries; ++e) {
        factors[e] = c.slope[d][e];
        x[columns.entries + e] = columns.slope[d][e] + first;
        factors[columns.entries + e] = c.value[e];
      }
      scaled_dots(x.data(), factors.data(), 2 * columns.entries, n, slope);
      sums.slope[d] += weighted_ratio(weight, slope, z, n);
    }
  }
  sums.weight = both[0];
  sums.log_z = both[1];
  return sums;
}

}  // namespace steady::theory::detail
