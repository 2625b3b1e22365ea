#include "threshold_table.hpp"

#include <fmt/format.h>

namespace steady::apps {
namespace {

struct Column {
  std::string name, meaning;
  Cell (*cell)(const ThresholdRow&);
};

const std::vector<Column>& columns() {
  using Row = ThresholdRow;
  static const std::vector<Column> list{
      {"algorithm", "gap_closing (theory), or who searched",
       [](const Row& r) -> Cell { return r.algorithm; }},
      {"size", "N, neurons in a module; `inf`: theory, or extrapolated",
       [](const Row& r) -> Cell { return r.size; }},
      {"threshold", "J*, or λ* with --control coupling; J_∞ at size `inf`",
       [](const Row& r) -> Cell { return r.threshold; }},
      {"threshold_error",
       "its standard error; extrapolated: times √(χ²/degrees of freedom) where that is above 1; "
       "theory: half-width of an interval with the transition inside",
       [](const Row& r) -> Cell { return r.error; }},
      {"status", "what was reached, see below", [](const Row& r) -> Cell { return r.status; }},
      {"width", "w: 27 % to 73 % success within w of J* (probit: 16 % to 84 %)",
       [](const Row& r) -> Cell { return r.width; }},
      {"width_error", "its standard error", [](const Row& r) -> Cell { return r.width_error; }},
      {"trials", "networks searched", [](const Row& r) -> Cell { return r.trials; }},
      {"success_effort", "median sweeps or iterations of the searches that succeeded",
       [](const Row& r) -> Cell { return r.success_effort; }},
      {"max_effort", "the budget of one search", [](const Row& r) -> Cell { return r.max_effort; }},
      {"effort_unit", "sweeps, or iterations of message passing",
       [](const Row& r) -> Cell { return r.effort_unit; }},
      {"form", "theory, the curve of success, or the form of the extrapolation",
       [](const Row& r) -> Cell { return r.form; }},
      {"amplitude", "c of the extrapolation", [](const Row& r) -> Cell { return r.amplitude; }},
      {"exponent", "ω", [](const Row& r) -> Cell { return r.exponent; }},
      {"chi_squared", "of the extrapolation", [](const Row& r) -> Cell { return r.chi_squared; }},
      {"degrees_of_freedom", "of the extrapolation",
       [](const Row& r) -> Cell { return std::int64_t{r.degrees_of_freedom}; }},
      {"form_spread", "largest change of J_∞ under the other forms: the systematic error",
       [](const Row& r) -> Cell { return r.form_spread; }},
      {"p_value", "of the extrapolation's χ²", [](const Row& r) -> Cell { return r.p_value; }},
      {"fit_chi_squared",
       "Pearson's, of the trials against the curve, in groups of neighbouring controls with five "
       "expected successes and failures or more",
       [](const Row& r) -> Cell { return r.curve_goodness.chi_squared; }},
      {"fit_degrees_of_freedom", "groups less two",
       [](const Row& r) -> Cell { return std::int64_t{r.curve_goodness.degrees_of_freedom}; }},
      {"fit_p_value", "probability of a larger χ² if the curve were right",
       [](const Row& r) -> Cell { return r.curve_goodness.p_value; }}};
  return list;
}

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

std::vector<std::pair<std::string, std::string>> threshold_columns() {
  std::vector<std::pair<std::string, std::string>> list;
  for (const auto& column : columns()) list.emplace_back(column.name, column.meaning);
  return list;
}

Table threshold_table(const std::vector<ThresholdRow>& rows) {
  std::vector<std::string> names;
  for (const auto& column : columns()) names.push_back(column.name);
  Table table(names);
  for (const auto& row : rows) {
    std::vector<Cell> cells;
    for (const auto& column : columns()) cells.push_back(column.cell(row));
    table.add(std::move(cells));
  }
  return table;
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

std::vector<std::pair<std::string, std::string>> trial_columns() {
  return {{"algorithm", "who searched"},
          {"size", "N, neurons in a module"},
          {"control", "J_D, or λ with --control coupling"},
          {"sample", "number of the network"},
          {"success", "1: a fixed point was found within the budget; 0: none"},
          {"effort", "sweeps or iterations spent"}};
}

Table trial_table(const std::vector<SearchedSizes>& searched, const std::vector<int>& sizes) {
  Table table({"algorithm", "size", "control", "sample", "success", "effort"});
  for (const auto& entry : searched)
    for (std::size_t k = 0; k < sizes.size(); ++k)
      for (const auto& trial : entry.thresholds[k].trials)
        table.add({entry.searcher.name, std::int64_t{sizes[k]}, trial.control, trial.sample,
                   std::int64_t{trial.outcome.success ? 1 : 0}, trial.outcome.effort});
  return table;
}

}  // namespace steady::apps
