// Internal: sums of doubles without rounding.
#pragma once

#include <cmath>
#include <utility>
#include <vector>

namespace steady::network::detail {

/// A sum as an expansion of doubles that do not overlap: J. R. Shewchuk, Discrete Comput. Geom. 18,
/// 305 (1997), the grow-expansion. Exact unless it overflows; must not be compiled with
/// -ffast-math.
class ExactSum {
 public:
  void add(double x) {
    std::size_t kept = 0;
    for (double y : parts_) {
      if (std::abs(x) < std::abs(y)) std::swap(x, y);
      const double high = x + y;
      const double low = y - (high - x);
      if (low != 0.0) parts_[kept++] = low;
      x = high;
    }
    parts_.resize(kept);
    parts_.push_back(x);
  }

  /// Nearest double or its neighbour; its sign is that of the sum, and zero is exact.
  double value() const {
    double sum = 0.0;
    for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) sum += *part;
    return sum;
  }

 private:
  std::vector<double> parts_;  // by ascending size
};

}  // namespace steady::network::detail
