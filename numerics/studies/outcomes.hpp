// Means and shares over the outcomes of a study.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <vector>

#include <steady/numerics/sampling/estimators.hpp>

namespace steady::studies {

/// `number` of every outcome. Throws std::invalid_argument without outcomes.
template <class Outcome, class Number>
std::vector<double> numbers_of(std::span<const Outcome> outcomes, const Number& number) {
  if (outcomes.empty()) throw std::invalid_argument("estimate: no outcomes");
  std::vector<double> values;
  for (const auto& outcome : outcomes) values.push_back(static_cast<double>(number(outcome)));
  return values;
}

/// sampling::mean of it.
template <class Outcome, class Number>
sampling::Estimate mean_of(std::span<const Outcome> outcomes, const Number& number) {
  return sampling::mean(numbers_of(outcomes, number));
}

/// The same of a number between 0 and 1, which an outcome not seen yet may have anywhere there
/// (sampling::with_unseen).
template <class Outcome, class Number>
sampling::Estimate mean_share(std::span<const Outcome> outcomes, const Number& number) {
  const auto found = mean_of(outcomes, number);
  return sampling::with_unseen(found, outcomes.size(), std::max(found.value, 1.0 - found.value));
}

/// The outcomes of which `holds` is true: their share with Wilson's interval of one standard error.
template <class Outcome, class Holds>
sampling::Interval share_of(std::span<const Outcome> outcomes, const Holds& holds) {
  if (outcomes.empty()) throw std::invalid_argument("estimate: no outcomes");
  const auto count = std::count_if(outcomes.begin(), outcomes.end(), holds);
  return sampling::wilson(static_cast<std::size_t>(count), outcomes.size());
}

}  // namespace steady::studies
