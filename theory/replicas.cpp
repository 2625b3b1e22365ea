// The replica action by a two-dimensional quadrature (docs/theory.md, appendix A.5).
#include <algorithm>
#include <array>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <steady/theory/domain.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/replicas.hpp>
#include <vector>

namespace steady::theory {

namespace {

constexpr double kReach = 8.8;     // e^(−8.8²/2) ≈ 1.5e-17: a Gaussian ends here
constexpr double kSaturated = 19;  // tanh v = 1 and ln 2 cosh v = v in double precision
constexpr double kNegligible = 42.0;

using Rule = boost::math::quadrature::gauss<double, 16>;

// Where −z²/2 + y ln Φ(x₊) is largest, for the largest y: the end of the z-axis lies 9 beyond.
double farthest_peak(double self_coupling, double overlap) {
  const double root = std::sqrt(overlap);
  const double width = std::sqrt(1.0 - overlap);
  const auto slope = [&](double z) {
    return largest_replicas * root / width *
               inverse_mills_ratio((self_coupling + root * z) / width) -
           z;
  };
  constexpr double beyond = 1e4;
  constexpr int halvings = 40;
  if (!(slope(0.0) > 0.0)) return std::ldexp(beyond, -halvings);  // 0 to this resolution
  if (!(slope(beyond) < 0.0)) return beyond;
  std::uintmax_t evaluations = halvings + 3;  // Boost counts the two ends and one more
  const auto never = [](double, double) { return false; };
  return boost::math::tools::bisect(slope, 0.0, beyond, never, evaluations).second;
}

// Panels on which a fixed Gauss rule resolves both the Gaussian in z (scale 1) and the step of Φ
// at |J_D|/√q (scale √((1−q)/q)).
std::vector<double> panel_ends(double self_coupling, double overlap) {
  const double end = farthest_peak(self_coupling, overlap) + 9.0;
  const double scale = std::sqrt((1.0 - overlap) / overlap);
  const double bend = std::abs(self_coupling) / std::sqrt(overlap);
  std::vector<double> marks = {0.0, end};
  for (const double offset : {-10.0, -7.0, -4.5, -2.5, -1.2, 0.0, 1.2, 2.5, 4.5, 7.0, 10.0}) {
    const double z = bend + offset * scale;
    if (z > 0.0 && z < end) marks.push_back(z);
  }
  std::sort(marks.begin(), marks.end());
  std::vector<double> ends = {0.0};
  for (std::size_t i = 1; i < marks.size(); ++i) {
    const double length = marks[i] - marks[i - 1];
    const int pieces = std::max(1, static_cast<int>(std::ceil(length / 1.25)));
    for (int piece = 1; piece <= pieces; ++piece)
      ends.push_back(marks[i - 1] + length * piece / pieces);
  }
  return ends;
}

// Averages over t, times their common weight e^log_scale.
struct Moments {
  double weight = 0.0;
  double tanh1 = 0.0;
  double tanh2 = 0.0;
  double tanh4 = 0.0;
  double log_cosh = 0.0;  // of ln 2 cosh v
  double log_cosh2 = 0.0;
  double tanh2_log_cosh = 0.0;
};

// What is averaged, on the grid v_j = jΔ, j ≥ 0: common to all z, because only the Gaussian weight
// exp(−(v−w)²/2q̂) knows z.
struct TiltEntry {
  double tanh1, tanh2, tanh4;
  double log_cosh, log_cosh2, tanh2_log_cosh;
  double up;    // e^{A(j+1)−A(j)}, A(j) = y ln 2 cosh v_j − v_j²/2q̂: the step away from 0
  double down;  // its inverse
};

double log_two_cosh(double v) {
  const double size = std::abs(v);
  return size + std::log1p(std::exp(-2.0 * size));
}

// The trapezoidal rule converges exponentially: its error is e^(−2πb/Δ + b²/2q̂), with b = π/2 where
// cosh v has its first zero, or e^(−2π²q̂/Δ²) if that is reached first.
double trapezoid_step(double conjugate) {
  constexpr double pi = std::numbers::pi;
  const double digits = 37.0;
  const double by_zero = pi * pi / (digits + pi * pi / (8.0 * conjugate));
  const double by_gaussian = pi * std::sqrt(2.0 * conjugate / digits);
  return std::min(by_zero, by_gaussian);
}

// Averages at one z: ∫Dt (2 cosh v)^y (…), v = √q̂ t + w, relative to e^log_scale, by the
// trapezoidal rule in v. The weights of neighbouring nodes differ by a tabulated factor times
// e^{±wΔ/q̂}, so that a walk from each maximum needs one multiplication a node and no exponential.
class TiltedAverages {
 public:
  TiltedAverages(double replicas, double conjugate)
      : replicas_(replicas), conjugate_(conjugate), width_(std::sqrt(conjugate)) {
    if (conjugate <= 0.0) return;
    step_ = trapezoid_step(conjugate);
    const double farthest = replicas * conjugate + (kReach + 10.0) * width_ + kSaturated;
    const auto points = static_cast<std::size_t>(farthest / step_) + 3;
    // The factors must not overflow, and a table longer than its use does not pay: q̂ → 0.
    tabulated_ = points < 20000 && farthest * step_ / conjugate < 600.0;
    if (!tabulated_) return;
    table_.reserve(points);
    double next = log_two_cosh(0.0);
    for (std::size_t j = 0; j < points; ++j) {
      const double v = static_cast<double>(j) * step_;
      const double here = next;
      next = log_two_cosh(v + step_);
      const double rise = replicas * (next - here) - (v + 0.5 * step_) * step_ / conjugate;
      const double t1 = std::tanh(v);
      const double t2 = t1 * t1;
      table_.push_back(
          {t1, t2, t2 * t2, here, here * here, t2 * here, std::exp(rise), std::exp(-rise)});
    }
  }

  // Beyond this tilt one of the two states has all the weight.
  bool saturated(double tilt) const { return tilt > kSaturated + kReach * width_; }

  Moments at(double tilt, double& log_scale) const {
    Moments sum;
    if (conjugate_ <= 0.0) {
      log_scale = replicas_ * log_two_cosh(tilt);
      add(sum, 1.0, entry(tilt), 1.0);
      return sum;
    }
    tabulated_ ? walk(tilt, sum, log_scale) : plain(tilt, sum, log_scale);
    log_scale += std::log(step_ / (width_ * std::sqrt(2.0 * std::numbers::pi)));
    return sum;
  }

 private:
  static TiltEntry entry(double v) { return entry(v, log_two_cosh(v)); }
  static TiltEntry entry(double v, double log_cosh) {
    const double t1 = std::tanh(v);
    const double t2 = t1 * t1;
    return {t1, t2, t2 * t2, log_cosh, log_cosh * log_cosh, t2 * log_cosh, 0.0, 0.0};
  }

  static void add(Moments& sum, double weight, const TiltEntry& entry, double sign) {
    sum.weight += weight;
    sum.tanh1 += weight * sign * entry.tanh1;
    sum.tanh2 += weight * entry.tanh2;
    sum.tanh4 += weight * entry.tanh4;
    sum.log_cosh += weight * entry.log_cosh;
    sum.log_cosh2 += weight * entry.log_cosh2;
    sum.tanh2_log_cosh += weight * entry.tanh2_log_cosh;
  }

  void plain(double tilt, Moments& sum, double& log_scale) const {
    const double reach = replicas_ * conjugate_ + kReach * width_;
    const auto first = static_cast<long>(std::floor((tilt - reach) / step_));
    const auto last = static_cast<long>(std::ceil((tilt + reach) / step_));
    std::vector<double> log_cosh;
    log_cosh.reserve(static_cast<std::size_t>(last - first + 1));
    log_scale = -1e300;
    for (long j = first; j <= last; ++j) {
      log_cosh.push_back(log_two_cosh(static_cast<double>(j) * step_));
      log_scale = std::max(log_scale, exponent(j, tilt, log_cosh.back()));
    }
    for (long j = first; j <= last; ++j) {
      const double here = log_cosh[static_cast<std::size_t>(j - first)];
      const double below = exponent(j, tilt, here) - log_scale;
      if (below > -kNegligible)
        add(sum, std::exp(below), entry(static_cast<double>(std::abs(j)) * step_, here),
            j < 0 ? -1.0 : 1.0);
    }
  }

  double exponent(long j, double tilt) const {
    return exponent(j, tilt, log_two_cosh(static_cast<double>(j) * step_));
  }
  double exponent(long j, double tilt, double log_cosh) const {
    const double v = static_cast<double>(j) * step_;
    return replicas_ * log_cosh - (v - tilt) * (v - tilt) / (2.0 * conjugate_);
  }

  // For v > 0 the weight has one maximum, at v = w + y q̂ tanh v; for v < 0 it falls away from 0,
  // and may rise once more to a second one, at −v = y q̂ tanh(−v) − w.
  void walk(double tilt, Moments& sum, double& log_scale) const {
    const double factor = std::exp(tilt * step_ / conjugate_);
    const double inverse = 1.0 / factor;
    const double pull = replicas_ * conjugate_;
    long right = std::lround((tilt + pull * std::tanh(tilt + pull)) / step_);
    while (right > 0 && at(right - 1).down * inverse > 1.0) --right;
    log_scale = exponent(right, tilt);

    double weight = 1.0;
    for (long j = right; weight > kSmallest; ++j) {
      add(sum, weight, at(j), 1.0);
      weight *= at(j).up * factor;
    }
    weight = 1.0;
    long j = right;
    for (; j > 0 && weight > kSmallest; --j) {
      weight *= at(j - 1).down * inverse;
      add(sum, weight, at(j - 1), 1.0);
    }
    // Now at v_j with its weight added; on to negative v, down to the valley.
    bool valley = false;
    for (; weight > kSmallest; --j) {
      const double ratio = at(-j).up * inverse;
      if (ratio > 1.0) {
        valley = true;
        break;
      }
      weight *= ratio;
      add(sum, weight, at(-j + 1), -1.0);
    }
    const long covered = j;  // nodes ≥ this one are done
    if (!valley && pull <= tilt) return;

    long left = std::min(covered - 1, std::lround((tilt - pull) / step_));
    while (left < covered - 1 && left < 0 && at(-left - 1).down * factor > 1.0) ++left;
    if (left >= 0) return;
    const double second = std::exp(exponent(left, tilt) - log_scale);
    weight = second;
    for (long i = left; weight > kSmallest; --i) {
      add(sum, weight, at(-i), -1.0);
      weight *= at(-i).up * inverse;
    }
    weight = second;
    for (long i = left + 1; i < covered && weight > kSmallest; ++i) {
      weight *= i <= 0 ? at(-i).down * factor : at(i - 1).up * factor;
      add(sum, weight, at(std::abs(i)), i < 0 ? -1.0 : 1.0);
    }
  }

  const TiltEntry& at(long j) const { return table_[static_cast<std::size_t>(j)]; }

  static constexpr double kSmallest = 1e-18;

  double replicas_;
  double conjugate_;
  double width_;
  double step_ = 0.0;
  bool tabulated_ = false;
  std::vector<TiltEntry> table_;
};

void require_overlap(double overlap) {
  require_between("overlap", overlap, 0.0, 1.0);
}

void require_moderate_self_coupling(double self_coupling) {
  require(std::abs(self_coupling) <= 100.0, "self_coupling", self_coupling, "[-100,100]");
}

void require_replicas(double replicas) {
  require_within("replicas", replicas, 1.0, largest_replicas);
}

// One z: the logarithm of its weight and the averages over t given z.
struct Slice {
  double log_weight;
  double tanh2, tanh4, ell, ell2, tanh2_ell, field2, mills;
};

}  // namespace

ReplicaIntegral::ReplicaIntegral(double self_coupling, double overlap)
    : self_coupling_(self_coupling), overlap_(overlap) {
  require_moderate_self_coupling(self_coupling);
  require_overlap(overlap);
  const auto ends = panel_ends(self_coupling, overlap);
  const double root = std::sqrt(overlap);
  const double width = std::sqrt(1.0 - overlap);
  const auto add = [&](double z, double weight) {
    const double up = (self_coupling + root * z) / width;
    const double down = (self_coupling - root * z) / width;
    const double tilt = 0.5 * log_normal_cdf_ratio(up, down);
    nodes_.push_back({std::log(2.0 * weight * normal_density(z)), log_normal_cdf(up),
                      inverse_mills_ratio(up), inverse_mills_ratio(down), tilt,
                      std::log1p(std::exp(-2.0 * tilt))});
  };
  for (std::size_t panel = 0; panel + 1 < ends.size(); ++panel) {
    const double middle = 0.5 * (ends[panel] + ends[panel + 1]);
    const double half = 0.5 * (ends[panel + 1] - ends[panel]);
    for (std::size_t i = 0; i < Rule::abscissa().size(); ++i) {
      add(middle - half * Rule::abscissa()[i], half * Rule::weights()[i]);
      add(middle + half * Rule::abscissa()[i], half * Rule::weights()[i]);
    }
  }
}

ReplicaAction ReplicaIntegral::at(double replicas, double conjugate) const {
  require_replicas(replicas);
  require(conjugate >= 0.0 && conjugate <= 1e4, "conjugate", conjugate,
          "[0,1e4] (the integral for real y)");
  const double y = replicas;
  const TiltedAverages averages(y, conjugate);
  // ∫Dt (2 cosh v)^y lies between the larger of (2 cosh w)^y and e^(yw + y²q̂/2), and
  // 2 (2 cosh w)^y e^(y²q̂/2): slices that cannot matter are left out.
  const double spread = 0.5 * y * y * conjugate;
  double top = -1e300;
  for (const Node& node : nodes_)
    top = std::max(top, node.log_weight + y * node.log_up + std::max(spread, y * node.log_both));
  const double floor = top - kNegligible - std::numbers::ln2;
  const auto negligible = [&](const Node& node) {
    return node.log_weight + y * node.log_up + y * node.log_both + spread < floor;
  };

  std::vector<Slice> slices;
  slices.reserve(nodes_.size());
  for (const Node& node : nodes_) {
    if (negligible(node)) continue;
    if (averages.saturated(node.tilt)) {
      const double ell = node.log_up + y * conjugate;
      slices.push_back({node.log_weight + y * node.log_up + spread, 1.0, 1.0, ell,
                        ell * ell + conjugate, ell, node.mills_up * node.mills_up, node.mills_up});
      continue;
    }
    double log_scale = 0.0;
    const Moments sum = averages.at(node.tilt, log_scale);
    const double base = node.log_up - node.tilt;  // ½ ln Φ₊Φ₋
    const double t1 = sum.tanh1 / sum.weight;
    const double t2 = sum.tanh2 / sum.weight;
    const double log_cosh = sum.log_cosh / sum.weight;
    const double mean = 0.5 * (node.mills_up + node.mills_down);
    const double half = 0.5 * (node.mills_up - node.mills_down);
    slices.push_back({node.log_weight + y * base + log_scale + std::log(sum.weight), t2,
                      sum.tanh4 / sum.weight, base + log_cosh,
                      base * base + 2.0 * base * log_cosh + sum.log_cosh2 / sum.weight,
                      base * t2 + sum.tanh2_log_cosh / sum.weight,
                      half * half + 2.0 * half * mean * t1 + mean * mean * t2, mean + half * t1});
  }
  top = -1e300;
  for (const Slice& slice : slices) top = std::max(top, slice.log_weight);
  double total = 0.0;
  Slice mean{};
  for (const Slice& slice : slices) {
    const double weight = std::exp(slice.log_weight - top);
    total += weight;
    mean.tanh2 += weight * slice.tanh2;
    mean.tanh4 += weight * slice.tanh4;
    mean.ell += weight * slice.ell;
    mean.ell2 += weight * slice.ell2;
    mean.tanh2_ell += weight * slice.tanh2_ell;
    mean.field2 += weight * slice.field2;
    mean.mills += weight * slice.mills;
  }
  for (double* value : {&mean.tanh2, &mean.tanh4, &mean.ell, &mean.ell2, &mean.tanh2_ell,
                        &mean.field2, &mean.mills})
    *value /= total;

  const double q = overlap_;
  const double pairs = 0.5 * y * (y - 1.0);
  const double a = mean.tanh2;
  const double b = mean.tanh4;
  ReplicaAction action;
  action.value = -pairs * q * conjugate - 0.5 * y * conjugate + top + std::log(total);
  action.mean_overlap = a;
  action.d_conjugate = pairs * (a - q);
  action.d_overlap = pairs * (mean.field2 / (1.0 - q) - conjugate);
  action.d_replicas = -(y - 0.5) * q * conjugate - 0.5 * conjugate + mean.ell;
  action.d_self_coupling = y * mean.mills / std::sqrt(1.0 - q);
  const double second =
      y * a + y * (y - 1.0) * b + 4.0 * y * (a - b) + 2.0 * (1.0 - 4.0 * a + 3.0 * b);
  action.d_mean_overlap_d_conjugate = 0.5 * (second - a * (y + y * (y - 1.0) * a));
  action.d_mean_overlap_d_replicas = mean.tanh2_ell - a * mean.ell;
  action.d_replicas2 = -q * conjugate + mean.ell2 - mean.ell * mean.ell;
  return action;
}

ReplicaAction replica_action(const ReplicaPoint& point) {
  return ReplicaIntegral(point.self_coupling, point.overlap).at(point.replicas, point.conjugate);
}

}  // namespace steady::theory
