// Entangled inputs: the sign of a Gaussian random projection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <steady/numerics/learning/data/idx.hpp>

namespace steady::learning {

/// s_i = sign(Σ_d R_id x_d) with R_id ~ N(0,1), eq. (8.2): no centring; a sum of exactly zero (a
/// blank image) gives +1. R is drawn from the stream (seed, "projection", sample); entry (i,d) is
/// the same for any number of outputs. The sums are taken in a fixed order in float, so that the
/// signs are the same on every machine, at every vector level and for any number of threads.
class SignProjection {
 public:
  /// Throws std::domain_error for sizes below 1.
  SignProjection(int inputs, int outputs, std::uint64_t seed, std::uint64_t sample = 0);

  int inputs() const { return inputs_; }
  int outputs() const { return outputs_; }

  /// `count` vectors of `inputs` numbers to as many of `outputs` signs, one after the other.
  /// Throws std::invalid_argument for other lengths and for numbers that are not finite.
  std::vector<std::int8_t> apply(std::span<const float> vectors, int threads = 1) const;

  /// Puts the vector of that number, of finite entries, into its argument; called by any thread.
  using Reader = std::function<void(std::size_t, std::span<float>)>;
  /// The same for `count` vectors that `read` gives.
  std::vector<std::int8_t> apply(std::size_t count, const Reader& read, int threads) const;

  /// The same for pixels, scaled to [0,1].
  std::vector<std::int8_t> apply(const Images& images, int threads = 1) const;

 private:
  int inputs_;
  int outputs_;
  std::vector<float> blocks_;  ///< [block of outputs][input][output in the block]
};

}  // namespace steady::learning
