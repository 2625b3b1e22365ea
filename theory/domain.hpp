// The words of a broken contract: which argument, which value, which domain. One family of checks
// for every room: require_…(name, value, …) throws an error that carries the argument's name.
#pragma once

#include <cmath>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace steady {

namespace detail {
/// "overlap = 2 is outside (0,1)", "layers: there is none": the reason follows the name, after a
/// space unless it begins with a colon.
inline std::string told(const std::string& argument, const std::string& reason) {
  return argument + (reason.starts_with(':') ? "" : " ") + reason;
}
}  // namespace detail

/// An error about an argument, which knows its name and what is wrong with it apart, so that
/// whoever calls it by another name (an option, a key of a file) can say so: what() is
/// "ARGUMENT REASON".
template <class Base>
class ErrorOfArgument : public Base {
 public:
  ErrorOfArgument(std::string argument, std::string reason)
      : Base(detail::told(argument, reason)),
        argument_(std::move(argument)),
        reason_(std::move(reason)) {}

  /// The argument's name as in the declaration: `self_coupling`.
  const std::string& argument() const { return argument_; }
  /// What is wrong, without the name: "= 2 is outside (0,1)", ": there is none".
  const std::string& reason() const { return reason_; }

 private:
  std::string argument_;
  std::string reason_;
};

/// An argument whose value lies outside its domain, or is not a number.
class DomainError : public ErrorOfArgument<std::domain_error> {
 public:
  using ErrorOfArgument::ErrorOfArgument;
};

/// An argument, or a set of options, that is impossible for another reason than its value's domain.
class ArgumentError : public ErrorOfArgument<std::invalid_argument> {
 public:
  using ErrorOfArgument::ErrorOfArgument;
};

/// "overlap = 2 is outside (0,1)". The domain follows "outside" in words or as an interval.
template <class Value>
DomainError outside(const std::string& argument, const Value& value, const std::string& domain) {
  std::ostringstream reason;
  reason.precision(17);
  reason << "= " << value << " is outside " << domain;
  return {argument, reason.str()};
}

/// Throws unless `holds`; NaN makes comparisons false, so conditions are written positively.
template <class Value>
void require(bool holds, const char* argument, const Value& value, const char* domain) {
  if (!holds) throw outside(argument, value, domain);
}

namespace detail {
template <class Value>
std::string interval(char open, Value low, Value high, char close) {
  std::ostringstream text;
  text << open << low << ',' << high << close;
  return text.str();
}
}  // namespace detail

/// low ≤ value ≤ high.
template <class Value>
void require_within(const char* argument, Value value, std::type_identity_t<Value> low,
                    std::type_identity_t<Value> high) {
  if (!(value >= low && value <= high))
    throw outside(argument, value, detail::interval('[', low, high, ']'));
}

/// low < value < high.
template <class Value>
void require_between(const char* argument, Value value, std::type_identity_t<Value> low,
                     std::type_identity_t<Value> high) {
  if (!(value > low && value < high))
    throw outside(argument, value, detail::interval('(', low, high, ')'));
}

/// A finite number ≥ low.
template <class Value>
void require_at_least(const char* argument, Value value, std::type_identity_t<Value> low) {
  if (value >= low && std::isfinite(static_cast<double>(value))) return;
  std::ostringstream domain;
  domain << (std::is_integral_v<Value> ? "the integers >= " : "the finite numbers >= ") << low;
  throw outside(argument, value, domain.str());
}

/// A finite number > 0.
inline void require_positive(const char* argument, double value) {
  require(value > 0.0 && std::isfinite(value), argument, value, "the finite numbers > 0");
}

inline void require_finite(const char* argument, double value) {
  require(std::isfinite(value), argument, value, "the finite numbers");
}

/// N ≥ 2: a coupling needs two neurons.
inline void require_size(int size) {
  require_at_least("size", size, 2);
}

/// J_D and λ, of either sign, are of order one; beyond 1e100 squares overflow.
inline constexpr double largest_coupling = 1e100;

inline void require_self_coupling(double value) {
  require(std::abs(value) <= largest_coupling, "self_coupling", value, "[-1e100,1e100]");
}

}  // namespace steady
