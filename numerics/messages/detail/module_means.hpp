// Internal: every value replaced by the mean over its module.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <span>

namespace steady::messages::detail {

inline void module_means(int module_size, std::span<const double> values, std::span<double> means) {
  const auto n = static_cast<std::size_t>(module_size);
  for (std::size_t first = 0; first < values.size(); first += n) {
    const auto module = values.subspan(first, n);
    const double sum = std::accumulate(module.begin(), module.end(), 0.0);
    std::fill_n(means.begin() + static_cast<std::ptrdiff_t>(first), n,
                sum / static_cast<double>(n));
  }
}

}  // namespace steady::messages::detail
