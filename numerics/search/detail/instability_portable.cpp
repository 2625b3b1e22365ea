#include <steady/numerics/search/detail/instability.hpp>

namespace steady::search::detail {
namespace {
#include "instability.inl"
}

Instability instability_portable(std::int32_t* field, const std::int32_t* column, int step,
                                 const std::int32_t* down, int count, const Thresholds& thresholds,
                                 bool keep) {
  return sums(field, column, step, down, count, thresholds, keep);
}

}  // namespace steady::search::detail
