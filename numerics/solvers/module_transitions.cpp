// At fixed d the two conditions of a line (S = ∂S/∂y = 0, or C = ∂S/∂q = 0, or S = 0 and y = that
// given) fix y and one of J_D and λ; the line is the largest such control over d. Near λ = 0 it is
// vertical, so it is traced in steps of λ from the transition of one module, and only then solved
// at the J_D asked for.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <steady/numerics/sampling/tasks.hpp>
#include <steady/numerics/solvers/module_transitions.hpp>
#include <steady/numerics/solvers/transitions.hpp>
#include <steady/theory/domain.hpp>
#include <utility>

namespace steady::solvers {

namespace {

using theory::ModuleLayout;

constexpr double kLowest = -10.0;  // J_D of all lines
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

enum class Control { self_coupling, coupling };

// A point of the line or a guess of one.
struct Place {
  double self_coupling, coupling, replicas, log_distance;
  std::array<double, 2> conjugates{};
  double& control(Control which) { return which == Control::coupling ? coupling : self_coupling; }
};

class Tracer {
 public:
  /// `replicas` is y of the y-gap.
  Tracer(ModuleLayout layout, ModuleLine line, double replicas, std::stop_token stop)
      : layout_(layout), line_(line), replicas_(replicas), stop_(std::move(stop)) {}
  long evaluations() const { return evaluations_; }

  ModuleEntropy entropy(const Place& place) {
    if (stop_.stop_requested()) throw sampling::Stopped();
    const double q = 1.0 - 2.0 * std::exp(place.log_distance);
    // Newton's steps may leave the domain: the answer is then a status as well.
    if (!(place.replicas > 1.0 && place.replicas < 200.0)) {
      ModuleEntropy outside{};
      outside.status = Status::beyond_range;
      return outside;
    }
    const auto slopes =
        line_ == ModuleLine::monotone ? theory::ModuleSlopes::overlap : theory::ModuleSlopes::none;
    const ModuleEntropy found = module_entropy(
        {layout_, place.self_coupling, place.coupling, place.replicas, {q, q}, place.conjugates},
        slopes);
    evaluations_ += found.evaluations;
    return found;
  }

  // The control and y at this d. False where Newton's method did not converge.
  bool at_distance(Place& place, Control control, double tolerance) {
    auto& jacobian = jacobian_;
    double f[2];
    if (!conditions(place, f)) return false;
    // That of the previous distance will do, unless the other control was varied there.
    if (control != differentiated_ || !fresh_) {
      if (!differences(place, control, f, jacobian)) return false;
      differentiated_ = control;
    }
    fresh_ = false;  // until this search has ended well
    for (int i = 0; i < 25; ++i) {
      const double det = jacobian[0][0] * jacobian[1][1] - jacobian[0][1] * jacobian[1][0];
      double step[2] = {-(f[0] * jacobian[1][1] - f[1] * jacobian[0][1]) / det,
                        -(f[1] * jacobian[0][0] - f[0] * jacobian[1][0]) / det};
      const double shrink = std::max({1.0, std::abs(step[0]) / 0.05, std::abs(step[1]) / 0.3});
      for (double& s : step) s /= shrink;
      place.control(control) += step[0];
      place.replicas *= std::exp(step[1]);
      if (!(place.replicas > 1.0 && place.replicas < 200.0)) return false;
      if (!(std::abs(place.control(control)) < 10.0)) return false;
      if (std::abs(step[0]) < 0.02 * tolerance && std::abs(step[1]) < 1e-4) return fresh_ = true;
      double next[2];
      if (!conditions(place, next)) return false;
      if (i % 6 == 5) {
        if (!differences(place, control, next, jacobian)) return false;
      } else {
        broyden(jacobian, f, next, step);
      }
      std::copy(next, next + 2, f);
    }
    return false;
  }

  // The largest control over d near the given place, by parabolas through three distances.
  bool largest(Place& place, Control control, double tolerance) {
    double width = 0.25;
    Place middle = place;
    if (!at_distance(middle, control, tolerance)) return false;
    for (int round = 0; round < 20; ++round) {
      Place left = shifted(middle, -width), right = shifted(middle, width);
      if (!at_distance(left, control, tolerance) || !at_distance(right, control, tolerance))
        return false;
      const double l = left.control(control), m = middle.control(control);
      const double r = right.control(control);
      const double curvature = l - 2.0 * m + r;
      if (!(m >= l && m >= r && curvature < 0.0)) {
        middle = r > l ? right : left;
        continue;
      }
      const double vertex = 0.5 * (l - r) / curvature;  // in units of the width
      Place best = shifted(middle, vertex * width);
      if (!at_distance(best, control, tolerance)) return false;
      const double predicted = -0.5 * vertex * vertex * curvature;
      const double gained = best.control(control) - m;
      middle = best;
      if (std::abs(gained - predicted) < 0.1 * tolerance && width < 0.2) {
        place = middle;
        return true;
      }
      width = std::max(0.1, 0.4 * width);
    }
    return false;
  }

  // Negative below the line: S, or S where ∂S/∂y = 0, or ds/d ln d = −2 d ∂S/∂q /y where C = 0.
  double criterion(Place place) {
    if (line_ == ModuleLine::y_gap) return entropy(place).entropy;  // NaN unless converged
    const auto condition = [&](const ModuleEntropy& at) {
      return line_ == ModuleLine::gap_closing ? at.local_entropy : at.complexity;
    };
    double step = 1e-3;
    ModuleEntropy at = entropy(place);
    double before = condition(at);
    for (int i = 0; i < 20 && at.status == Status::converged; ++i) {
      place.conjugates = at.point.conjugates;
      place.replicas *= std::exp(step);
      at = entropy(place);
      const double now = condition(at);
      if (std::abs(step) < 1e-4 && i > 0) {
        if (at.status != Status::converged) return kNone;
        if (line_ == ModuleLine::gap_closing) return at.entropy;
        return -2.0 * std::exp(place.log_distance) * at.d_overlap / place.replicas;
      }
      step = std::clamp(-now * step / (now - before), -0.3, 0.3);
      before = now;
    }
    return kNone;
  }

 private:
  static Place shifted(Place place, double by) {
    place.log_distance = std::min(place.log_distance + by, std::log(0.49));
    return place;
  }

  bool conditions(Place& place, double* f) {
    const ModuleEntropy at = entropy(place);
    if (at.status != Status::converged) return false;
    place.conjugates = at.point.conjugates;
    f[0] = line_ == ModuleLine::monotone ? at.complexity : at.entropy;
    f[1] = line_ == ModuleLine::monotone      ? at.d_overlap
           : line_ == ModuleLine::gap_closing ? at.local_entropy
                                              : std::log(place.replicas / replicas_);
    return true;
  }

  bool differences(const Place& place, Control control, const double* f, double jacobian[2][2]) {
    const double step = 2e-3;
    for (int v = 0; v < 2; ++v) {
      Place moved = place;
      if (v == 0) moved.control(control) += step;
      if (v == 1) moved.replicas *= std::exp(step);
      double g[2];
      if (!conditions(moved, g)) return false;
      for (int i = 0; i < 2; ++i) jacobian[i][v] = (g[i] - f[i]) / step;
    }
    return true;
  }

  static void broyden(double jacobian[2][2], const double* f, const double* next,
                      const double* step) {
    const double length = step[0] * step[0] + step[1] * step[1];
    for (int i = 0; i < 2; ++i) {
      const double missed = next[i] - f[i] - jacobian[i][0] * step[0] - jacobian[i][1] * step[1];
      for (int v = 0; v < 2; ++v) jacobian[i][v] += missed * step[v] / length;
    }
  }

  ModuleLayout layout_;
  ModuleLine line_;
  double replicas_;
  std::stop_token stop_;
  long evaluations_ = 0;
  double jacobian_[2][2] = {};
  Control differentiated_ = Control::coupling;
  bool fresh_ = false;
};

void require_valid(ModuleLayout layout, const ModuleTransitionOptions& options) {
  if (layout == ModuleLayout::single)
    throw ArgumentError(
        "layout", ": modules = 1 has no coupling lambda; use y_gap, gap_closing and monotone");
  options::check(options);
}

void require_no_y_gap(ModuleLine line) {
  if (line == ModuleLine::y_gap)
    throw ArgumentError("line", ": the y-gap needs its y: module_y_gap");
}

// The end of the line at λ = 0.
Transition of_one_module(ModuleLine line, double replicas) {
  TransitionOptions single;
  single.tolerance = 1e-6;
  switch (line) {
    case ModuleLine::y_gap:
      return y_gap(replicas, single);
    case ModuleLine::gap_closing:
      return gap_closing(single);
    case ModuleLine::monotone:
      break;
  }
  return monotone(single);
}

// The line at growing λ, coarsely, until it has passed the lowest J_D asked for or come to the
// highest λ.
std::vector<Place> trace(Tracer& tracer, const Transition& start, double lowest,
                         double highest_coupling) {
  if (start.status != Status::converged) return {};
  std::vector<Place> places{
      {start.self_coupling, 0.0, start.replicas, std::log(start.distance), {}}};
  double step = 0.02;
  while (places.back().self_coupling > lowest && places.back().coupling < highest_coupling &&
         step > 1e-3) {
    Place next = places.back();
    next.coupling = std::min(next.coupling + step, highest_coupling);
    if (!tracer.largest(next, Control::self_coupling, 1e-4)) {
      step *= 0.5;
      continue;
    }
    places.push_back(next);
    step = std::min(0.05, 1.3 * step);
  }
  return places;
}

// λ, y and d between the two traced places around this J_D; J_D is close to linear in λ².
Place between(const Place& low, const Place& high, double self_coupling) {
  const double w = (self_coupling - low.self_coupling) / (high.self_coupling - low.self_coupling);
  Place place = w > 0.5 ? high : low;
  const auto mix = [w](double a, double b) { return (1.0 - w) * a + w * b; };
  place.self_coupling = self_coupling;
  place.coupling = std::sqrt(mix(low.coupling * low.coupling, high.coupling * high.coupling));
  place.replicas = mix(low.replicas, high.replicas);
  place.log_distance = mix(low.log_distance, high.log_distance);
  return place;
}

// Looks at the criterion on both sides of the line, above it at neighbouring distances too.
void bracket(Tracer& tracer, const Place& place, Control control, ModuleTransition& result) {
  Place below = place, above = place;
  below.control(control) -= result.uncertainty;
  above.control(control) += result.uncertainty;
  result.criterion_low = tracer.criterion(below);
  result.criterion_high = tracer.criterion(above);
  for (const double shift : {-0.3, 0.3}) {
    above.log_distance = place.log_distance + shift;
    const double here = tracer.criterion(above);
    // Not a number stays: what could not be evaluated is no proof.
    if (!(here >= result.criterion_high) && !std::isnan(result.criterion_high))
      result.criterion_high = here;
  }
  if (result.criterion_low < 0.0 && result.criterion_high > 0.0) result.status = Status::converged;
}

ModuleTransition solve(Tracer& tracer, const std::vector<Place>& places, double self_coupling,
                       const ModuleTransitionOptions& options) {
  ModuleTransition result{
      Status::no_sign_change, self_coupling, kNone, kNone, kNone, kNone, kNone, kNone, 0};
  for (std::size_t i = 0; i + 1 < places.size(); ++i) {
    if (!(self_coupling <= places[i].self_coupling && self_coupling > places[i + 1].self_coupling))
      continue;
    Place place = between(places[i], places[i + 1], self_coupling);
    result.status = Status::iteration_limit;
    if (!tracer.largest(place, Control::coupling, options.tolerance)) return result;
    result.uncertainty = options.tolerance;
    bracket(tracer, place, Control::coupling, result);
    if (result.status != Status::converged) return result;
    result.coupling = place.coupling;
    result.replicas = place.replicas;
    result.distance = std::exp(place.log_distance);
    return result;
  }
  if (places.empty()) {
    result.status = Status::iteration_limit;
    return result;
  }
  // The trace gave up before λ reached its end: nothing is known about this J_D.
  const Place& last = places.back();
  if (self_coupling <= last.self_coupling && last.coupling < options.highest_coupling)
    result.status = Status::iteration_limit;
  // Both ends of the interval in λ, at the y and d of the ends of the line.
  Place low = places.front(), high = last;
  low.self_coupling = high.self_coupling = self_coupling;
  result.criterion_low = tracer.criterion(low);
  result.criterion_high = tracer.criterion(high);
  return result;
}

std::vector<ModuleTransition> solve_all(Tracer tracer, const Transition& start,
                                        const std::vector<double>& self_couplings,
                                        const ModuleTransitionOptions& options) {
  if (self_couplings.empty()) return {};
  const double lowest = *std::min_element(self_couplings.begin(), self_couplings.end());
  const std::vector<Place> places = trace(tracer, start, lowest, options.highest_coupling);
  std::vector<ModuleTransition> results;
  for (const double self_coupling : self_couplings) {
    const long before = tracer.evaluations();
    results.push_back(solve(tracer, places, self_coupling, options));
    results.back().evaluations = tracer.evaluations() - before;
  }
  return results;
}

}  // namespace

std::vector<ModuleTransition> module_transitions(ModuleLayout layout, ModuleLine line,
                                                 const std::vector<double>& self_couplings,
                                                 const ModuleTransitionOptions& options) {
  require_valid(layout, options);
  require_no_y_gap(line);
  return solve_all(Tracer(layout, line, kNone, options.stop), of_one_module(line, kNone),
                   self_couplings, options);
}

ModuleTransition module_transition_at(ModuleLayout layout, ModuleLine line, double coupling,
                                      ModuleTransitionOptions options) {
  options.highest_coupling = coupling;
  require_valid(layout, options);
  require_no_y_gap(line);
  Tracer tracer(layout, line, kNone, options.stop);
  const auto places = trace(tracer, of_one_module(line, kNone), kLowest, coupling);
  ModuleTransition result{
      Status::iteration_limit, kNone, coupling, kNone, kNone, kNone, kNone, kNone, 0};
  if (!places.empty() && places.back().coupling == coupling) {
    Place place = places.back();
    if (tracer.largest(place, Control::self_coupling, options.tolerance)) {
      result.uncertainty = options.tolerance;
      bracket(tracer, place, Control::self_coupling, result);
      result.self_coupling = place.self_coupling;
      result.replicas = place.replicas;
      result.distance = std::exp(place.log_distance);
    }
  }
  result.evaluations = tracer.evaluations();
  return result;
}

std::vector<ModuleTransition> module_y_gap(ModuleLayout layout, double replicas,
                                           const std::vector<double>& self_couplings,
                                           const ModuleTransitionOptions& options) {
  require_valid(layout, options);
  require(replicas > 1.0 && replicas <= largest_module_replicas, "replicas", replicas, "(1,50]");
  return solve_all(Tracer(layout, ModuleLine::y_gap, replicas, options.stop),
                   of_one_module(ModuleLine::y_gap, replicas), self_couplings, options);
}

}  // namespace steady::solvers
