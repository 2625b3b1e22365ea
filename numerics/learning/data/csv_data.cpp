#include <steady/numerics/learning/data/csv_data.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/files/atomic_file.hpp>
#include <steady/numerics/files/detail/file_bytes.hpp>

namespace steady::learning {
namespace {

std::string whole_file(const std::filesystem::path& file) {
  files::detail::FileBytes bytes(file);
  std::string text;
  constexpr std::size_t piece = std::size_t{1} << 20;
  for (std::size_t got = piece; got == piece;) {
    const auto done = text.size();
    text.resize(done + piece);
    got = bytes.read({reinterpret_cast<std::uint8_t*>(text.data()) + done, piece});
    text.resize(done + got);
  }
  return text;
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \r") - begin + 1);
}

/// Whether the whole cell is a number; from_chars takes no plus sign.
template <class Number>
bool parse(std::string_view cell, Number& value) {
  if (cell.starts_with('+')) cell.remove_prefix(1);
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return error == std::errc() && end == cell.data() + cell.size();
}

bool is_number(std::string_view cell) {
  double value = 0;
  return parse(cell, value);
}

bool named_label(std::string_view name) {
  constexpr std::string_view label = "label";
  return std::equal(name.begin(), name.end(), label.begin(), label.end(),
                    [](char a, char b) { return (a | 0x20) == b; });
}

class CsvParser {
 public:
  CsvParser(const std::filesystem::path& file, const TableOptions& options)
      : file_(file), options_(options) {}

  Samples parse_all(std::string_view text) {
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") ||
        text.substr(0, 64).find('\0') != std::string_view::npos)
      refuse("it is UTF-16, not UTF-8: save it as 'CSV UTF-8', or iconv -f UTF-16 -t UTF-8");
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    data_.source = file_;
    data_.all_signs = true;
    while (!text.empty()) {
      const auto end = end_of_record(text);
      line_ = next_line_ + 1;
      const auto record = text.substr(0, end);
      next_line_ += 1 + std::count(record.begin(), record.end(), '\n');
      take_record(trimmed(record));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (data_.size() == 0) refuse("it has no samples");
    return std::move(data_);
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw files::FileError("cannot read", file_, why);
  }
  [[noreturn]] void fail(const std::string& why) const {
    refuse(fmt::format("line {}: {}", line_, why));
  }

  /// A line, or more of them where a quoted cell holds line ends.
  std::size_t end_of_record(std::string_view text) const {
    auto end = std::min(text.find('\n'), text.size());
    if (text.front() == '#') return end;
    while (end < text.size() &&
           std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '"') % 2 != 0)
      end = std::min(text.find('\n', end + 1), text.size());
    return end;
  }

  /// The next cell; what was in quotes is kept until the next record.
  std::string_view next_cell(std::string_view& line) {
    const auto quote = line.find_first_not_of(' ');
    if (quote != std::string_view::npos && line[quote] == '"') return quoted_cell(line, quote + 1);
    const auto end = std::min(line.find(separator_), line.size());
    const auto cell = trimmed(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
    return cell;
  }

  std::string_view quoted_cell(std::string_view& line, std::size_t at) {
    auto& cell = unquoted_.emplace_back(std::make_unique<std::string>());
    for (; at < line.size(); ++at) {
      if (line[at] == '"') {
        if (at + 1 >= line.size() || line[at + 1] != '"') break;
        ++at;
      }
      *cell += line[at];
    }
    if (at == line.size()) fail("a quote is not closed");
    const auto end = std::min(line.find(separator_, at), line.size());
    if (!trimmed(line.substr(at + 1, end - at - 1)).empty()) fail("text follows a cell in quotes");
    line.remove_prefix(std::min(end + 1, line.size()));
    return trimmed(*cell);
  }

  void split(std::string_view line) {
    unquoted_.clear();
    cells_.clear();
    const bool separator_at_end = line.back() == separator_;
    while (!line.empty()) cells_.push_back(next_cell(line));
    if (separator_at_end) cells_.emplace_back();
  }

  void take_record(std::string_view line) {
    if (line.empty() || line.front() == '#') return;
    const bool first = separator_ == 0;
    if (first) separator_ = separator_of(line);
    split(line);
    if (first) {
      begin();
      if (is_header_) return;
    }
    take_sample();
  }

  static char separator_of(std::string_view line) {
    bool quoted = false, comma = false, semicolon = false;
    for (const char c : line) {
      if (c == '"') quoted = !quoted;
      if (quoted) continue;
      if (c == '\t') return '\t';
      comma = comma || c == ',';
      semicolon = semicolon || c == ';';
    }
    return semicolon ? ';' : ',';
  }

  /// The first line: which column has the labels, and whether it is a header.
  void begin() {
    const auto columns = static_cast<int>(cells_.size());
    find_numbered_label(columns);
    is_header_ = first_line_is_header();
    header_columns_ = cells_.size();
    if (named_) find_named_label();
    if (options_.features == columns && options_.label_column != "none") label_ = -1;
    const bool first_by_default = options_.label_column == "first" && label_ == 0;
    if (is_header_ && first_by_default) {
      if (cells_.front().empty())
        fail(
            "the first column has no name: row numbers? write the table without them (pandas: "
            "index=False), or choose the labels by --label-column NAME");
      const auto other = std::find_if(cells_.begin() + 1, cells_.end(), named_label);
      if (other != cells_.end() && !named_label(cells_.front()))
        fail(
            fmt::format("column {} is called {}, but labels are taken from the first: "
                        "--label-column {}",
                        other - cells_.begin() + 1, *other, *other));
    }
  }

  void find_numbered_label(int columns) {
    const auto& wanted = options_.label_column;
    int number = 0;
    named_ = false;
    if (wanted == "first") {
      label_ = 0;
    } else if (wanted == "last") {
      label_ = columns - 1;
    } else if (wanted == "none") {
      label_ = -1;
    } else if (parse(std::string_view(wanted), number)) {
      if (number < 1 || number > columns)
        refuse(fmt::format("--label-column {}: it has columns 1 to {}", number, columns));
      label_ = number - 1;
    } else {
      named_ = true;
      label_ = -1;
    }
  }

  void find_named_label() {
    const auto& wanted = options_.label_column;
    const auto found = std::find(cells_.begin(), cells_.end(), wanted);
    if (is_header_ && found != cells_.end()) {
      label_ = static_cast<int>(found - cells_.begin());
      return;
    }
    if (options_.features == static_cast<int>(cells_.size())) return;  // no labels
    std::vector<std::string_view> names = cells_;
    if (names.size() > 8) names.resize(8);
    refuse(is_header_
               ? fmt::format("no column is called {} (--label-column); there are {}{}", wanted,
                             fmt::join(names, ", "), names.size() < cells_.size() ? ", …" : "")
               : fmt::format("no header names a column {}: --label-column NUMBER, from 1", wanted));
  }

  bool first_line_is_header() {
    if (options_.header != Header::automatic) return options_.header == Header::yes;
    const auto numbers = std::count_if(cells_.begin(), cells_.end(), is_number);
    if (named_ || numbers == 0) return numbers < static_cast<std::ptrdiff_t>(cells_.size());
    if (label_ >= 0 && options_.features != static_cast<int>(cells_.size()))
      if (const auto cell = cells_[static_cast<std::size_t>(label_)]; !is_number(cell)) return true;
    return counts_columns();
  }

  /// Whether every cell is the one before plus 1: numbers of columns, or a strange sample.
  bool counts_columns() const {
    constexpr std::size_t certain = 16, doubtful = 4;
    if (cells_.size() < doubtful) return false;
    int first = 0;
    if (!parse(cells_.front(), first) || (first != 0 && first != 1)) return false;
    for (std::size_t j = 1; j < cells_.size(); ++j)
      if (cells_[j] != fmt::format("{}", first + static_cast<int>(j))) return false;
    if (cells_.size() < certain)
      fail("numbers of the columns, or a sample? --header yes or --header no");
    return true;
  }

  void take_sample() {
    if (is_header_ && data_.size() == 0 && cells_.size() != header_columns_)
      fail(
          fmt::format("{} cells, but the header names {} columns", cells_.size(), header_columns_));
    if (label_ >= static_cast<int>(cells_.size()))
      fail(fmt::format("{} columns, but the label is in column {}", cells_.size(), label_ + 1));
    if (label_ >= 0) take_label(cells_[static_cast<std::size_t>(label_)]);
    int count = 0;
    for (std::size_t j = 0; j < cells_.size(); ++j)
      if (static_cast<int>(j) != label_) take_number(cells_[j], ++count, j + 1 == cells_.size());
    if (count == 0) fail(label_ == 0 ? "no inputs follow the label" : "no inputs");
    if (data_.inputs == 0) data_.inputs = count;
    if (count != data_.inputs)
      fail(fmt::format("{} inputs, but {} in the lines before", count, data_.inputs));
  }

  void take_label(std::string_view cell) {
    double label = 0;
    if (!parse(cell, label))
      fail(fmt::format("the label '{}' is not a number{}", cell,
                       cell.empty() ? "" : ": give every class a whole number"));
    const double most = options_.classes > 0 ? options_.classes - 1 : 0x1p53;
    const double least = options_.classes > 0 ? 0 : -0x1p53;
    if (!(label >= least && label <= most) || label != std::floor(label)) {
      if (options_.classes > 0)
        fail(fmt::format("the label {} is not a whole number from 0 to {}", cell,
                         options_.classes - 1));
      fail(fmt::format("the label {} is not a whole number (labels elsewhere? --label-column)",
                       cell));
    }
    data_.labels.push_back(static_cast<std::int64_t>(label));
  }

  void take_number(std::string_view cell, int number, bool last) {
    float value = 0;
    if (!parse(cell, value) || !std::isfinite(value)) {
      if (last && cell.empty()) fail(fmt::format("it ends with a {}", separator_name()));
      if (separator_ == ';' && cell.find(',') != std::string_view::npos)
        fail(fmt::format("input number {}, '{}', has a decimal comma: write decimal points", number,
                         cell));
      fail(fmt::format("input number {}, '{}', is not a finite number", number, cell));
    }
    data_.values.push_back(value);
    data_.all_signs = data_.all_signs && (value == 1.0F || value == -1.0F);
  }

  const char* separator_name() const {
    return separator_ == ',' ? "comma" : separator_ == ';' ? "semicolon" : "tab";
  }

  std::filesystem::path file_;
  TableOptions options_;
  Samples data_;
  std::vector<std::string_view> cells_;
  std::vector<std::unique_ptr<std::string>> unquoted_;
  std::ptrdiff_t line_ = 0, next_line_ = 0;
  char separator_ = 0;
  int label_ = 0;  ///< −1: none
  bool named_ = false;
  bool is_header_ = false;
  std::size_t header_columns_ = 0;
};

}  // namespace

Samples read_csv_samples(const std::filesystem::path& file, const TableOptions& options) {
  auto samples = CsvParser(file, options).parse_all(whole_file(file));
  samples.table = true;
  return samples;
}

}  // namespace steady::learning
