#include <steady/numerics/enumeration/detail/tree/storage.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace steady::enumeration::detail::tree {
namespace {

int vectors_of(int size) {
  return (size + lanes - 1) / lanes;
}

std::size_t padded(const network::Couplings& couplings) {
  return static_cast<std::size_t>(lanes * vectors_of(couplings.size()));
}

}  // namespace

Storage::Storage(const network::Couplings& couplings, std::span<const std::int32_t> thresholds)
    : columns_(2 * padded(couplings) * static_cast<std::size_t>(couplings.size()), 0),
      threshold_(padded(couplings), 0),
      external_(padded(couplings), 0),
      reach_(padded(couplings), 0),
      rows_(padded(couplings) * static_cast<std::size_t>(couplings.size()), 0),
      scale_(padded(couplings), 0),
      largest_(padded(couplings), 0),
      scaled_threshold_(padded(couplings), 0),
      positive_(padded(couplings), 0) {
  const std::size_t stride = padded(couplings);
  const auto size = static_cast<std::size_t>(couplings.size());
  const auto external = couplings.external_field();
  std::copy(external.begin(), external.end(), external_.data());
  for (std::size_t i = 0; i < size; ++i) {
    const auto row = couplings.row(static_cast<int>(i));
    std::int32_t reach = 0;
    for (const std::int32_t c : row) reach += std::abs(c);
    // A threshold beyond the reach makes the row trivial or impossible; the slack bounds see
    // that exactly, the dual bound may use the weaker clamped row.
    const std::int32_t largest_field = reach + std::abs(external_[i]);
    // As far from all fields as any, and sums with them stay within 32 bits.
    constexpr std::int32_t beyond_fields = 1 << 30;
    const std::int32_t threshold = std::clamp(thresholds[i], -beyond_fields, beyond_fields);
    const double scale = 1.0 / std::max(largest_field, std::int32_t{1});
    reach_[i] = reach;
    threshold_[i] = threshold;
    scale_[i] = static_cast<float>(scale);
    scaled_threshold_[i] = static_cast<float>(std::clamp(threshold * scale, -1.0, 1.0));
    for (std::size_t j = 0; j < size; ++j) {
      columns_[(2 * j + 1) * stride + i] = row[j];
      columns_[2 * j * stride + i] = -row[j];
      rows_[i * stride + j] = static_cast<float>(scale * row[j]);
      largest_[i] = std::max(largest_[i], std::abs(rows_[i * stride + j]));
      if (row[j] > 0) positive_[i] |= std::uint64_t{1} << j;
    }
  }
  problem_ = {couplings.size(), vectors_of(couplings.size()),
              external.empty(), network::all_up(couplings.size()),
              columns_.data(),  threshold_.data(),
              external_.data(), reach_.data(),
              rows_.data(),     scale_.data(),
              largest_.data(),  scaled_threshold_.data(),
              positive_.data()};
}

}  // namespace steady::enumeration::detail::tree
