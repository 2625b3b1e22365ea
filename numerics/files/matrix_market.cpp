// Matrix Market exchange format: R. F. Boisvert, R. Pozo, K. A. Remington, NISTIR 5935 (1996).
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <sstream>

#include <fmt/format.h>

#include <steady/numerics/files/detail/array_formats.hpp>

namespace steady::files::detail {
namespace {

enum class Symmetry { general, symmetric, skew };

struct Header {
  bool coordinate = true;
  bool pattern = false;
  Symmetry symmetry = Symmetry::general;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t entries = 0;  ///< lines that follow
};

const char* skip_blanks(const char* p, const char* end) {
  while (p < end && (*p == ' ' || *p == '\t' || *p == '\r')) ++p;
  return p;
}

/// Lines of numbers: the size, then the entries.
class MarketReader {
 public:
  MarketReader(const Refusal& refuse, std::optional<std::uint64_t> bytes)
      : refuse_(refuse), bytes_(bytes) {}

  /// False when nothing more is wanted.
  bool take(std::string_view line, std::int64_t number, bool only_head) {
    line_ = number;
    if (number == 1) {
      take_banner(line);
      return true;
    }
    const char* const end = line.data() + line.size();
    const char* const begin = skip_blanks(line.data(), end);
    if (begin == end) return true;
    if (!sized_) {
      if (*begin != '%') take_size(begin, end);
      return !(sized_ && only_head);
    }
    if (*begin == '%') return true;
    if (read_ == 0) make_room();
    if (read_ == header_.entries)
      fail(fmt::format("more entries than the {} that its head announces", header_.entries));
    if (header_.coordinate)
      take_coordinate(begin, end);
    else
      take_values(begin, end);
    return true;
  }

  const Header& header() const {
    if (!sized_) refuse_("truncated: it ends before the line with its size");
    return header_;
  }

  Matrix finish() {
    if (header().entries == 0) make_room();
    if (header_.entries != read_)
      refuse_(fmt::format("truncated: {} entries, its head announces {}", read_, header_.entries));
    if (header_.coordinate) return compressed(std::move(coordinates_), refuse_, 1);
    return std::move(dense_);
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    refuse_(fmt::format("line {}: {}", line_, why));
  }

  void take_banner(std::string_view line) {
    std::string text(line);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    std::istringstream words(text);
    std::string banner, object, format, field, symmetry;
    words >> banner >> object >> format >> field >> symmetry;
    if (banner != "%%matrixmarket" || object != "matrix" ||
        (format != "coordinate" && format != "array"))
      fail(
          "not the head of a Matrix Market file: '%%MatrixMarket matrix coordinate real general' "
          "or "
          "the like is expected");
    if (field == "complex" || symmetry == "hermitian")
      fail("complex: couplings are real; write the real part");
    const bool known = field == "real" || field == "double" || field == "integer" ||
                       (field == "pattern" && format == "coordinate");
    if (!known) fail(fmt::format("the field '{}' is not real, integer or pattern", field));
    if (symmetry != "general" && symmetry != "symmetric" && symmetry != "skew-symmetric")
      fail(fmt::format("the symmetry '{}' is not general, symmetric or skew-symmetric", symmetry));
    header_.coordinate = format == "coordinate";
    header_.pattern = field == "pattern";
    if (symmetry == "symmetric") header_.symmetry = Symmetry::symmetric;
    if (symmetry == "skew-symmetric") header_.symmetry = Symmetry::skew;
  }

  void take_size(const char* p, const char* end) {
    std::array<std::int64_t, 3> numbers{};
    const int wanted = header_.coordinate ? 3 : 2;
    for (int k = 0; k < wanted; ++k) {
      p = skip_blanks(p, end);
      const auto [after, error] = std::from_chars(p, end, numbers[static_cast<std::size_t>(k)]);
      if (error != std::errc())
        fail(fmt::format("{} whole numbers are expected: its size", wanted));
      p = after;
    }
    const auto [rows, columns, entries] = numbers;
    constexpr std::int64_t most = std::int64_t{1} << 31;
    if (skip_blanks(p, end) != end || rows < 0 || columns < 0 || entries < 0 || rows >= most ||
        columns >= most)
      fail("not a size: rows, columns" + std::string(header_.coordinate ? ", entries" : ""));
    header_.rows = rows;
    header_.columns = columns;
    if (header_.symmetry != Symmetry::general && rows != columns)
      fail(fmt::format("symmetric, but of {} rows and {} columns", rows, columns));
    sized_ = true;
    const auto triangle = rows * (rows + (header_.symmetry == Symmetry::skew ? -1 : 1)) / 2;
    header_.entries = header_.coordinate                      ? entries
                      : header_.symmetry == Symmetry::general ? rows * columns
                                                              : triangle;
    // An entry takes two bytes at least: a false head shall not fill the memory.
    if (bytes_ && header_.entries / 2 > static_cast<std::int64_t>(*bytes_))
      refuse_(fmt::format("truncated: its head announces {} entries", header_.entries));
  }

  void make_room() {
    const auto& [coordinate, pattern, symmetry, rows, columns, entries] = header_;
    const bool general = symmetry == Symmetry::general;
    if (coordinate) {
      const auto room = static_cast<std::size_t>(general ? entries : 2 * entries);
      coordinates_.rows = rows;
      coordinates_.columns = columns;
      if (!bytes_) return;  // compressed: the head alone is not trusted
      coordinates_.row.reserve(room);
      coordinates_.column.reserve(room);
      coordinates_.values.reserve(room);
    } else {
      dense_.rows = rows;
      dense_.columns = columns;
      dense_.values.assign(value_count({rows, columns}, refuse_), 0.0);
      column_ = general ? 0 : -1;
      next_column();
    }
  }

  std::int32_t take_index(const char*& p, const char* end, std::int64_t most) {
    std::int64_t index = 0;
    p = skip_blanks(p, end);
    const auto [after, error] = std::from_chars(p, end, index);
    if (error != std::errc())
      fail("a row, a column" + std::string(header_.pattern ? "" : " and a value") +
           " are expected");
    if (index < 1 || index > most) fail(fmt::format("the index {} is outside 1 … {}", index, most));
    p = after;
    return static_cast<std::int32_t>(index - 1);
  }

  double take_value(const char*& p, const char* end) {
    double value = 0.0;
    p = skip_blanks(p, end);
    const char* const after = parse_number(p, end, value);
    if (after == nullptr)
      fail(fmt::format("'{}' is not a number", std::string(p, end).substr(0, 40)));
    if (!std::isfinite(value))
      fail(fmt::format("'{}' is not a finite number", std::string(p, after)));
    p = after;
    return value;
  }

  void take_coordinate(const char* p, const char* end) {
    const auto i = take_index(p, end, header_.rows);
    const auto j = take_index(p, end, header_.columns);
    const double value = header_.pattern ? 1.0 : take_value(p, end);
    if (skip_blanks(p, end) != end)
      fail(fmt::format("'{}' follows the entry",
                       std::string(skip_blanks(p, end), end).substr(0, 40)));
    add(i, j, value);
    if (header_.symmetry != Symmetry::general && i != j)
      add(j, i, header_.symmetry == Symmetry::skew ? -value : value);
    if (header_.symmetry == Symmetry::skew && i == j && value != 0.0)
      fail("an entry on the diagonal of a skew-symmetric matrix");
    ++read_;
  }

  void add(std::int32_t i, std::int32_t j, double value) {
    coordinates_.row.push_back(i);
    coordinates_.column.push_back(j);
    coordinates_.values.push_back(value);
  }

  // Column after column; of symmetric matrices from the diagonal on, of skew ones from below it.
  void take_values(const char* p, const char* end) {
    for (p = skip_blanks(p, end); p < end; p = skip_blanks(p, end)) {
      if (read_ == header_.entries)
        fail(fmt::format("more numbers than the {} that its head announces", header_.entries));
      const double value = take_value(p, end);
      const auto n = static_cast<std::size_t>(header_.columns);
      dense_.values[static_cast<std::size_t>(row_) * n + static_cast<std::size_t>(column_)] = value;
      if (header_.symmetry != Symmetry::general)
        dense_.values[static_cast<std::size_t>(column_) * n + static_cast<std::size_t>(row_)] =
            header_.symmetry == Symmetry::skew && row_ != column_ ? -value : value;
      ++read_;
      if (++row_ == header_.rows) next_column();
    }
  }

  void next_column() {
    if (header_.symmetry == Symmetry::general) {
      column_ += row_ == header_.rows && read_ > 0;
      row_ = 0;
      return;
    }
    ++column_;
    row_ = column_ + (header_.symmetry == Symmetry::skew ? 1 : 0);
  }

  const Refusal& refuse_;
  std::optional<std::uint64_t> bytes_;
  Header header_;
  bool sized_ = false;
  std::int64_t line_ = 0;
  std::int64_t read_ = 0;
  std::int64_t row_ = 0;
  std::int64_t column_ = 0;
  Coordinates coordinates_;
  DenseMatrix dense_;
};

}  // namespace

Matrix read_matrix_market(const ByteSource& source, const Refusal& refuse) {
  MarketReader reader(refuse, source.size);
  for_each_line(source, [&](std::string_view line, std::int64_t number) {
    return reader.take(line, number, false);
  });
  return reader.finish();
}

ArrayInfo look_at_matrix_market(const ByteSource& source, const Refusal& refuse) {
  MarketReader reader(refuse, source.size);
  for_each_line(source, [&](std::string_view line, std::int64_t number) {
    return reader.take(line, number, true);
  });
  const auto& header = reader.header();
  const auto entries = header.entries * (header.symmetry == Symmetry::general ? 1 : 2);
  return {"", {header.rows, header.columns}, header.coordinate, header.coordinate ? entries : 0};
}

}  // namespace steady::files::detail
