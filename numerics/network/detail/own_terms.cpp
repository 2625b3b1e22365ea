#include <steady/numerics/network/detail/own_terms.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

namespace steady::network::detail {
namespace {

constexpr double grid_steps = 1 << 20;
// Room for every difference of two fields, and for thresholds one step beyond all fields.
constexpr std::int64_t field_limit = (1 << 30) - (1 << 24);

template <class Round>
std::vector<std::int32_t> rounded(std::span<const double> values, int size, std::string_view what,
                                  const Round& round) {
  if (!values.empty() && values.size() != static_cast<std::size_t>(size))
    throw std::invalid_argument(fmt::format("{} {}s for {} neurons", values.size(), what, size));
  std::vector<std::int32_t> steps;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!(std::abs(values[i]) < field_limit / grid_steps))
      throw std::domain_error(
          fmt::format("the {} of neuron {} is {}, beyond ±1008", what, i, values[i]));
    steps.push_back(static_cast<std::int32_t>(round(values[i] * grid_steps)));
  }
  if (std::all_of(steps.begin(), steps.end(), [](auto step) { return step == 0; })) return {};
  return steps;
}

}  // namespace

std::vector<std::int32_t> rounded_fields(std::span<const double> fields, int size) {
  return rounded(fields, size, "external field", [](double value) { return std::rint(value); });
}

std::vector<std::int32_t> rounded_self_couplings(std::span<const double> values, int size) {
  return rounded(values, size, "self-coupling", [](double value) { return std::floor(value); });
}

void require_range(int neuron, std::int64_t reach, std::span<const std::int32_t> fields,
                   std::span<const std::int32_t> self_couplings) {
  const auto i = static_cast<std::size_t>(neuron);
  for (const auto terms : {fields, self_couplings})
    if (!terms.empty()) reach += std::abs(terms[i]);
  if (reach >= field_limit)
    throw std::domain_error(fmt::format(
        "the couplings of neuron {} with its external field and self-coupling add up to {}, "
        "1008 or more",
        neuron, static_cast<double>(reach) / grid_steps));
}

}  // namespace steady::network::detail
