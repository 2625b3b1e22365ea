// The mean count of the sparse directed ensemble (docs/theory.md, eq. (2.6)).
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <steady/theory/domain.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/gaussian.hpp>

namespace steady::theory {

namespace {

constexpr double kMinusInfinity = -std::numeric_limits<double>::infinity();

// ln Σ exp(x_i), term by term.
class LogSum {
 public:
  void add(double x) {
    if (x == kMinusInfinity) return;
    if (x > top_) {
      sum_ = sum_ * std::exp(top_ - x) + 1.0;
      top_ = x;
    } else {
      sum_ += std::exp(x - top_);
    }
  }
  double value() const { return top_ + std::log(sum_); }
  /// Whether a term as large as x no longer counts.
  bool negligible(double x) const { return x < top_ - 60.0; }

 private:
  double top_ = kMinusInfinity;
  double sum_ = 0.0;
};

}  // namespace

double log_mean_fixed_points_sparse(int size, double self_coupling, double mean_degree) {
  require_size(size);
  require_self_coupling(self_coupling);
  const int others = size - 1;
  if (!(mean_degree > 0.0 && mean_degree <= others)) {
    throw outside("mean_degree", mean_degree, "(0, size - 1]");
  }
  if (mean_degree == others) return log_mean_fixed_points(size, self_coupling);

  const double p = mean_degree / others;
  const double log_odds = std::log(mean_degree / (others - mean_degree));
  const double deviation = std::sqrt(others / (size * mean_degree));  // σ of a present coupling
  const auto log_stable = [&](int degree) {  // ln P(x_i ≥ 0) for a row of this degree
    if (degree == 0) return self_coupling >= 0.0 ? 0.0 : kMinusInfinity;
    return log_normal_cdf(self_coupling / (deviation * std::sqrt(degree)));
  };
  // Binomial weights relative to the mode, outwards from it; their own sum normalises them.
  const int mode = std::min(others, static_cast<int>((others + 1.0) * p));
  LogSum weights;
  LogSum stable;
  double log_weight = 0.0;
  for (int k = mode; k <= others; ++k) {
    weights.add(log_weight);
    stable.add(log_weight + log_stable(k));
    if (stable.negligible(log_weight) && weights.negligible(log_weight)) break;
    log_weight += std::log((others - k) / (k + 1.0)) + log_odds;
  }
  log_weight = 0.0;
  for (int k = mode - 1; k >= 0; --k) {
    log_weight += std::log((k + 1.0) / (others - k)) - log_odds;
    weights.add(log_weight);
    stable.add(log_weight + log_stable(k));
    if (stable.negligible(log_weight) && weights.negligible(log_weight)) break;
  }
  return size * (std::numbers::ln2 + stable.value() - weights.value());
}

}  // namespace steady::theory
