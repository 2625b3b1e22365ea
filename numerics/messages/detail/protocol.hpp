// Internal: what reinforcement and focusing add to the fields on s, eqs. (7.7) and (7.8).
#pragma once

#include <span>
#include <vector>

#include <steady/numerics/messages/solver.hpp>

namespace steady::messages::detail {

class Protocol {
 public:
  /// Draws the symmetry-breaking fields ε b_i of this attempt. `options` without NaN.
  Protocol(const Options& options, int size, const network::RandomStream& random, int attempt);

  /// Fields for iteration t = 1, 2, … from the total fields that the last one led to (at first
  /// zeros).
  void fields(int t, std::span<const double> total, std::span<double> added);

 private:
  void reinforce(int t, std::span<const double> total, std::span<double> added) const;
  void focus(int t, std::span<const double> total, std::span<double> added);

  Options options_;
  std::vector<double> breaking_;  ///< ε b_i
  std::vector<double> focus_;     ///< the field from the centre
};

/// Field of the centre on a replica that, without it, has the field `cavity`; strength = tanh γ.
double field_of_centre(double cavity, double strength, double replicas);

}  // namespace steady::messages::detail
