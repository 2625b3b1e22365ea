// The pass over the fields of one module, in a loop that a compiler turns into vector instructions.
// Integers only, so all levels give the same sums.
#include <steady/numerics/search/detail/instability_kernel.hpp>
#include <steady/numerics/simd/detail/kernel.hpp>

namespace steady::search::detail {
namespace {

template <int Step, bool Keep, bool Own>
Instability sum_instability(std::int32_t* __restrict field, const std::int32_t* __restrict column,
                            const std::int32_t* __restrict down, const std::int32_t* __restrict own,
                            int count, const Thresholds& thresholds) {
  constexpr int block = 64;  // its deficits fit 32 bits
  const std::int32_t hard = thresholds.hard, soft = thresholds.soft;
  std::int64_t deficit = 0;
  std::int32_t unstable = 0;
  for (int first = 0; first < count; first += block) {
    const int end = first + block < count ? first + block : count;
    std::int32_t missing = 0;
    for (int i = first; i < end; ++i) {
      const std::int32_t now = Step == 0 ? field[i] : field[i] + Step * column[i];
      if (Keep) field[i] = now;
      const std::int32_t aligned = (now ^ down[i]) - down[i];
      const std::int32_t stability = Own ? aligned + own[i] : aligned;
      std::int32_t lack = soft - stability;
      lack = lack < 0 ? 0 : lack;
      missing += lack > largest_deficit ? largest_deficit : lack;
      unstable += stability < hard ? 1 : 0;
    }
    deficit += missing;
  }
  return {unstable, deficit};
}

template <bool Own>
Instability sums_of(std::int32_t* field, const std::int32_t* column, int step,
                    const std::int32_t* down, const std::int32_t* own, int count,
                    const Thresholds& thresholds, bool keep) {
  if (step == 0)
    return sum_instability<0, false, Own>(field, nullptr, down, own, count, thresholds);
  if (step > 0)
    return keep ? sum_instability<2, true, Own>(field, column, down, own, count, thresholds)
                : sum_instability<2, false, Own>(field, column, down, own, count, thresholds);
  return keep ? sum_instability<-2, true, Own>(field, column, down, own, count, thresholds)
              : sum_instability<-2, false, Own>(field, column, down, own, count, thresholds);
}

Instability sums(std::int32_t* field, const std::int32_t* column, int step,
                 const std::int32_t* down, const std::int32_t* own, int count,
                 const Thresholds& thresholds, bool keep) {
  return own == nullptr ? sums_of<false>(field, column, step, down, own, count, thresholds, keep)
                        : sums_of<true>(field, column, step, down, own, count, thresholds, keep);
}

}  // namespace

STEADY_KERNELS(InstabilityKernel, instability_kernel, sums)

}  // namespace steady::search::detail
