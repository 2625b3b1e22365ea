#include <algorithm>
#include <cmath>
#include <limits>
#include <steady/numerics/solvers/module_entropy.hpp>

namespace steady::solvers {

namespace {

using theory::ModuleAction;
using theory::ModuleIntegral;
using theory::ModulePoint;

constexpr double kSmallestConjugate = 1e-7;
constexpr double kTrust = 0.15;  // in ln q̂: beyond it the grid is made anew
constexpr double kTolerance = 1e-9;

using Pair = std::array<double, 2>;

// Newton's step in ln q̂, downhill and bounded where the action is not convex.
Pair newton_step(const ModuleAction& action, const Pair& conjugates, int kinds) {
  Pair gradient{}, step{};
  double a[2][2] = {{1.0, 0.0}, {0.0, 1.0}};
  for (int k = 0; k < kinds; ++k) {
    gradient[k] = action.d_conjugates[k] * conjugates[k];
    for (int i = 0; i < kinds; ++i)
      a[k][i] = action.d2_conjugates[k][i] * conjugates[k] * conjugates[i];
    a[k][k] += gradient[k];
  }
  const double determinant = a[0][0] * a[1][1] - a[0][1] * a[1][0];
  const bool convex = a[0][0] > 0.0 && determinant > 0.0;
  for (int k = 0; k < kinds; ++k) {
    const int o = 1 - k;
    const double newton = -(gradient[k] * a[o][o] - gradient[o] * a[k][o]) / determinant;
    step[k] = convex ? std::clamp(newton, -0.5, 0.5) : std::copysign(0.3, -gradient[k]);
  }
  return step;
}

double largest(const Pair& step) {
  return std::max(std::abs(step[0]), std::abs(step[1]));
}

// Stationary q̂ of the kept integral, not further than kTrust from where it was made.
bool descend(const ModuleIntegral& integral, Pair& conjugates, int kinds) {
  const Pair start = conjugates;
  for (int i = 0; i < 30; ++i) {
    const Pair step = newton_step(integral.at(conjugates), conjugates, kinds);
    for (int k = 0; k < kinds; ++k) conjugates[k] *= std::exp(step[k]);
    Pair moved{};
    for (int k = 0; k < kinds; ++k) moved[k] = std::log(conjugates[k] / start[k]);
    if (largest(moved) > kTrust) return false;
    if (largest(step) < kTolerance) return true;
  }
  return false;
}

}  // namespace

ModuleEntropy module_entropy(ModulePoint point, theory::ModuleSlopes slopes) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const int kinds = theory::module_kinds(point.layout);
  for (int k = 0; k < kinds; ++k) {
    if (point.conjugates[k] == 0.0) point.conjugates[k] = 0.2;
  }
  ModuleEntropy result{Status::iteration_limit, point, none, none, none, none, none, none, 0};
  for (int i = 0; i < 60; ++i) {
    const ModuleIntegral integral(point, slopes);
    ++result.evaluations;
    const bool found = descend(integral, point.conjugates, kinds);
    for (int k = 0; k < kinds; ++k) {
      if (point.conjugates[k] < kSmallestConjugate) result.status = Status::no_saddle;
      point.conjugates[k] = std::min(point.conjugates[k], 100.0);
    }
    if (result.status == Status::no_saddle) return result;
    if (!found) continue;
    const ModuleAction action = integral.at(point.conjugates);
    const double size = theory::modules(point.layout);
    result.status = Status::converged;
    result.point = point;
    result.entropy = action.value / size;
    result.local_entropy = action.d_replicas / size;
    result.complexity = result.entropy - point.replicas * result.local_entropy;
    result.d_overlap = 0.0;
    for (int k = 0; k < kinds; ++k) result.d_overlap += action.d_overlaps[k] / size;
    result.d_self_coupling = action.d_self_coupling / size;
    result.d_coupling = action.d_coupling / size;
    return result;
  }
  return result;
}

}  // namespace steady::solvers
