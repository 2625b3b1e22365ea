// The multinomial sum over the configurations of y replicas, eq. (5.8): the oracle of the integral.
#include <cmath>
#include <limits>
#include <numbers>
#include <steady/theory/detail/module_layout.hpp>
#include <steady/theory/domain.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/module_replicas.hpp>
#include <vector>

namespace steady::theory {

namespace {

// ln ∫Dz Π_e Φ(x_e(z))^{n_e} by the trapezoidal rule, spectrally accurate for analytic integrands.
double log_field_integral(const ModulePoint& point, double overlap, int neighbours,
                          const std::vector<int>& counts) {
  const double width = std::sqrt(1.0 - overlap);
  const double step = 0.2 * std::min(1.0, width / std::sqrt(overlap));
  double sum = 0.0;
  for (int i = -static_cast<int>(9.0 / step); i * step <= 9.0; ++i) {
    const double z = i * step;
    double log_term = -0.5 * z * z;
    for (int e = 0; e < static_cast<int>(counts.size()); ++e) {
      if (counts[e] == 0) continue;
      const int spin = 2 * (e / (neighbours + 1)) - 1;
      const int field = 2 * (e % (neighbours + 1)) - neighbours;
      const double x =
          point.self_coupling + point.coupling * spin * field + spin * std::sqrt(overlap) * z;
      log_term += counts[e] * log_normal_cdf(x / width);
    }
    sum += std::exp(log_term);
  }
  return std::log(sum * step / std::sqrt(2.0 * std::numbers::pi));
}

struct Occupation {
  double log_sum_top = -std::numeric_limits<double>::infinity();
  double sum = 0.0;
  std::array<double, 2> square{};  // Σ weight Σ_{l of kind} M_l²
};

void add(Occupation& total, const ModulePoint& point, const detail::LayoutTable& table,
         const std::vector<int>& occupied) {
  double log_weight = std::lgamma(point.replicas + 1.0);
  for (const int n : occupied) log_weight -= std::lgamma(n + 1.0);
  std::array<double, 2> square{};
  for (int l = 0; l < table.modules; ++l) {
    const int kind = table.kind[l];
    std::vector<int> counts(2 * (table.neighbours[l] + 1), 0);
    int magnetisation = 0;
    for (std::size_t c = 0; c < occupied.size(); ++c) {
      const int e = table.entries[c][l];
      counts[e] += occupied[c];
      magnetisation += (e > table.neighbours[l] ? 1 : -1) * occupied[c];
    }
    const double squared = static_cast<double>(magnetisation) * magnetisation;
    square[kind] += squared;
    log_weight += 0.5 * point.conjugates[kind] * squared +
                  log_field_integral(point, point.overlaps[kind], table.neighbours[l], counts);
  }
  if (log_weight > total.log_sum_top) {
    const double shrink = std::exp(total.log_sum_top - log_weight);
    total.sum *= shrink;
    for (double& value : total.square) value *= shrink;
    total.log_sum_top = log_weight;
  }
  const double weight = std::exp(log_weight - total.log_sum_top);
  total.sum += weight;
  for (int kind = 0; kind < 2; ++kind) total.square[kind] += weight * square[kind];
}

// All ways to put `left` replicas into the configurations from `next` on.
void distribute(Occupation& total, const ModulePoint& point, const detail::LayoutTable& table,
                std::vector<int>& occupied, std::size_t next, int left) {
  if (next + 1 == occupied.size()) {
    occupied[next] = left;
    add(total, point, table, occupied);
    return;
  }
  for (int n = 0; n <= left; ++n) {
    occupied[next] = n;
    distribute(total, point, table, occupied, next + 1, left - n);
  }
}

}  // namespace

ModuleAction module_action_multinomial(const ModulePoint& point) {
  detail::require_domain(point);
  const double y = point.replicas;
  if (y != std::floor(y) || y > 12.0) throw outside("replicas", y, "the integers 1 to 12");
  const detail::LayoutTable table = detail::layout_table(point.layout);
  Occupation total;
  std::vector<int> occupied(table.entries.size(), 0);
  distribute(total, point, table, occupied, 0, static_cast<int>(y));

  const double nan = std::numeric_limits<double>::quiet_NaN();
  ModuleAction action{total.log_sum_top + std::log(total.sum), {}, {}, {nan, nan}, nan, nan, nan};
  action.d2_conjugates = {{{nan, nan}, {nan, nan}}};
  for (int kind = 0; kind < table.kinds; ++kind) {
    const double slope =
        0.5 * modules_of_kind(point.layout, kind) * (y * (y - 1.0) * point.overlaps[kind] + y);
    action.value -= slope * point.conjugates[kind];
    action.d_conjugates[kind] = 0.5 * total.square[kind] / total.sum - slope;
  }
  return action;
}

}  // namespace steady::theory
