// Named, counter-based random streams: every number is a function of
// (master seed, purpose, sample index, position) and of nothing else.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace steady::network {

/// A stream of Philox4x64-10 blocks (Random123), keyed by (seed, purpose, index). Cheap to copy.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::string_view purpose, std::uint64_t index);

  /// Four random words, a pure function of the stream and the two counters.
  std::array<std::uint64_t, 4> block(std::uint64_t counter, std::uint64_t subcounter = 0) const;

  /// Two independent standard normals, a pure function of the stream and the two counters.
  std::pair<double, double> normal_pair(std::uint64_t counter, std::uint64_t subcounter = 0) const;

  /// Sequential use: the next word, and the next uniform number in the open interval (0,1).
  std::uint64_t next();
  double next_uniform();

 private:
  std::array<std::uint64_t, 2> key_;
  std::uint64_t index_;
  std::uint64_t position_ = 0;
  std::array<std::uint64_t, 4> buffer_{};
};

}  // namespace steady::network
