// Matrices in text: CSV, TSV, semicolons or columns; comments, a line and a column of names.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include <steady/numerics/files/detail/array_formats.hpp>

namespace steady::files::detail {
namespace {

constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

const char* skip_blanks(const char* p, const char* end) {
  while (p < end && is_blank(*p)) ++p;
  return p;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool is_number(std::string_view cell, double& value) {
  const char* const end = cell.data() + cell.size();
  return !cell.empty() && parse_number(cell.data(), end, value) == end;
}

bool is_finite_number(const std::string& cell) {
  double value = 0.0;
  return is_number(cell, value) && std::isfinite(value);
}

/// What cannot be a name above a column: a number, also one with a decimal comma.
bool is_like_number(const std::string& cell) {
  double value = 0.0;
  if (is_number(cell, value)) return std::isfinite(value);
  return cell.find(',') != std::string::npos &&
         cell.find_first_not_of("0123456789.,+-eE") == std::string::npos;
}

/// Whether it is a whole number that the double `value` does not hold.
bool is_rounded(std::string_view cell, double value) {
  if (cell.starts_with('+') || cell.starts_with('-')) cell.remove_prefix(1);
  if (!(std::abs(value) >= 0x1p53) || cell.find_first_not_of("0123456789") != cell.npos)
    return false;
  std::uint64_t whole = 0;
  const char* const end = cell.data() + cell.size();
  const auto [after, error] = std::from_chars(cell.data(), end, whole);
  const double size = std::abs(value);
  return error != std::errc() || size >= 0x1p64 || static_cast<std::uint64_t>(size) != whole;
}

/// What may be done about a cell that is not a number.
std::string remedy(const std::string& cell, char separator) {
  if (cell.empty()) return "an empty cell: every entry needs a number";
  const auto quoted = fmt::format("'{}' is ", cell.substr(0, 40));
  double real = 0.0;
  const char* const end = cell.data() + cell.size();
  const char* rest = parse_number(cell.data() + (cell.front() == '(' ? 1 : 0), end, real);
  if (rest != nullptr && rest < end && cell.find_first_of("ijIJ") != std::string::npos &&
      cell.find_first_not_of("0123456789.+-eEijIJ() ") == std::string::npos)
    return quoted + "complex: couplings, fields and states are real";
  if (separator != ',' && cell.find(',') != std::string::npos)
    return quoted + "not a number: write decimals with a point, not a comma";
  return quoted + "not a number";
}

class TextReader {
 public:
  TextReader(const Refusal& refuse, std::optional<std::uint64_t> bytes)
      : refuse_(refuse), bytes_(bytes) {}

  void take(std::string_view line, std::int64_t number) {
    line_ = number;
    if (number == 1) line = without_mark(line);
    const char* const begin = skip_blanks(line.data(), line.data() + line.size());
    if (begin == line.data() + line.size() || *begin == '#' || *begin == '%') return;
    if (separator_ == 0) choose_separator(line);
    if (matrix_.rows == 0)
      take_first(line);
    else
      take_row(line);
  }

  DenseMatrix finish() {
    if (matrix_.rows == 0)
      refuse_(names_.empty()
                  ? "it has no numbers"
                  : fmt::format("it has no numbers, only the names in line {}", names_line_));
    drop_numbered_header();
    require_one_order();
    return std::move(matrix_);
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    refuse_(fmt::format("line {}: {}", line_, why));
  }

  std::string_view without_mark(std::string_view line) const {
    if (line.starts_with("\xff\xfe") || line.starts_with("\xfe\xff"))
      refuse_("text in UTF-16: save it as UTF-8 (in spreadsheets: 'CSV UTF-8')");
    if (line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
    return line;
  }

  void choose_separator(std::string_view line) {
    separator_ = ' ';
    for (const char c : {'\t', ',', ';'})
      if (line.find(c) != std::string_view::npos) separator_ = c;
  }

  /// Cells without their quotes; a comment at the end is left out, and so is what follows a
  /// separator at the end.
  std::vector<std::string> split(std::string_view line) const {
    std::vector<std::string> cells;
    const char* p = line.data();
    const char* const end = p + line.size();
    while ((p = skip_blanks_in_cells(p, end)) < end && *p != '#') {
      std::string cell;
      if (*p == '"' || *p == '\'') {
        const char quote = *p++;
        while (p < end && *p != quote) cell += *p++;
        p += p < end;
        while (p < end && *p != separator_ && is_blank(*p)) ++p;
      }
      while (p < end && *p != '#' && !ends_cell(*p)) cell += *p++;
      cells.emplace_back(trimmed(cell));
      if (p < end && *p == separator_) ++p;
    }
    return cells;
  }

  bool ends_cell(char c) const { return separator_ == ' ' ? is_blank(c) : c == separator_; }
  const char* skip_blanks_in_cells(const char* p, const char* end) const {
    while (p < end && *p != separator_ && is_blank(*p)) ++p;
    return separator_ == ' ' ? skip_blanks(p, end) : p;
  }

  void take_first(std::string_view line) {
    auto cells = split(line);
    const bool numbers = std::any_of(cells.begin(), cells.end(), is_like_number);
    const bool corner = !cells.empty() && cells.front().empty() && cells.size() > 1;
    if (names_line_ == 0 && (!numbers || corner)) {
      names_ = std::move(cells);
      names_line_ = line_;
      return;
    }
    first_line_ = line_;
    numbered_labels_ =
        names_line_ != 0 && (names_.front().empty() || names_.size() + 1 == cells.size());
    double first = 0.0;
    labels_ = numbered_labels_ ||
              (cells.size() > 1 && !is_number(cells[0], first) && is_finite_number(cells[1]));
    matrix_.columns = static_cast<std::int64_t>(cells.size()) - (labels_ ? 1 : 0);
    const auto named = static_cast<std::int64_t>(names_.size());
    if (names_line_ != 0 && named != matrix_.columns && named != matrix_.columns + labels_)
      fail(fmt::format("{} numbers below the {} names in line {}", matrix_.columns, named,
                       names_line_));
    if (bytes_) {
      const auto rows = *bytes_ / (line.size() + 1) + 1;
      matrix_.values.reserve(static_cast<std::size_t>(rows) * cells.size());
    }
    take_row(line);
  }

  void take_row(std::string_view line) {
    const auto before = matrix_.values.size();
    if (!take_fast(line)) {
      matrix_.values.resize(before);
      take_slowly(line);
    }
    if (names_line_ != 0 && labels_) row_names_.push_back(label_);
    ++matrix_.rows;
  }

  /// False for everything that is not plainly numbers.
  bool take_fast(std::string_view line) {
    const char* p = line.data();
    const char* const end = p + line.size();
    if (labels_ && (p = after_plain_label(p, end)) == nullptr) return false;
    const bool separated = separator_ != ' ';
    for (std::int64_t k = 0; k < matrix_.columns; ++k) {
      p = skip_blanks_in_cells(p, end);
      double value = 0.0;
      const char* const after = parse_number(p, end, value);
      if (after == nullptr || !std::isfinite(value)) return false;
      if (std::abs(value) >= 0x1p53 && is_rounded({p, static_cast<std::size_t>(after - p)}, value))
        return false;
      matrix_.values.push_back(value);
      p = skip_blanks_in_cells(after, end);
      const bool last = k + 1 == matrix_.columns;
      if (!last && separated && (p == end || *p++ != separator_)) return false;
      if (!last && !separated && p == after) return false;
    }
    if (separated && p < end && *p == separator_) p = skip_blanks(p + 1, end);
    return p == end || *p == '#';
  }

  /// Null for a label that wants a closer look.
  const char* after_plain_label(const char* p, const char* end) {
    if (separator_ == ' ' || p == end || *p == '"' || *p == '\'') return nullptr;
    const auto* const found = std::find(p, end, separator_);
    double number = 0.0;
    if (!numbered_labels_ && is_number({p, static_cast<std::size_t>(found - p)}, number))
      return nullptr;
    label_ = trimmed({p, static_cast<std::size_t>(found - p)});
    return found == end ? nullptr : found + 1;
  }

  /// Names, quotes, and everything that is wrong.
  void take_slowly(std::string_view line) {
    const auto cells = split(line);
    const std::size_t first = labels_ ? 1 : 0;
    if (labels_) label_ = cells.empty() ? "" : cells.front();
    const auto found = static_cast<std::int64_t>(cells.size()) - static_cast<std::int64_t>(first);
    for (std::size_t k = first; k < cells.size(); ++k) {
      double value = 0.0;
      if (!is_number(cells[k], value))
        refuse_(fmt::format("line {}, column {}: {}", line_, k + 1, remedy(cells[k], separator_)));
      if (!std::isfinite(value))
        refuse_(
            fmt::format("line {}, column {}: '{}' is not a finite number", line_, k + 1, cells[k]));
      if (is_rounded(cells[k], value))
        refuse_(
            fmt::format("line {}, column {}: the whole number {} has no exact place among "
                        "doubles (beyond 2^53)",
                        line_, k + 1, cells[k]));
      matrix_.values.push_back(value);
    }
    if (found != matrix_.columns)
      fail(fmt::format("{} numbers, but line {} has {}: all rows must be of one length", found,
                       first_line_, matrix_.columns));
    if (labels_ && !numbered_labels_ && is_finite_number(cells.front()))
      fail(fmt::format(
          "it begins with a number, line {} with a name: give every row a name, or none",
          first_line_));
  }

  /// `0,1,2,…` or `1,2,3,…` above a square matrix are the numbers of its columns (as pandas writes
  /// them), because with them it would not be square.
  void drop_numbered_header() {
    const auto n = matrix_.columns;
    if (n < 3 || matrix_.rows != n + 1 || names_line_ != 0) return;
    const double base = matrix_.values.front();
    if (base != 0.0 && base != 1.0) return;
    for (std::int64_t k = 0; k < n; ++k)
      if (matrix_.at(0, k) != base + static_cast<double>(k)) return;
    matrix_.values.erase(matrix_.values.begin(), matrix_.values.begin() + n);
    --matrix_.rows;
  }

  /// Rows and columns of the same names are the same neurons: they must come in one order.
  void require_one_order() const {
    if (row_names_.empty() || row_names_.size() != static_cast<std::size_t>(matrix_.columns))
      return;
    const std::vector<std::string> above(names_.end() - matrix_.columns, names_.end());
    if (above == row_names_ || !std::is_permutation(above.begin(), above.end(), row_names_.begin()))
      return;
    const auto k = static_cast<std::size_t>(
        std::mismatch(above.begin(), above.end(), row_names_.begin()).first - above.begin());
    refuse_(
        fmt::format("row {} is called '{}', column {} '{}': bring both into one order (pandas: "
                    "df.loc[df.columns, df.columns])",
                    k + 1, row_names_[k], k + 1, above[k]));
  }

  const Refusal& refuse_;
  std::optional<std::uint64_t> bytes_;
  DenseMatrix matrix_;
  std::int64_t line_ = 0;
  std::int64_t first_line_ = 0;  // of numbers
  std::int64_t names_line_ = 0;
  std::vector<std::string> names_;
  std::vector<std::string> row_names_;  // where columns have names, too
  std::string label_;                   // of the line
  char separator_ = 0;                  // a blank: any number of blanks and tabs
  bool labels_ = false;
  bool numbered_labels_ = false;
};

}  // namespace

const char* parse_number(const char* begin, const char* end, double& value) {
  if (begin < end && *begin == '+' && begin + 1 < end && begin[1] != '-') ++begin;
  const auto [after, error] = std::from_chars(begin, end, value);
  if (error == std::errc::invalid_argument) return nullptr;
  if (error == std::errc::result_out_of_range)  // left unchanged: zero or infinite
    value = std::strtod(std::string(begin, after).c_str(), nullptr);
  return after;
}

DenseMatrix read_text(const ByteSource& source, const Refusal& refuse) {
  TextReader reader(refuse, source.size);
  for_each_line(source, [&](std::string_view line, std::int64_t number) {
    reader.take(line, number);
    return true;
  });
  return reader.finish();
}

}  // namespace steady::files::detail
