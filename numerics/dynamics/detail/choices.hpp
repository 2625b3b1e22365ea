// Internal: which random numbers the dynamics uses for what. Every way of running it draws through
// these, so that fast and plain implementations make the same choices.
//
// Order of the visits: sequential words of the order stream (relax: `random` itself; relax_all: the
// stream of the block of 64 starts).
//   random, T = 0, in relax: one word a flip. word·u = index·2^64 + rest, u the number of unstable
//     neurons: the index-th unstable one flips, and the rest, as a uniform number, gives the number
//     of visits until then (docs/theory.md, 7.1, "random order without rejections").
//   random, otherwise: neuron after neuron by Draws.
//   permutation: before every sweep a Fisher–Yates shuffle of the order of the sweep before
//     (0, 1, …, N−1 before the first) by Draws.
// Noise at T > 0: word v of the counted blocks of the start's own stream (Noise) for visit number
// v = 0, 1, …; in the parallel dynamics v = sweep·N + neuron.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include <steady/numerics/dynamics/relaxation.hpp>

namespace steady::dynamics::detail {

/// Uniform whole numbers below n, two a word: word·n = first·2^64 + rest, rest·n' = second·2^64 + …
/// Their probabilities are 1/n within a relative n n'/2^64.
class Draws {
 public:
  explicit Draws(network::RandomStream stream) : stream_(stream) {}
  int below(int n) {
    if (fresh_) rest_ = stream_.next();
    fresh_ = !fresh_;
    const auto product = static_cast<Wide>(rest_) * static_cast<Wide>(n);
    rest_ = static_cast<std::uint64_t>(product);
    return static_cast<int>(product >> 64);
  }

 private:
  __extension__ using Wide = unsigned __int128;
  network::RandomStream stream_;
  std::uint64_t rest_ = 0;
  bool fresh_ = true;
};

/// The neurons in the order of their visits, without end.
class Visits {
 public:
  Visits(Order order, int size, network::RandomStream stream);
  int next() {
    if (order_ == Order::random) return draws_.below(size_);
    if (position_ == size_) begin_sweep();
    const int at = position_++;
    return order_ == Order::fixed ? at : sequence_[static_cast<std::size_t>(at)];
  }

 private:
  void begin_sweep();

  Order order_;
  int size_;
  int position_;
  Draws draws_;
  std::vector<int> sequence_;
};

/// Which unstable neuron flips next and after how many visits, itself included.
struct Flip {
  int index;
  std::int64_t visits;
};
Flip next_flip(std::uint64_t word, int unstable, int size);

/// What temperature T adds to a visit: with U = (word as a uniform number) the logistic variate
/// L = (T/2) ln[(1−U)/U], which x exceeds with probability 1/(1 + e^{−2x/T}).
class Noise {
 public:
  Noise(double self_coupling, double temperature, network::RandomStream stream)
      : self_coupling_(self_coupling), half_temperature_(0.5 * temperature), stream_(stream) {}

  /// In units of 2^-20: the neuron flips when s_i h_i is below, that is when s_i h_i + J_D < L,
  /// (7.2).
  std::int32_t threshold(std::uint64_t visit);
  /// For a neuron in the state `spin` that feels h_i − L instead of h_i: s_i h_i + J_D < s_i L,
  /// (7.14).
  std::int32_t threshold_in_bath(std::uint64_t visit, int spin);

 private:
  double logistic(std::uint64_t visit);  ///< L

  double self_coupling_;
  double half_temperature_;
  network::RandomStream stream_;
  std::uint64_t block_number_ = std::numeric_limits<std::uint64_t>::max();
  std::array<std::uint64_t, 4> block_{};
};

/// ln u for 0 < u ≤ 1 within 4e-15: the same bits on every machine, unlike the system's.
double logarithm(double u);

/// Starts in a block of relax_all.
inline constexpr std::size_t block_size = 64;

}  // namespace steady::dynamics::detail
