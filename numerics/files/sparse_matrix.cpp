// Sparse matrices from coordinates and from compressed rows or columns.
#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include <steady/numerics/files/detail/array_formats.hpp>

namespace steady::files::detail {
namespace {

bool is_sorted_strictly(const Coordinates& c) {
  for (std::size_t k = 1; k < c.row.size(); ++k) {
    const bool ascending =
        c.row[k - 1] < c.row[k] || (c.row[k - 1] == c.row[k] && c.column[k - 1] < c.column[k]);
    if (!ascending) return false;
  }
  return true;
}

/// Rows one after the other, in each of them the entries in the order in which they came.
void gather_rows(Coordinates&& c, SparseMatrix& matrix) {
  auto next = matrix.first;
  matrix.column.resize(c.row.size());
  matrix.values.resize(c.row.size());
  for (std::size_t k = 0; k < c.row.size(); ++k) {
    const auto place = static_cast<std::size_t>(next[static_cast<std::size_t>(c.row[k])]++);
    matrix.column[place] = c.column[k];
    matrix.values[place] = c.values[k];
  }
  c = {};
}

/// Sorts one row by column where it is not yet.
void sort_row(std::span<std::int32_t> columns, std::span<double> values,
              std::vector<std::pair<std::int32_t, double>>& buffer) {
  if (std::is_sorted(columns.begin(), columns.end())) return;
  buffer.clear();
  for (std::size_t k = 0; k < columns.size(); ++k) buffer.emplace_back(columns[k], values[k]);
  std::sort(buffer.begin(), buffer.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t k = 0; k < columns.size(); ++k) {
    columns[k] = buffer[k].first;
    values[k] = buffer[k].second;
  }
}

void sort_rows(SparseMatrix& matrix, const Refusal& refuse, int base) {
  std::vector<std::pair<std::int32_t, double>> buffer;
  for (std::size_t i = 0; i + 1 < matrix.first.size(); ++i) {
    const auto begin = static_cast<std::size_t>(matrix.first[i]);
    const auto length = static_cast<std::size_t>(matrix.first[i + 1]) - begin;
    const auto columns = std::span(matrix.column).subspan(begin, length);
    sort_row(columns, std::span(matrix.values).subspan(begin, length), buffer);
    const auto twice = std::adjacent_find(columns.begin(), columns.end());
    if (twice != columns.end())
      refuse(
          fmt::format("the entry in row {}, column {} appears twice (counted from {}): add them "
                      "up before writing the file",
                      i + static_cast<std::size_t>(base), *twice + base, base));
  }
}

}  // namespace

SparseMatrix compressed(Coordinates&& c, const Refusal& refuse, int base) {
  // A false head shall not fill the memory with empty rows.
  if (c.rows > (std::int64_t{1} << 22) && static_cast<std::size_t>(c.rows) / 64 > c.row.size())
    refuse(fmt::format("damaged, or not a network: {} entries in {} rows", c.row.size(), c.rows));
  SparseMatrix matrix;
  matrix.rows = c.rows;
  matrix.columns = c.columns;
  matrix.first.assign(static_cast<std::size_t>(c.rows) + 1, 0);
  for (const auto row : c.row) ++matrix.first[static_cast<std::size_t>(row) + 1];
  std::partial_sum(matrix.first.begin(), matrix.first.end(), matrix.first.begin());
  if (is_sorted_strictly(c)) {
    matrix.column = std::move(c.column);
    matrix.values = std::move(c.values);
    c = {};
    return matrix;
  }
  gather_rows(std::move(c), matrix);
  sort_rows(matrix, refuse, base);
  return matrix;
}

SparseMatrix from_compressed(std::int64_t rows, std::int64_t columns, bool by_columns,
                             const std::vector<std::int64_t>& pointers,
                             const std::vector<std::int64_t>& indices, std::vector<double> values,
                             const Refusal& refuse) {
  const auto lines = by_columns ? columns : rows;
  const auto length = by_columns ? rows : columns;
  constexpr std::int64_t most = std::int64_t{1} << 31;
  if (rows < 0 || columns < 0 || rows >= most || columns >= most)
    refuse(fmt::format("damaged: a sparse matrix of {} rows and {} columns", rows, columns));
  const bool whole = pointers.size() == static_cast<std::size_t>(lines) + 1 &&
                     pointers.front() == 0 && std::is_sorted(pointers.begin(), pointers.end()) &&
                     static_cast<std::size_t>(pointers.back()) == indices.size() &&
                     indices.size() == values.size();
  if (!whole)
    refuse(
        fmt::format("damaged: the pointers, indices and values of a sparse matrix of {} rows and "
                    "{} columns do not fit together",
                    rows, columns));
  Coordinates c{rows, columns, {}, {}, std::move(values)};
  auto& along = by_columns ? c.column : c.row;
  auto& across = by_columns ? c.row : c.column;
  along.reserve(indices.size());
  across.reserve(indices.size());
  for (std::size_t line = 0; line + 1 < pointers.size(); ++line)
    for (auto k = pointers[line]; k < pointers[line + 1]; ++k) {
      const auto index = indices[static_cast<std::size_t>(k)];
      if (index < 0 || index >= length)
        refuse(
            fmt::format("damaged: an entry of a sparse matrix of {} rows and {} columns has the "
                        "index {}",
                        rows, columns, index));
      along.push_back(static_cast<std::int32_t>(line));
      across.push_back(static_cast<std::int32_t>(index));
    }
  return compressed(std::move(c), refuse, 0);
}

}  // namespace steady::files::detail
