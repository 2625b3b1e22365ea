// Owns what a Problem points to.
#pragma once

#include <cstdint>
#include <span>

#include <steady/numerics/enumeration/detail/tree/problem.hpp>
#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/simd/aligned_array.hpp>

namespace steady::enumeration::detail::tree {

/// The couplings by columns as integers, by rows as scaled floats.
class Storage {
 public:
  /// The t_i are network::stability_thresholds.
  Storage(const network::Couplings& couplings, std::span<const std::int32_t> thresholds);
  const Problem& problem() const { return problem_; }

 private:
  AlignedArray<std::int32_t> columns_;
  AlignedArray<std::int32_t> threshold_;
  AlignedArray<std::int32_t> external_;
  AlignedArray<std::int32_t> reach_;
  AlignedArray<float> rows_;
  AlignedArray<float> scale_;
  AlignedArray<float> largest_;
  AlignedArray<float> scaled_threshold_;
  AlignedArray<std::uint64_t> positive_;
  Problem problem_;
};

}  // namespace steady::enumeration::detail::tree
