// Means with errors from measurements that follow one another and remember each other: integrated
// autocorrelation times and binning (docs/theory.md, section 7.7).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <steady/numerics/sampling/estimators.hpp>

namespace steady::sampling {

/// Measurements at equal intervals. Long ones are kept as means of stretches of equal length, so
/// that memory stays bounded; their mean and the variance of single measurements are of all.
class TimeSeries {
 public:
  static constexpr std::int64_t most_kept = std::int64_t{1} << 14;

  /// For so many measurements to come; more may come. Throws std::domain_error for a negative
  /// number.
  explicit TimeSeries(std::int64_t expected);

  void add(double value);

  std::int64_t count() const { return count_; }
  /// NaN without measurements.
  double mean() const;
  /// Of single measurements, Σ (x − mean)²/n; 0 exactly where all are equal.
  double variance() const;
  /// Measurements in a stretch, and their means. What fills no stretch is in mean() alone.
  std::int64_t stretch() const { return stretch_; }
  std::span<const double> means() const { return means_; }

 private:
  std::int64_t stretch_;
  std::int64_t count_ = 0;
  double first_ = 0.0;  // sums are of differences from it
  double sum_ = 0.0, squares_ = 0.0;
  double sum_before_ = 0.0;  // this stretch
  std::vector<double> means_;
};

struct Autocorrelation {
  double time;  ///< τ = ½ + Σ_{t≥1} ρ(t) in intervals, (7.28); ½: independent; NaN: constant
  double error;         ///< of τ
  std::int64_t window;  ///< last t of the sum, in intervals
  /// The window closed within an eighth of the series, which is at least 100 τ long (with |ρ|).
  bool converged;
};

/// τ by the automatic window of Madras and Sokal (1988): the first W ≥ 6 τ(W), τ(W) with |ρ| for
/// the window's sake; with the correction for the mean taken from the same series and the error of
/// Wolff (2004). Of stretches: 2τ is their long-time variance over that of single measurements. O(n
/// log n) by a fast Fourier transform.
Autocorrelation autocorrelation(const TimeSeries& series);

/// The error of the mean from means of ever longer bins.
struct Binning {
  struct Level {
    std::int64_t bin;  ///< measurements in a bin
    std::size_t bins;
    double error;  ///< of the mean, √(variance of the bins/(bins − 1))
  };
  std::vector<Level> levels;  ///< each bin twice as long as those before, down to two bins
  /// Where the error has come to its plateau: the first B with B³ > 2n (error(B)/error(1))⁴ (Wolff
  /// 2004; Lee et al., Phys. Rev. E 83, 066706 (2011)), where what bins too short leave out is
  /// about as small as what few bins leave uncertain. Without one the level with most bins of those
  /// with at least 8.
  std::size_t plateau;
  double error;    ///< there; NaN without levels
  bool converged;  ///< a plateau with at least 16 bins
};
Binning binned(const TimeSeries& series);

/// The mean of a series with all that is known about its error.
struct SeriesEstimate {
  double value;
  double error;       ///< by binning; NaN where not reliable
  double time;        ///< τ in intervals; NaN: constant
  double time_error;  ///< of τ; NaN where not reliable
  std::size_t bins;   ///< behind the error
  /// Both methods converged, which takes some 500 τ, or the series is constant (error 0).
  bool reliable;
};
SeriesEstimate estimate(const TimeSeries& series);

}  // namespace steady::sampling
