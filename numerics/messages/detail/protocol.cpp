#include <steady/numerics/messages/detail/protocol.hpp>

#include <algorithm>
#include <cmath>

namespace steady::messages::detail {
namespace {

// The protocol (7.8) ends at ρ = 1, where y and γ are infinite; it waits just before.
constexpr double last_focus = 1.0 - 1e-6;

}  // namespace

Protocol::Protocol(const Options& options, int size, const network::RandomStream& random,
                   int attempt)
    : options_(options),
      breaking_(static_cast<std::size_t>(size), 0.0),
      focus_(static_cast<std::size_t>(size), 0.0) {
  if (options.symmetry_breaking == 0.0) return;
  for (std::size_t i = 0; i < breaking_.size(); ++i)
    breaking_[i] = options.symmetry_breaking *
                   random.normal_pair(i, static_cast<std::uint64_t>(attempt)).first;
}

void Protocol::fields(int t, std::span<const double> total, std::span<double> added) {
  switch (options_.algorithm) {
    case Algorithm::plain:
      std::copy(breaking_.begin(), breaking_.end(), added.begin());
      break;
    case Algorithm::reinforced:
      reinforce(t, total, added);
      break;
    case Algorithm::focusing:
      focus(t, total, added);
      break;
  }
}

void Protocol::reinforce(int t, std::span<const double> total, std::span<double> added) const {
  const double rho = -std::expm1(t * std::log1p(-options_.rate));  // 1 − (1−r)^t
  const double most = options_.largest_field;
  for (std::size_t i = 0; i < added.size(); ++i)
    added[i] = breaking_[i] + rho * std::clamp(total[i], -most, most);
}

double field_of_centre(double cavity, double strength, double replicas) {
  // The centre sees y − 1 other replicas, each through its spring.
  const double one = std::atanh(strength * std::tanh(cavity));
  return std::atanh(strength * std::tanh((replicas - 1.0) * one));
}

void Protocol::focus(int t, std::span<const double> total, std::span<double> added) {
  const double rho = std::min(options_.rate * t, last_focus);
  const double x = options_.focus_exponent;
  const double strength = std::pow(rho, x);
  const double replicas = 1.0 + std::pow(rho, 1.0 - 2.0 * x) / (1.0 - rho);
  for (std::size_t i = 0; i < added.size(); ++i) {
    focus_[i] = field_of_centre(total[i] - focus_[i], strength, replicas);
    added[i] = breaking_[i] + focus_[i];
  }
}

}  // namespace steady::messages::detail
