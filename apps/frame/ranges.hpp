// Lists of parameter values as typed on the command line: `0.1`, `0,0.1,0.5`, `0:1:0.05`
// (start:stop:step, both ends included) and mixtures such as `0,0.1:0.5:0.1`.
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace steady::apps {

/// The values that an option accepts; both ends belong to it.
struct Bounds {
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
};

/// Longest list that one option may spell out.
inline constexpr long max_range_points = 1'000'000;

/// The values of `text` in the order written. Points of start:stop:step are computed in exact
/// decimal arithmetic, so that 0:1:0.1 contains the same double as typing 0.3, not
/// 0.30000000000000004. Throws UsageError naming `option` and the text when the text is
/// malformed, empty, too long, not finite, or out of bounds.
std::vector<double> parse_range(const std::string& option, std::string_view text,
                                Bounds bounds = {});

/// The same for whole numbers.
std::vector<int> parse_integer_range(const std::string& option, std::string_view text,
                                     Bounds bounds = {});

/// first … last in `steps` even steps, both ends included: between short decimals the doubles
/// nearest to the exact values, so that grid(-0.3, 0.9, 12) contains 0.1, not 0.09999999999999998.
std::vector<double> grid(double first, double last, int steps);

/// One finite number within the bounds.
double parse_number(const std::string& option, std::string_view text, Bounds bounds = {});

/// One whole number within the bounds (|value| < 2^63).
long long parse_integer(const std::string& option, std::string_view text, Bounds bounds = {});

}  // namespace steady::apps
