// The tables of `steady threshold`: thresholds of each size with their extrapolation, and trials.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <apps/frame/columns.hpp>
#include <steady/numerics/search/searcher.hpp>
#include <steady/numerics/solvers/gap_closing.hpp>
#include <steady/numerics/thresholds/limit.hpp>
#include <steady/numerics/thresholds/threshold.hpp>

namespace steady::apps {

/// One searcher with its thresholds at all sizes.
struct SearchedSizes {
  search::Searcher searcher;
  double max_effort;
  std::vector<thresholds::Threshold> thresholds;
};

/// One row; what does not apply stays NaN or empty.
struct ThresholdRow {
  static constexpr double nan = std::numeric_limits<double>::quiet_NaN();

  std::string algorithm;
  double size = std::numeric_limits<double>::infinity();
  double threshold = nan, error = nan;
  std::string status;
  double width = nan, width_error = nan;
  std::uint64_t trials = 0;
  double success_effort = nan, max_effort = nan;
  std::string effort_unit;
  std::string form;
  double amplitude = nan, exponent = nan, chi_squared = nan;
  int degrees_of_freedom = 0;
  double form_spread = nan, p_value = nan;
  thresholds::Goodness curve_goodness;
};

Columns<ThresholdRow> threshold_columns();

ThresholdRow theory_row(const std::string& name, const solvers::GapClosing& theory);
ThresholdRow size_row(const SearchedSizes& searched, int size, const thresholds::Threshold& found);
ThresholdRow limit_row(const SearchedSizes& searched, const std::vector<int>& sizes,
                       thresholds::Extrapolation form);

/// "greedy at size 100: no_fit; …" for the rows that claim something and did not reach it; empty
/// when there are none. That sizes are too few for an extrapolation, or for a test of it, is what
/// was asked for, as is a form without a limit.
std::string troubles_of(const std::vector<ThresholdRow>& rows);

/// One search.
struct TrialRow {
  std::string algorithm;
  int size;
  thresholds::TrialRecord trial;
};

Columns<TrialRow> trial_columns();
/// Every trial, in the order in which they were decided.
std::vector<TrialRow> trial_rows(const std::vector<SearchedSizes>& searched,
                                 const std::vector<int>& sizes);

}  // namespace steady::apps
