// The gap closing of theory for the networks of a search, where theory has one.
#pragma once

#include <optional>
#include <string>

#include <apps/accessibility.hpp>

namespace steady::apps {

struct GapClosing {
  double value;  ///< of the control: J_D or λ
  /// Half-width of an interval with the transition inside; at given λ of several modules, that of λ
  /// carried over to J_D by the slope of the line.
  double uncertainty;
  std::string status;
};

/// Nothing for symmetric or sparse networks, more than three modules, and a frustrated ring. One
/// module: eq. (4.13). Two or three: (5.11), λ at the given J_D or J_D at the given λ.
std::optional<GapClosing> gap_closing_of(const Landscape& landscape);

}  // namespace steady::apps
