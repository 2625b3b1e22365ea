// The table of `steady threshold`: thresholds of each size, and their extrapolation.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <apps/frame/table.hpp>
#include <steady/numerics/search/searcher.hpp>
#include <steady/numerics/solvers/gap_closing.hpp>
#include <steady/numerics/thresholds/extrapolation.hpp>
#include <steady/numerics/thresholds/threshold.hpp>

namespace steady::apps {

/// Names and meanings of the columns.
std::vector<std::pair<std::string, std::string>> threshold_columns();

/// One searcher with its thresholds at all sizes.
struct SearchedSizes {
  search::Searcher searcher;
  double max_effort;
  std::vector<thresholds::Threshold> thresholds;
};

class ThresholdTable {
 public:
  explicit ThresholdTable(thresholds::Extrapolation form);

  void add_theory(const std::string& name, const solvers::GapClosing& theory);
  /// One row for each size, and one for N → ∞.
  void add(const SearchedSizes& searched, const std::vector<int>& sizes);

  const Table& table() const { return table_; }
  /// Throws CheckFailed when a threshold or an extrapolation did not converge.
  void report_troubles() const;

 private:
  struct Row;
  void write(const Row& row);
  void blame(const Row& row);
  Row limit_row(const SearchedSizes& searched, const std::vector<int>& sizes) const;
  static Row row_of(const SearchedSizes& searched, int size, const thresholds::Threshold& found);

  thresholds::Extrapolation form_;
  Table table_;
  std::string troubles_;
};

}  // namespace steady::apps
