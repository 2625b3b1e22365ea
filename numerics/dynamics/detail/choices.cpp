#include <steady/numerics/dynamics/detail/choices.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

#include <steady/numerics/simd/detail/math.hpp>

namespace steady::dynamics::detail {

Visits::Visits(Order order, int size, network::RandomStream stream)
    : order_(order), size_(size), position_(size), draws_(stream) {
  if (order == Order::permutation) {
    sequence_.resize(static_cast<std::size_t>(size));
    std::iota(sequence_.begin(), sequence_.end(), 0);
  }
}

void Visits::begin_sweep() {
  position_ = 0;
  if (order_ != Order::permutation) return;
  for (int i = size_ - 1; i > 0; --i)
    std::swap(sequence_[static_cast<std::size_t>(i)],
              sequence_[static_cast<std::size_t>(draws_.below(i + 1))]);
}

namespace {

// For mantissas m in [1 + k/128, 1 + (k+1)/128): an inverse of the middle, and ln of its inverse.
struct Piece {
  double inverse;
  double logarithm;
};

std::array<Piece, 128> tabulate_pieces() {
  std::array<Piece, 128> pieces{};
  for (std::size_t k = 0; k < pieces.size(); ++k) {
    const double inverse = 1.0 / (1.0 + (static_cast<double>(k) + 0.5) / 128.0);
    pieces[k] = {inverse, -simd::detail::log_of_normal(inverse)};
  }
  return pieces;
}

}  // namespace

// u = m 2^e, m·inverse = 1 + r, |r| ≤ 2^-8: the sixth term of ln(1+r) is below 2^-50.
double logarithm(double u) {
  static const std::array<Piece, 128> pieces = tabulate_pieces();
  const auto bits = std::bit_cast<std::uint64_t>(u);
  const double m = std::bit_cast<double>((bits & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL);
  const double exponent = static_cast<double>(static_cast<int>(bits >> 52) - 1023);
  const Piece& piece = pieces[(bits >> 45) & 127];
  const double r = m * piece.inverse - 1.0;
  const double r2 = r * r;
  const double series = r - r2 * (0.5 - r * (1.0 / 3.0)) - r2 * r2 * (0.25 - r * 0.2);
  return (exponent * 0.69314718055994531 + piece.logarithm) + series;
}

Flip next_flip(std::uint64_t word, int unstable, int size) {
  __extension__ using Wide = unsigned __int128;
  const auto product = static_cast<Wide>(word) * static_cast<Wide>(unstable);
  const int index = static_cast<int>(product >> 64);
  if (unstable == size) return {index, 1};
  // P(visits > v) = (1 − u/N)^v.
  const double uniform = network::open_uniform(static_cast<std::uint64_t>(product));
  const double stay = 1.0 - static_cast<double>(unstable) / size;
  return {index, 1 + static_cast<std::int64_t>(logarithm(uniform) / logarithm(stay))};
}

inline double Noise::logistic(std::uint64_t visit) {
  if (visit / 4 != block_number_) {
    block_number_ = visit / 4;
    block_ = stream_.block(block_number_);
  }
  const double uniform = network::open_uniform(block_[visit % 4]);
  return half_temperature_ * (logarithm(1.0 - uniform) - logarithm(uniform));
}

std::int32_t Noise::threshold(std::uint64_t visit) {
  return network::stability_threshold(self_coupling_ - logistic(visit));
}

std::int32_t Noise::threshold_in_bath(std::uint64_t visit, int spin) {
  const double noise = logistic(visit);
  return network::stability_threshold(self_coupling_ - (spin > 0 ? noise : -noise));
}

}  // namespace steady::dynamics::detail
