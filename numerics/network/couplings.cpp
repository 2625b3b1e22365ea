#include <steady/numerics/network/couplings.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>

#include <steady/numerics/network/detail/own_terms.hpp>

namespace steady::network {

namespace {
constexpr double grid_steps = 1 << Couplings::fraction_bits;
constexpr std::int32_t field_limit = 1 << 30;
}  // namespace

Couplings::Couplings(int size) : size_(size) {
  if (size < 2) throw std::domain_error("size must be at least 2, got " + std::to_string(size));
  values_.assign(static_cast<std::size_t>(size) * static_cast<std::size_t>(size), 0);
}

Couplings::Couplings(int size, std::vector<std::int32_t> grid)
    : size_(size), values_(std::move(grid)) {
  if (size < 2) throw std::domain_error("size must be at least 2, got " + std::to_string(size));
  const auto n = static_cast<std::size_t>(size);
  if (values_.size() != n * n)
    throw std::domain_error(std::to_string(values_.size()) +
                            " couplings for a network of size = " + std::to_string(size));
  for (int i = 0; i < size; ++i) {
    if (this->grid(i, i) != 0)
      throw std::domain_error("the diagonal is the self-coupling, not a coupling");
    if (reach(i) >= field_limit)
      throw std::domain_error("the couplings of neuron " + std::to_string(i) +
                              " add up beyond the grid's range 2^10");
  }
}

double Couplings::value(int i, int j) const {
  return grid(i, j) / grid_steps;
}

void Couplings::set(int i, int j, double value) {
  if (i == j) throw std::domain_error("the diagonal is the self-coupling, not a coupling");
  if (!(std::abs(value) < field_limit / grid_steps / size_)) {
    throw std::domain_error("coupling out of range: " + std::to_string(value));
  }
  const auto step = static_cast<std::int32_t>(std::lrint(value * grid_steps));
  auto& entry = values_[index(i, j)];
  if (!external_.empty() || !self_.empty())
    detail::require_range(i, reach(i) - std::abs(entry) + std::abs(step), external_, self_);
  entry = step;
}

std::int64_t Couplings::reach(int i) const {
  std::int64_t sum = 0;
  for (const auto value : row(i)) sum += std::abs(std::int64_t{value});
  return sum;
}

void Couplings::require_range(std::span<const std::int32_t> field,
                              std::span<const std::int32_t> self_couplings) const {
  if (field.empty() && self_couplings.empty()) return;
  for (int i = 0; i < size_; ++i) detail::require_range(i, reach(i), field, self_couplings);
}

void Couplings::set_external_field(std::span<const double> field) {
  auto rounded = detail::rounded_fields(field, size_);
  require_range(rounded, self_);
  external_ = std::move(rounded);
}

void Couplings::set_self_couplings(std::span<const double> values) {
  auto rounded = detail::rounded_self_couplings(values, size_);
  require_range(external_, rounded);
  self_ = std::move(rounded);
}

std::span<const std::int32_t> Couplings::row(int i) const {
  return std::span(values_).subspan(index(i, 0), static_cast<std::size_t>(size_));
}

std::int32_t stability_threshold(double self_coupling) {
  if (std::isnan(self_coupling)) throw std::domain_error("self_coupling must not be NaN");
  const double threshold = std::ceil(-self_coupling * grid_steps);
  if (threshold >= field_limit) return field_limit;
  if (threshold <= -field_limit) return -field_limit;
  return static_cast<std::int32_t>(threshold);
}

std::vector<std::int32_t> stability_thresholds(double self_coupling, int size,
                                               std::span<const std::int32_t> self_couplings) {
  std::vector<std::int32_t> thresholds(static_cast<std::size_t>(size),
                                       stability_threshold(self_coupling));
  for (std::size_t i = 0; i < self_couplings.size(); ++i) thresholds[i] -= self_couplings[i];
  return thresholds;
}

std::int32_t local_field(const Couplings& couplings, PackedState state, int neuron) {
  const auto external = couplings.external_field();
  std::int32_t field = external.empty() ? 0 : external[static_cast<std::size_t>(neuron)];
  const auto row = couplings.row(neuron);
  for (int j = 0; j < couplings.size(); ++j) {
    field += spin(state, j) * row[static_cast<std::size_t>(j)];
  }
  return field;
}

bool is_fixed_point(const Couplings& couplings, double self_coupling, PackedState state) {
  const auto thresholds =
      stability_thresholds(self_coupling, couplings.size(), couplings.self_couplings());
  for (int i = 0; i < couplings.size(); ++i) {
    if (spin(state, i) * local_field(couplings, state, i) < thresholds[static_cast<std::size_t>(i)])
      return false;
  }
  return true;
}

}  // namespace steady::network
