#include "threshold_table.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include <apps/accessibility.hpp>
#include <apps/frame/errors.hpp>

namespace steady::apps {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

double form_spread(const std::vector<thresholds::SizeThreshold>& points,
                   const thresholds::Limit& chosen) {
  using thresholds::Extrapolation;
  double spread = nan;
  for (const auto form :
       {Extrapolation::power, Extrapolation::inverse, Extrapolation::inverse_root}) {
    if (form == chosen.form || (form == Extrapolation::power && points.size() < 3)) continue;
    const auto other = thresholds::extrapolate(points, form);
    if (other.converged) spread = std::fmax(spread, std::abs(other.value - chosen.value));
  }
  return spread;
}

std::vector<std::string> column_names() {
  std::vector<std::string> names;
  for (const auto& [name, meaning] : threshold_columns()) names.push_back(name);
  return names;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> threshold_columns() {
  return {
      {"algorithm", "gap_closing (theory), or who searched"},
      {"size", "N, neurons in a module; `inf`: theory, or extrapolated"},
      {"threshold", "J*, or λ* with --control coupling; J_∞ at size `inf`"},
      {"threshold_error",
       "its standard error; extrapolated: times √(χ²/degrees of freedom) where that is above 1; "
       "theory: half-width of an interval with the transition inside"},
      {"status",
       "converged; sample_limit: error above --target-error; always_succeeds, never_succeeds: "
       "outside [--low, --high]; no_fit; no_limit, too_few_sizes: no extrapolation"},
      {"width", "w, from 27 % to 73 % success"},
      {"width_error", "its standard error"},
      {"trials", "networks searched"},
      {"success_effort", "median sweeps or iterations of the searches that succeeded"},
      {"max_effort", "the budget of one search"},
      {"effort_unit", "sweeps, or iterations of message passing"},
      {"form", "theory, logistic, or the form of the extrapolation"},
      {"amplitude", "c of the extrapolation"},
      {"exponent", "ω"},
      {"chi_squared", "of the extrapolation"},
      {"degrees_of_freedom", "of the extrapolation"},
      {"form_spread", "largest change of J_∞ under the other forms: the systematic error"}};
}

/// One row; what does not apply stays NaN or empty.
struct ThresholdTable::Row {
  std::string algorithm;
  double size = infinity;
  double threshold = nan, error = nan;
  std::string status;
  double width = nan, width_error = nan;
  std::uint64_t trials = 0;
  double success_effort = nan, max_effort = nan;
  std::string effort_unit;
  std::string form;
  double amplitude = nan, exponent = nan, chi_squared = nan;
  int degrees_of_freedom = 0;
  double form_spread = nan;
};

ThresholdTable::ThresholdTable(thresholds::Extrapolation form)
    : form_(form), table_(column_names()) {}

void ThresholdTable::write(const Row& row) {
  table_.add({row.algorithm, row.size, row.threshold, row.error, row.status, row.width,
              row.width_error, row.trials, row.success_effort, row.max_effort, row.effort_unit,
              row.form, row.amplitude, row.exponent, row.chi_squared,
              std::int64_t{row.degrees_of_freedom}, row.form_spread});
}

void ThresholdTable::blame(const Row& row) {
  if (row.status == "converged" || row.status == "too_few_sizes") return;
  troubles_ += fmt::format("{}{} at size {}: {}", troubles_.empty() ? "" : "; ", row.algorithm,
                           row.size, row.status);
}

void ThresholdTable::report_troubles() const {
  if (!troubles_.empty()) throw CheckFailed(troubles_);
}

void ThresholdTable::add_theory(const std::string& name, const solvers::GapClosing& theory) {
  Row row;
  row.algorithm = name;
  row.threshold = theory.value;
  row.error = theory.uncertainty;
  row.status = std::string(to_string(theory.status));
  row.form = "theory";
  write(row);
  blame(row);
}

ThresholdTable::Row ThresholdTable::row_of(const SearchedSizes& searched, int size,
                                           const thresholds::Threshold& found) {
  Row row;
  row.algorithm = searched.searcher.name;
  row.size = size;
  row.threshold = found.fit.threshold;
  row.error = found.error;
  row.status = std::string(to_string(found.status));
  row.width = found.fit.width;
  row.width_error = found.fit.width_error;
  row.trials = found.trials.size();
  row.success_effort = median_effort(found.trials);
  row.max_effort = searched.max_effort;
  row.effort_unit = searched.searcher.effort_unit;
  row.form = "logistic";
  // Outside the interval the curve is only a guess.
  if (row.status == "always_succeeds" || row.status == "never_succeeds")
    row.threshold = row.error = row.width = row.width_error = nan;
  return row;
}

ThresholdTable::Row ThresholdTable::limit_row(const SearchedSizes& searched,
                                              const std::vector<int>& sizes) const {
  Row row;
  row.algorithm = searched.searcher.name;
  row.max_effort = searched.max_effort;
  row.effort_unit = searched.searcher.effort_unit;
  row.form = std::string(to_string(form_));
  std::vector<thresholds::SizeThreshold> points;
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    const auto& found = searched.thresholds[k];
    row.trials += found.trials.size();
    if (is_measured(found)) points.push_back({sizes[k], found.fit.threshold, found.error});
  }
  const std::size_t needed = form_ == thresholds::Extrapolation::power ? 3 : 2;
  row.status = "too_few_sizes";
  if (points.size() < needed) return row;
  const auto limit = thresholds::extrapolate(points, form_);
  row.status = limit.converged ? "converged" : "no_limit";
  row.amplitude = limit.amplitude;
  row.exponent = limit.exponent;
  row.chi_squared = limit.chi_squared;
  row.degrees_of_freedom = limit.degrees_of_freedom;
  if (form_ == thresholds::Extrapolation::logarithm) {
    row.status = "no_limit";  // by its nature
    return row;
  }
  row.threshold = limit.value;
  row.error = thresholds::scaled_error(limit);
  if (limit.converged) row.form_spread = form_spread(points, limit);
  return row;
}

void ThresholdTable::add(const SearchedSizes& searched, const std::vector<int>& sizes) {
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    const Row row = row_of(searched, sizes[k], searched.thresholds[k]);
    write(row);
    blame(row);
  }
  const Row limit = limit_row(searched, sizes);
  write(limit);
  if (form_ != thresholds::Extrapolation::logarithm) blame(limit);  // that has none by its nature
}

}  // namespace steady::apps
