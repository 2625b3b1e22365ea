// Options described once: a struct names its members, what each may be and what it means, and from
// that come the command line, files, settings, checks and help.
//   struct Heating {
//     double rate = 0.1;
//     Order order = Order::random;
//     static constexpr auto fields() {
//       using options::field, options::bounds;
//       return std::tuple{field("rate", &Heating::rate, bounds(0, 1), "η, steps to the minimum"),
//                         field("order", &Heating::order, order_names, "Of the updates")};
//     }
//   };
// The name of a field is that of the member; on the command line it is --rate.
#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include <steady/theory/domain.hpp>
#include <steady/theory/names.hpp>

namespace steady::options {

/// What a number may be: an interval, and perhaps one value beside it.
struct Bounds {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false, high_open = false;                ///< the end itself does not belong to it
  double also = std::numeric_limits<double>::quiet_NaN();  ///< belongs to it, if not NaN

  constexpr bool contains(double x) const {
    return x == also || ((low_open ? x > low : x >= low) && (high_open ? x < high : x <= high));
  }
  constexpr Bounds or_value(double x) const {
    Bounds result = *this;
    result.also = x;
    return result;
  }
  /// "[0, 1000000]", "(0, 512)", "[1.5e-05, 0.5] or 0".
  std::string text() const;
};

/// low … high, both ends included.
constexpr Bounds bounds(double low, double high) {
  return {.low = low, .high = high};
}
/// Without the ends.
constexpr Bounds between(double low, double high) {
  return {.low = low, .high = high, .low_open = true, .high_open = true};
}
/// Without the lower end.
constexpr Bounds above(double low, double high) {
  return {.low = low, .high = high, .low_open = true};
}
/// Without the upper end.
constexpr Bounds below(double low, double high) {
  return {.low = low, .high = high, .high_open = true};
}

/// Any text; what stands for it in the help.
struct Text {
  std::string_view placeholder = "TEXT";
};
/// Truth values and tables, of which there is nothing to be said.
struct Anything {};

/// A member: Domain is Bounds for numbers and lists of numbers, Names for an enum, Text, Anything.
template <class Owner, class Value, class Domain>
struct Field {
  std::string_view name;
  Value Owner::*member;
  Domain domain;
  std::string_view meaning;
};

template <class Owner, class Value, class Domain>
constexpr Field<Owner, Value, Domain> field(std::string_view name, Value Owner::*member,
                                            const Domain& domain, std::string_view meaning) {
  return {name, member, domain, meaning};
}
/// A truth value, or a table: a described struct, perhaps optional.
template <class Owner, class Value>
constexpr Field<Owner, Value, Anything> field(std::string_view name, Value Owner::*member,
                                              std::string_view meaning) {
  return {name, member, {}, meaning};
}

/// A member whose own fields stand among those of its owner, without a name of their own.
template <class Owner, class Value>
struct Part {
  Value Owner::*member;
};
template <class Owner, class Value>
constexpr Part<Owner, Value> part(Value Owner::*member) {
  return {member};
}

template <class T>
concept Described = requires {
  std::remove_cvref_t<T>::fields();
};

namespace detail {

template <class Owner, class Value, class Domain, class Object, class Visit>
void visit_field(const Field<Owner, Value, Domain>& f, Object& object, const Visit& visit) {
  visit(f, object.*f.member);
}

template <class Object, class Visit>
void visit_fields(Object& object, const Visit& visit);

template <class Owner, class Value, class Object, class Visit>
void visit_field(const Part<Owner, Value>& part, Object& object, const Visit& visit) {
  visit_fields(object.*part.member, visit);
}

template <class Object, class Visit>
void visit_fields(Object& object, const Visit& visit) {
  std::apply([&](const auto&... f) { (visit_field(f, object, visit), ...); },
             std::remove_const_t<Object>::fields());
}

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

[[noreturn]] void refuse(const std::string& argument, double value, const Bounds& bounds);

inline void check_number(const std::string& argument, double value, const Bounds& bounds) {
  if (!bounds.contains(value)) refuse(argument, value, bounds);
}

}  // namespace detail

/// visit(field, value) for every field in order, those of parts among them.
template <class Object, class Visit>
void for_each_field(Object& object, const Visit& visit) {
  detail::visit_fields(object, visit);
}

/// Throws DomainError for the first field outside its domain; `where` comes before its name, as in
/// `layers[1].input.strength`.
template <Described Object>
void check(const Object& object, const std::string& where = {}) {
  for_each_field(object, [&]<class F, class Value>(const F& f, const Value& value) {
    const auto name = where + std::string(f.name);
    if constexpr (std::is_same_v<Value, std::vector<double>>) {
      for (const double number : value) detail::check_number(name, number, f.domain);
    } else if constexpr (std::is_same_v<std::remove_cvref_t<decltype(f.domain)>, Bounds>) {
      detail::check_number(name, static_cast<double>(value), f.domain);
    } else if constexpr (std::is_enum_v<Value>) {
      if (f.domain.of(value) == "unknown")
        throw outside(name, static_cast<long>(value), f.domain.choices());
    } else if constexpr (Described<Value>) {
      check(value, name + ".");
    } else if constexpr (detail::IsOptional<Value>::value) {
      if (value) check(*value, name + ".");
    }
  });
}

}  // namespace steady::options
