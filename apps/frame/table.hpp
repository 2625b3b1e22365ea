// One tidy table: provenance, named columns, rows; written as CSV or JSON.
#pragma once

#include <cstdint>
#include <steady/theory/names.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace steady::apps {

/// Doubles are written with the fewest digits (at most 17) that read back as the same double.
using Cell = std::variant<double, std::int64_t, std::uint64_t, bool, std::string>;

/// Key and value of one `# key: value` line, in order.
using Provenance = std::vector<std::pair<std::string, Cell>>;

class Table {
 public:
  explicit Table(std::vector<std::string> columns);

  /// A column is numbers, text or truth values in all rows. Throws std::invalid_argument when the
  /// number of cells is not the number of columns, std::logic_error naming a column of two kinds.
  void add(std::vector<Cell> row);

  const std::vector<std::string>& columns() const { return columns_; }
  const std::vector<std::vector<Cell>>& rows() const { return rows_; }

 private:
  std::vector<std::string> columns_;
  std::vector<std::vector<Cell>> rows_;
};

enum class Format { csv, json };
inline constexpr auto format_names =
    names<Format>("format", {{Format::csv, "csv"}, {Format::json, "json"}});

/// `# key: value` lines, a header, rows. Not a number is `nan`, infinities are `inf`, `-inf`
/// (gnuplot, numpy, pandas and R read them); text is quoted where it must be (RFC 4180).
std::string to_csv(const Table& table, const Provenance& provenance);

/// {"provenance": {…}, "rows": [{column: value, …}, …]}, one row a line. JSON has no infinities,
/// and not all readers take 1e999 for one: not a number is null, ±∞ the largest double,
/// ±1.7976931348623157e308, which keeps its place among the numbers.
std::string to_json(const Table& table, const Provenance& provenance);

std::string render(const Table& table, const Provenance& provenance, Format format);

/// The text of one cell as in CSV, without quoting.
std::string to_text(const Cell& cell);

}  // namespace steady::apps
