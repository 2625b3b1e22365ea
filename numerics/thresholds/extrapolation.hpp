// Where thresholds of finite sizes go for N → ∞ (docs/theory.md, (7.10)).
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string_view>

#include <steady/theory/names.hpp>

namespace steady::thresholds {

/// How thresholds of finite sizes go on, eq. (7.10).
enum class Extrapolation {
  power,         ///< J(N) = J_∞ + c N^(−ω), three parameters
  inverse,       ///< J(N) = J_∞ + c/N
  inverse_root,  ///< J(N) = J_∞ + c N^(−1/2)
  logarithm      ///< J(N) = a + c ln N: no finite limit; only for comparison
};
inline constexpr auto extrapolation_names =
    names<Extrapolation>("extrapolation", {{Extrapolation::power, "power"},
                                           {Extrapolation::inverse, "inverse"},
                                           {Extrapolation::inverse_root, "inverse-root"},
                                           {Extrapolation::logarithm, "logarithm"}});
constexpr std::string_view to_string(Extrapolation form) {
  return extrapolation_names.of(form);
}
/// Fewest different sizes that fix the parameters.
constexpr std::size_t parameters_of(Extrapolation form) {
  return form == Extrapolation::power ? 3 : 2;
}

struct SizeThreshold {
  int size;
  double threshold;
  double error;
};

struct Limit {
  bool converged = false;
  Extrapolation form = Extrapolation::power;
  double value = std::numeric_limits<double>::quiet_NaN();  ///< J_∞; logarithm: a
  double error = std::numeric_limits<double>::quiet_NaN();
  double amplitude = std::numeric_limits<double>::quiet_NaN();  ///< c
  double amplitude_error = std::numeric_limits<double>::quiet_NaN();
  double exponent = std::numeric_limits<double>::quiet_NaN();        ///< ω
  double exponent_error = std::numeric_limits<double>::quiet_NaN();  ///< 0 where ω is given
  double chi_squared = std::numeric_limits<double>::quiet_NaN();
  int degrees_of_freedom = 0;
};

/// Weighted least squares; errors are those of the thresholds propagated. `power` does not converge
/// when no exponent in [0.05, 4] is best: the data then say nothing about the limit. Throws
/// std::invalid_argument for fewer sizes than parameters, equal sizes, sizes < 1, errors not > 0.
Limit extrapolate(std::span<const SizeThreshold> thresholds, Extrapolation form);

/// limit.error, times √(χ²/degrees of freedom) where that is above 1: where the form does not
/// describe the thresholds, the error that they state means little.
double scaled_error(const Limit& limit);

/// J(N) of a fit.
double extrapolation_at(const Limit& limit, double size);

}  // namespace steady::thresholds
