// Named, counter-based random streams: every number is a function of
// (master seed, purpose, sample index, position) and of nothing else.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace steady::network {

/// A stream of Philox4x64-10 blocks (Salmon, Moraes, Dror and Shaw, SC 2011; Random123), keyed by
/// (seed, purpose, index). Cheap to copy.
///
/// Philox is a bijection of a 256-bit counter under a 128-bit key. The key is a hash of
/// (seed, purpose); the counter is (counter, subcounter, index, 2·second_index + kind), where
/// `kind` (0 or 1) keeps the counted blocks apart from the sequential ones. Within one key no block
/// ever repeats. All numbers are the same on every machine: the integers by construction, the
/// normals because they are made of correctly rounded operations (+ − × ÷ √) only, without the
/// system's log or cos.
class RandomStream {
 public:
  /// `purpose` names the use ("couplings", "initial state", ...): different names, different
  /// numbers. `index` is usually the disorder sample.
  ///
  /// `second_index` (below 2^63) is for what needs two numbers, say batch and disorder sample: no
  /// seed has to be computed and no two numbers packed into one. Streams that differ in it share no
  /// block; second index 0 is the stream without one.
  RandomStream(std::uint64_t seed, std::string_view purpose, std::uint64_t index,
               std::uint64_t second_index = 0);

  /// Four random words, a pure function of the stream and the two counters.
  std::array<std::uint64_t, 4> block(std::uint64_t counter, std::uint64_t subcounter = 0) const;

  /// Two independent standard normals, a pure function of the stream and the two counters
  /// (Box–Muller on the first two words of the block).
  std::pair<double, double> normal_pair(std::uint64_t counter, std::uint64_t subcounter = 0) const;

  /// normal_pair(counter + i, subcounter) for i = 0, 1, …, several times faster. Throws
  /// std::invalid_argument for unequal lengths.
  void normal_pairs(std::uint64_t counter, std::uint64_t subcounter, std::span<double> first,
                    std::span<double> second) const;

  /// No normal is larger: z1² + z2² ≤ 2·53·ln 2 < 8.6².
  static constexpr double largest_normal = 8.6;

  /// Sequential use: the next word, and the next uniform number in the open interval (0,1).
  std::uint64_t next();
  double next_uniform();

 private:
  std::array<std::uint64_t, 2> key_;
  std::uint64_t index_;
  std::uint64_t second_index_;
  std::uint64_t position_ = 0;
  std::array<std::uint64_t, 4> buffer_{};
};

/// A word as a uniform number in the open interval (0,1): one of the 2^52 midpoints
/// (k + 1/2)·2^-52, every one exact in double. (With 53 bits the last midpoint would round to 1.)
double open_uniform(std::uint64_t word);

/// One block of Philox4x64-10 as published, for known-answer tests.
std::array<std::uint64_t, 4> philox4x64_10(const std::array<std::uint64_t, 4>& counter,
                                           const std::array<std::uint64_t, 2>& key);

}  // namespace steady::network
