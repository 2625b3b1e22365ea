// The words of a broken contract: which argument, which value, which domain. Internal.
#pragma once

#include <cmath>
#include <sstream>
#include <stdexcept>
#include <string>

namespace steady::theory::detail {

template <class Value>
std::domain_error outside(const char* argument, Value value, const char* domain) {
  std::ostringstream message;
  message.precision(17);
  message << argument << " = " << value << " is outside " << domain;
  return std::domain_error(message.str());
}

inline std::runtime_error gsl_failure(const char* reason, double argument) {
  std::ostringstream message;
  message.precision(17);
  message << "GSL special function failed at " << argument << ": " << reason;
  return std::runtime_error(message.str());
}

/// Beyond 1e100 squares overflow; J_D is of order one.
inline void require_self_coupling(double value) {
  if (!(std::abs(value) <= 1e100)) throw outside("self_coupling", value, "[-1e100,1e100]");
}

inline void require_size(int size) {
  if (size < 2) throw outside("size", size, "the integers >= 2");
}

}  // namespace steady::theory::detail
