#include "ranges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

#include "errors.hpp"

namespace steady::apps {
namespace {

struct Source {
  const std::string& option;
  std::string_view whole;
  Bounds bounds;

  [[noreturn]] void fail(const std::string& why) const {
    throw UsageError(option, fmt::format("{} (in '{}')", why, whole));
  }
};

double checked(double value, const Source& source) {
  if (value < source.bounds.minimum || value > source.bounds.maximum)
    throw UsageError(source.option, fmt::format("{} is outside [{}, {}]", value,
                                                source.bounds.minimum, source.bounds.maximum));
  return value == 0.0 ? 0.0 : value;  // no negative zero
}

std::string_view without_plus(std::string_view text) {
  const bool signed_number = text.size() > 1 && text[0] == '+' && text[1] != '-' && text[1] != '+';
  return signed_number ? text.substr(1) : text;
}

double real(std::string_view text, const Source& source) {
  text = without_plus(text);
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range && end == text.data() + text.size())
    source.fail(fmt::format("'{}' is beyond the range of double precision", text));
  if (error != std::errc() || end != text.data() + text.size() || text.empty())
    source.fail(text.empty() ? "a number is missing" : fmt::format("'{}' is not a number", text));
  if (!std::isfinite(value)) source.fail(fmt::format("'{}' is not a finite number", text));
  return value;
}

long long whole_number(std::string_view text, const Source& source) {
  text = without_plus(text);
  long long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) source.fail(fmt::format("'{}' is too large", text));
  if (error != std::errc() || end != text.data() + text.size() || text.empty())
    source.fail(text.empty() ? "a number is missing"
                             : fmt::format("'{}' is not a whole number", text));
  return value;
}

/// mantissa · 10^-places, exactly as written.
struct Decimal {
  std::int64_t mantissa = 0;
  int places = 0;
};

constexpr std::int64_t exact_limit = std::int64_t{1} << 53;
constexpr int max_places = 22;  // 10^22 is the largest power of ten that a double holds exactly

/// `text` is a valid number already; nothing where mantissa or places do not fit.
std::optional<Decimal> decimal(std::string_view text) {
  text = without_plus(text);
  const auto exponent_at = text.find_first_of("eE");
  int exponent = 0;
  if (exponent_at != std::string_view::npos) {
    const auto tail = without_plus(text.substr(exponent_at + 1));
    if (std::from_chars(tail.data(), tail.data() + tail.size(), exponent).ec != std::errc())
      return {};
    text = text.substr(0, exponent_at);
  }
  Decimal result;
  const bool negative = text.front() == '-';
  bool fraction = false;
  for (const char c : text.substr(negative ? 1 : 0)) {
    if (c == '.') {
      fraction = true;
      continue;
    }
    result.mantissa = 10 * result.mantissa + (c - '0');
    result.places += fraction ? 1 : 0;
    if (result.mantissa >= exact_limit) return {};
  }
  if (negative) result.mantissa = -result.mantissa;
  if (exponent > max_places || exponent < -max_places) return {};
  result.places -= exponent;
  return result;
}

/// The same number with that many places, if it still fits.
std::optional<std::int64_t> rescaled(Decimal value, int places) {
  for (; value.places < places; ++value.places) {
    value.mantissa *= 10;
    if (std::abs(value.mantissa) >= exact_limit) return {};
  }
  return value.mantissa;
}

long checked_count(double steps, const Source& source) {
  if (!(steps >= 0)) source.fail("the range is empty: its step leads away from its end");
  if (steps >= static_cast<double>(max_range_points))
    source.fail(fmt::format("the range has more than {} values", max_range_points));
  return static_cast<long>(steps) + 1;
}

/// Exact decimal arithmetic: (start + k·step)/10^places is one correctly rounded division.
bool append_exact(std::string_view start_text, std::string_view stop_text,
                  std::string_view step_text, const Source& source, std::vector<double>& values) {
  const auto a = decimal(start_text), b = decimal(stop_text), c = decimal(step_text);
  if (!a || !b || !c) return false;
  const int places = std::max({a->places, b->places, c->places, 0});
  if (places > max_places) return false;
  const auto start = rescaled(*a, places), stop = rescaled(*b, places), step = rescaled(*c, places);
  if (!start || !stop || !step) return false;
  const std::int64_t span = *stop - *start;
  if (span != 0 && (span < 0) != (*step < 0)) checked_count(-1.0, source);
  const long count = checked_count(static_cast<double>(span / *step), source);
  const double scale = std::pow(10.0, places);
  for (long k = 0; k < count; ++k)
    values.push_back(checked(static_cast<double>(*start + k * *step) / scale, source));
  return true;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

void append_interval(const std::vector<std::string_view>& parts, const Source& source,
                     std::vector<double>& values) {
  const double start = real(parts[0], source), stop = real(parts[1], source),
               step = real(parts[2], source);
  if (step == 0.0) source.fail("the step of the range is zero");
  if (append_exact(parts[0], parts[1], parts[2], source, values)) return;
  // Too many digits for exact decimals: start + k·step never drifts, and the end is included
  // when it is missed by rounding alone.
  const long count = checked_count(std::floor((stop - start) / step * (1 + 1e-12) + 1e-12), source);
  for (long k = 0; k < count; ++k)
    values.push_back(checked(std::fma(static_cast<double>(k), step, start), source));
}

void append_integers(const std::vector<std::string_view>& parts, const Source& source,
                     std::vector<int>& values) {
  const long long start = whole_number(parts[0], source), stop = whole_number(parts[1], source),
                  step = whole_number(parts[2], source);
  if (step == 0) source.fail("the step of the range is zero");
  checked(static_cast<double>(start), source);
  checked(static_cast<double>(stop), source);
  if (start != stop && (stop < start) != (step < 0)) checked_count(-1.0, source);
  const long count = checked_count(static_cast<double>((stop - start) / step), source);
  for (long k = 0; k < count; ++k) values.push_back(static_cast<int>(start + k * step));
}

/// Calls single(part) or interval(parts) for every comma-separated piece.
template <class Single, class Interval>
void for_each_piece(const Source& source, Single single, Interval interval) {
  if (source.whole.empty()) throw UsageError(source.option, "the list of values is empty");
  for (const auto piece : split(source.whole, ',')) {
    const auto parts = split(piece, ':');
    if (parts.size() == 1)
      single(parts[0]);
    else if (parts.size() == 3)
      interval(parts);
    else
      source.fail(fmt::format("'{}' is neither a number nor start:stop:step", piece));
  }
}

template <class Values>
void check_length(const Source& source, const Values& values) {
  if (values.size() > static_cast<std::size_t>(max_range_points))
    source.fail(fmt::format("more than {} values", max_range_points));
}

}  // namespace

std::vector<double> parse_range(const std::string& option, std::string_view text, Bounds bounds) {
  const Source source{option, text, bounds};
  std::vector<double> values;
  for_each_piece(
      source,
      [&](std::string_view number) { values.push_back(checked(real(number, source), source)); },
      [&](const auto& parts) {
        append_interval(parts, source, values);
        check_length(source, values);
      });
  check_length(source, values);
  return values;
}

std::vector<int> parse_integer_range(const std::string& option, std::string_view text,
                                     Bounds bounds) {
  bounds.minimum = std::max(bounds.minimum, -2147483648.0);
  bounds.maximum = std::min(bounds.maximum, 2147483647.0);
  const Source source{option, text, bounds};
  std::vector<int> values;
  for_each_piece(
      source,
      [&](std::string_view number) {
        values.push_back(
            static_cast<int>(checked(static_cast<double>(whole_number(number, source)), source)));
      },
      [&](const auto& parts) {
        append_integers(parts, source, values);
        check_length(source, values);
      });
  check_length(source, values);
  return values;
}

std::vector<double> grid(double first, double last, int steps) {
  const auto a = decimal(fmt::format("{}", first)), b = decimal(fmt::format("{}", last));
  const int places = a && b ? std::max({a->places, b->places, 0}) : max_places + 1;
  std::optional<std::int64_t> start, stop;
  if (places <= max_places) {
    start = rescaled(*a, places);
    stop = rescaled(*b, places);
  }
  // Numerator and denominator below are then exact, and so is all but the one division.
  const double denominator = std::pow(10.0, places) * steps;
  const auto fits = [&](double value) {
    return std::abs(value) * steps < static_cast<double>(exact_limit);
  };
  const bool exact = start && stop && fits(static_cast<double>(*start)) &&
                     fits(static_cast<double>(*stop)) && fits(denominator / steps);
  std::vector<double> values;
  for (int i = 0; i <= steps; ++i)
    values.push_back(exact ? static_cast<double>(*start * (steps - i) + *stop * i) / denominator
                           : first + (last - first) * i / steps);
  return values;
}

double parse_number(const std::string& option, std::string_view text, Bounds bounds) {
  const Source source{option, text, bounds};
  return checked(real(text, source), source);
}

long long parse_integer(const std::string& option, std::string_view text, Bounds bounds) {
  const Source source{option, text, bounds};
  const long long value = whole_number(text, source);
  checked(static_cast<double>(value), source);
  return value;
}

}  // namespace steady::apps
