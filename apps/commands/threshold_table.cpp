#include "threshold_table.hpp"

#include <fmt/format.h>

namespace steady::apps {
namespace {

/// The searcher's part of a row.
ThresholdRow row_of(const SearchedSizes& searched) {
  ThresholdRow row;
  row.algorithm = searched.searcher.name;
  row.max_effort = searched.max_effort;
  row.effort_unit = searched.searcher.effort_unit;
  return row;
}

bool is_trouble(const ThresholdRow& row) {
  using thresholds::LimitStatus;
  if (row.form == to_string(thresholds::Extrapolation::logarithm)) return false;
  return row.status != "converged" && row.status != to_string(LimitStatus::too_few_sizes) &&
         row.status != to_string(LimitStatus::no_degrees_of_freedom);
}

}  // namespace

Columns<ThresholdRow> threshold_columns() {
  using Row = ThresholdRow;
  Columns<Row> columns;
  columns.add("algorithm", "gap_closing (theory), or who searched", &Row::algorithm)
      .add("size", "N, neurons in a module; `inf`: theory, or extrapolated", &Row::size)
      .add("threshold", "J*, or λ* with --control coupling; J_∞ at size `inf`", &Row::threshold)
      .add(
          "threshold_error",
          "its standard error; extrapolated: times √(χ²/degrees of freedom) where that is above 1; "
          "theory: half-width of an interval with the transition inside",
          &Row::error)
      .add("status", "what was reached, see below", &Row::status)
      .add("width", "w: 27 % to 73 % success within w of J* (probit: 16 % to 84 %)", &Row::width)
      .add("width_error", "its standard error", &Row::width_error)
      .add("trials", "networks searched", &Row::trials)
      .add("success_effort", "median sweeps or iterations of the searches that succeeded",
           &Row::success_effort)
      .add("max_effort", "the budget of one search", &Row::max_effort)
      .add("effort_unit", "sweeps, or iterations of message passing", &Row::effort_unit)
      .add("form", "theory, the curve of success, or the form of the extrapolation", &Row::form)
      .add("amplitude", "c of the extrapolation", &Row::amplitude)
      .add("exponent", "ω", &Row::exponent)
      .add("chi_squared", "of the extrapolation", &Row::chi_squared)
      .add("degrees_of_freedom", "of the extrapolation", &Row::degrees_of_freedom)
      .add("form_spread", "largest change of J_∞ under the other forms: the systematic error",
           &Row::form_spread)
      .add("p_value", "of the extrapolation's χ²", &Row::p_value)
      .add("fit_chi_squared",
           "Pearson's, of the trials against the curve, in groups of neighbouring controls with "
           "five "
           "expected successes and failures or more",
           [](const Row& r) { return r.curve_goodness.chi_squared; })
      .add("fit_degrees_of_freedom", "groups less two",
           [](const Row& r) { return r.curve_goodness.degrees_of_freedom; })
      .add("fit_p_value", "probability of a larger χ² if the curve were right",
           [](const Row& r) { return r.curve_goodness.p_value; });
  return columns;
}

ThresholdRow theory_row(const std::string& name, const solvers::GapClosing& theory) {
  ThresholdRow row;
  row.algorithm = name;
  row.threshold = theory.value;
  row.error = theory.uncertainty;
  row.status = std::string(to_string(theory.status));
  row.form = "theory";
  return row;
}

ThresholdRow size_row(const SearchedSizes& searched, int size, const thresholds::Threshold& found) {
  using thresholds::ThresholdStatus;
  ThresholdRow row = row_of(searched);
  row.size = size;
  row.status = std::string(to_string(found.status));
  row.trials = found.trials.size();
  row.success_effort = thresholds::median_success_effort(found.trials);
  row.form = std::string(to_string(found.fit.curve));
  // Outside the interval the curve is only a guess.
  if (found.status == ThresholdStatus::always_succeeds ||
      found.status == ThresholdStatus::never_succeeds)
    return row;
  row.threshold = found.fit.threshold;
  row.error = found.error;
  row.width = found.fit.width;
  row.width_error = found.fit.width_error;
  row.curve_goodness = found.goodness;
  return row;
}

ThresholdRow limit_row(const SearchedSizes& searched, const std::vector<int>& sizes,
                       thresholds::Extrapolation form) {
  ThresholdRow row = row_of(searched);
  row.form = std::string(to_string(form));
  std::vector<thresholds::SizeThreshold> points;
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    const auto& found = searched.thresholds[k];
    row.trials += found.trials.size();
    if (found.is_measured()) points.push_back({sizes[k], found.fit.threshold, found.error});
  }
  const auto limit = thresholds::judged_limit(points, form);
  row.status = std::string(to_string(limit.status));
  row.amplitude = limit.fit.amplitude;
  row.exponent = limit.fit.exponent;
  row.chi_squared = limit.fit.chi_squared;
  row.degrees_of_freedom = limit.fit.degrees_of_freedom;
  row.p_value = limit.goodness.p_value;
  row.form_spread = limit.form_spread;
  if (form == thresholds::Extrapolation::logarithm) return row;
  row.threshold = limit.fit.value;
  row.error = limit.error;
  return row;
}

std::string troubles_of(const std::vector<ThresholdRow>& rows) {
  std::string troubles;
  for (const auto& row : rows)
    if (is_trouble(row))
      troubles += fmt::format("{}{} at size {}: {}", troubles.empty() ? "" : "; ", row.algorithm,
                              row.size, row.status);
  return troubles;
}

Columns<TrialRow> trial_columns() {
  using Row = TrialRow;
  Columns<Row> columns;
  columns.only_with("--per-sample")
      .add("algorithm", "who searched", &Row::algorithm)
      .add("size", "N, neurons in a module", &Row::size)
      .add("control", "J_D, or λ with --control coupling",
           [](const Row& r) { return r.trial.control; })
      .add("sample", "number of the network", [](const Row& r) { return r.trial.sample; })
      .add("success", "1: a fixed point was found within the budget; 0: none",
           [](const Row& r) { return r.trial.outcome.success ? 1 : 0; })
      .add("effort", "sweeps or iterations spent",
           [](const Row& r) { return r.trial.outcome.effort; });
  return columns;
}

std::vector<TrialRow> trial_rows(const std::vector<SearchedSizes>& searched,
                                 const std::vector<int>& sizes) {
  std::vector<TrialRow> rows;
  for (const auto& entry : searched)
    for (std::size_t k = 0; k < sizes.size(); ++k)
      for (const auto& trial : entry.thresholds[k].trials)
        rows.push_back({entry.searcher.name, sizes[k], trial});
  return rows;
}

}  // namespace steady::apps
