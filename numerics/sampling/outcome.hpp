// What a task yields, described once: a struct of numbers that names its members, and from that
// the plain row of numbers by which it is stored, resumed or sent.
#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace steady::sampling {

/// The stored form of an outcome: numbers in a fixed order.
using Row = std::vector<double>;

/// One member of an outcome.
template <class Owner, class Value>
struct Field {
  std::string_view name;  ///< of the column in a store
  Value Owner::*member;
  std::string_view meaning;  ///< one line, with the unit
};

template <class Owner, class Value>
constexpr Field<Owner, Value> field(std::string_view name, Value Owner::*member,
                                    std::string_view meaning) {
  return {name, member, meaning};
}

/// A struct with `static constexpr auto fields()`, a tuple of Field that names every member.
template <class T>
concept Described = requires {
  T::fields();
};

namespace detail {

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};

template <class Value>
void append(Row& row, const Value& value) {
  if constexpr (Described<Value>) {
    std::apply([&](const auto&... f) { (append(row, value.*f.member), ...); }, Value::fields());
  } else if constexpr (IsVector<Value>::value) {
    row.push_back(static_cast<double>(value.size()));
    for (const auto& one : value) append(row, one);
  } else {
    static_assert(std::is_arithmetic_v<Value> || std::is_enum_v<Value>);
    if constexpr (std::integral<Value> && sizeof(Value) > 4) {
      constexpr auto limit = Value{1} << 53;
      if (value > limit || (std::is_signed_v<Value> && value < Value{} - limit))
        throw std::logic_error("sampling::encode: an integer beyond 2^53 is no exact double");
    }
    row.push_back(static_cast<double>(value));
  }
}

/// Reads numbers one after the other.
class RowReader {
 public:
  explicit RowReader(std::span<const double> row) : row_(row) {}

  template <class Value>
  void read(Value& value) {
    if constexpr (Described<Value>) {
      std::apply([&](const auto&... f) { (read(value.*f.member), ...); }, Value::fields());
    } else if constexpr (IsVector<Value>::value) {
      const double size = next();
      if (!(size >= 0.0 && size <= static_cast<double>(row_.size() - position_))) fail();
      value.resize(static_cast<std::size_t>(size));
      for (auto& one : value) read(one);
    } else if constexpr (std::is_floating_point_v<Value>) {
      value = static_cast<Value>(next());
    } else {
      const double number = next();
      if (number != std::floor(number)) fail();
      if constexpr (std::is_enum_v<Value>)
        value = static_cast<Value>(static_cast<std::underlying_type_t<Value>>(number));
      else
        value = static_cast<Value>(number);
    }
  }

  void finish() const {
    if (position_ != row_.size()) fail();
  }

 private:
  double next() {
    if (position_ == row_.size()) fail();
    return row_[position_++];
  }
  [[noreturn]] static void fail() {
    throw std::invalid_argument("sampling::decode: the row is not of this kind of outcome");
  }

  std::span<const double> row_;
  std::size_t position_ = 0;
};

}  // namespace detail

/// The outcome as a row: its members in the order of fields(), a vector as its length and its
/// elements. Exact. Throws std::logic_error for an integer beyond 2^53.
template <class Outcome>
Row encode(const Outcome& outcome) {
  Row row;
  detail::append(row, outcome);
  return row;
}

/// The outcome of a row made by encode. Throws std::invalid_argument for a row of another layout.
template <class Outcome>
Outcome decode(std::span<const double> row) {
  Outcome outcome{};
  detail::RowReader reader(row);
  reader.read(outcome);
  reader.finish();
  return outcome;
}

/// Names of the members, in the order of the row (a vector has one name).
template <Described Outcome>
std::vector<std::string> field_names() {
  return std::apply([](const auto&... f) { return std::vector{std::string(f.name)...}; },
                    Outcome::fields());
}

}  // namespace steady::sampling
