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

// ln P(x_i ≥ 0) for neurons with a number of inputs.
class LogStable {
 public:
  /// `variance`: of a present coupling.
  LogStable(double self_coupling, double variance, double external_field)
      : self_coupling_(self_coupling),
        deviation_(std::sqrt(variance)),
        outer_(external_field * external_field) {
    require_within("external_field", external_field, 0.0, 1e100);
  }

  double operator()(int degree) const {
    const double inner = deviation_ * std::sqrt(degree);
    if (outer_ > 0.0) return log_normal_cdf(self_coupling_ / std::sqrt(inner * inner + outer_));
    if (degree == 0) return self_coupling_ >= 0.0 ? 0.0 : kMinusInfinity;
    return log_normal_cdf(self_coupling_ / inner);
  }

 private:
  double self_coupling_, deviation_, outer_;
};

// ln 2 + ln Σ_k w_k stable(k) / Σ_k w_k with weights relative to that of the mode, outwards from
// it; log_up(k) = ln(w_{k+1}/w_k) = −log_down(k).
template <class Up, class Down>
double log_twice_share(int mode, double last, const Up& log_up, const Down& log_down,
                       const LogStable& log_stable) {
  LogSum weights;
  LogSum stable;
  const auto add = [&](int k, double log_weight) {
    weights.add(log_weight);
    stable.add(log_weight + log_stable(k));
    return !(stable.negligible(log_weight) && weights.negligible(log_weight));
  };
  double log_weight = 0.0;
  for (int k = mode; k <= last && add(k, log_weight); ++k) log_weight += log_up(k);
  log_weight = 0.0;
  for (int k = mode - 1; k >= 0; --k) {
    log_weight += log_down(k);
    if (!add(k, log_weight)) break;
  }
  return std::numbers::ln2 + stable.value() - weights.value();
}

}  // namespace

double log_mean_fixed_points_sparse(int size, double self_coupling, double mean_degree,
                                    double external_field) {
  require_size(size);
  require_self_coupling(self_coupling);
  const int others = size - 1;
  if (!(mean_degree > 0.0 && mean_degree <= others)) {
    throw outside("mean_degree", mean_degree, "(0, size - 1]");
  }
  if (mean_degree == others) return log_mean_fixed_points(size, self_coupling, 0.0, external_field);

  const double p = mean_degree / others;
  const double log_odds = std::log(mean_degree / (others - mean_degree));
  const LogStable log_stable(self_coupling, others / (size * mean_degree), external_field);
  const int mode = std::min(others, static_cast<int>((others + 1.0) * p));
  const auto up = [&](int k) { return std::log((others - k) / (k + 1.0)) + log_odds; };
  const auto down = [&](int k) { return std::log((k + 1.0) / (others - k)) - log_odds; };
  return size * log_twice_share(mode, others, up, down, log_stable);
}

double fixed_point_entropy_sparse(double self_coupling, double mean_degree, double external_field) {
  require_self_coupling(self_coupling);
  require(mean_degree > 0.0 && mean_degree <= 1e9, "mean_degree", mean_degree, "(0, 1e9]");
  const LogStable log_stable(self_coupling, 1.0 / mean_degree, external_field);
  const auto up = [&](int k) { return std::log(mean_degree / (k + 1.0)); };
  const auto down = [&](int k) { return std::log((k + 1.0) / mean_degree); };
  return log_twice_share(static_cast<int>(mean_degree), 2e9, up, down, log_stable);
}

}  // namespace steady::theory
