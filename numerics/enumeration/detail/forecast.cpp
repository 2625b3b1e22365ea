#include <steady/numerics/enumeration/detail/forecast.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>

#include <steady/numerics/enumeration/detail/validation.hpp>
#include <steady/theory/entropy.hpp>

namespace steady::enumeration {

namespace {

// Stored measurements, one core of a 2.6 GHz server with AVX-512 (2023), Gaussian couplings,
// η = 0; medians of 3 networks. No calibration at run time: a forecast is good to a factor of
// a few, which is enough to choose an engine and to warn before a long run.
struct Measured {
  double self_coupling;
  double log2_seconds_at_32;  ///< tree: log2 of the seconds at N = 32
  double log2_per_spin;       ///< tree: growth of log2(seconds) per spin, N = 20 … 48
  double log2_rate;           ///< sweep: log2 of states per second, N = 30
};
constexpr Measured measured[] = {
    {-1.00, -14.4, 0.23, 39.8}, {-0.50, -11.3, 0.31, 38.9}, {-0.25, -9.9, 0.41, 37.8},
    {0.00, -7.6, 0.49, 36.7},   {0.10, -6.6, 0.54, 36.3},   {0.25, -5.0, 0.60, 35.8},
    {0.50, -3.2, 0.75, 34.7},   {0.75, -1.5, 0.82, 33.9},   {1.00, -0.1, 0.87, 33.4},
    {1.50, 1.4, 0.97, 33.4},    {2.00, 2.2, 1.00, 34.2},    {3.00, 2.6, 1.00, 35.5},
    {5.00, 2.6, 1.00, 36.5},
};

// With symmetric couplings the tree grows with the number of fixed points, to this power
// (measured at η = 0.3 and 1, J_D = 0 and 0.5, N = 20 … 44).
constexpr double symmetry_exponent = 0.2;

// What preparing one row costs the sweep, and what its blocks of 6 spins lose in rate.
constexpr double seconds_per_row[] = {1.5e-6, 5.0e-6, 10.5e-6};  // blocks of 6, 8, 9 spins
constexpr double small_block_rate = 0.35;

constexpr double tree_slowdown(SimdLevel simd) {
  return simd == SimdLevel::avx512 ? 1.0 : simd == SimdLevel::avx2 ? 1.9 : 5.8;
}
constexpr double sweep_slowdown(SimdLevel simd) {
  return simd == SimdLevel::portable ? 2.0 : 1.0;
}

/// The measurements between the rows of the table; beyond its ends, the last row.
Measured interpolated(double self_coupling) {
  const double wanted = std::clamp(self_coupling, std::begin(measured)->self_coupling,
                                   std::prev(std::end(measured))->self_coupling);
  const auto* above =
      std::lower_bound(std::next(std::begin(measured)), std::prev(std::end(measured)), wanted,
                       [](const Measured& row, double value) { return row.self_coupling < value; });
  const auto* below = std::prev(above);
  const double t = (wanted - below->self_coupling) / (above->self_coupling - below->self_coupling);
  return {wanted, std::lerp(below->log2_seconds_at_32, above->log2_seconds_at_32, t),
          std::lerp(below->log2_per_spin, above->log2_per_spin, t),
          std::lerp(below->log2_rate, above->log2_rate, t)};
}

double log2_mean_fixed_points(int size, double self_coupling, double symmetry) {
  // Far out nothing changes: all states are fixed points, or none.
  const double bounded = std::clamp(self_coupling, -1e3, 1e3);
  return theory::log_mean_fixed_points(size, bounded, symmetry) / std::log(2.0);
}

double tree_seconds(int size, double self_coupling, double symmetry, const Options& options) {
  const Measured at = interpolated(self_coupling);
  const double more_fixed_points = log2_mean_fixed_points(size, self_coupling, symmetry) -
                                   log2_mean_fixed_points(size, self_coupling, 0.0);
  const double log2_seconds = at.log2_seconds_at_32 + at.log2_per_spin * (size - 32) +
                              symmetry_exponent * more_fixed_points;
  return std::exp2(log2_seconds) * tree_slowdown(options.simd) / options.threads;
}

double sweep_seconds(int size, double self_coupling, const Options& options) {
  const std::size_t block = size <= 20 ? 0 : size <= 24 ? 1 : 2;
  const double rate = std::exp2(interpolated(self_coupling).log2_rate) *
                      (block == 0 ? small_block_rate : 1.0) * options.threads;
  return size * seconds_per_row[block] + std::exp2(size) / rate * sweep_slowdown(options.simd);
}

}  // namespace

Forecast forecast(int size, double self_coupling, double symmetry, const Options& options) {
  detail::check_arguments(size, self_coupling, options);
  const double tree = tree_seconds(size, self_coupling, symmetry, options);
  const double sweep = sweep_seconds(size, self_coupling, options);
  const bool use_tree =
      options.method == Method::automatic ? tree < sweep : options.method == Method::tree;
  return {.method = use_tree ? Method::tree : Method::sweep,
          .seconds = use_tree ? tree : sweep,
          .fixed_points = std::exp2(log2_mean_fixed_points(size, self_coupling, symmetry))};
}

namespace detail {

Method faster_method(const network::Couplings& couplings, double self_coupling,
                     const Options& options) {
  const int size = couplings.size();
  double squares = 0.0, products = 0.0;
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < size; ++j) {
      squares += couplings.value(i, j) * couplings.value(i, j);
      products += couplings.value(i, j) * couplings.value(j, i);
    }
  }
  // Uncoupled neurons: all states or none (without fields).
  if (squares == 0.0) return self_coupling < 0.0 ? Method::tree : Method::sweep;
  const double field_deviation = std::sqrt(squares / (size - 1));  // 1 where eq. (1.1) holds
  const double symmetry = std::clamp(products / squares, 0.0, 1.0);
  return forecast(size, self_coupling / field_deviation, symmetry, options).method;
}

}  // namespace detail

}  // namespace steady::enumeration
