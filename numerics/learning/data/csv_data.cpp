#include <steady/numerics/learning/data/csv_data.hpp>

#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

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
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// Whether the whole cell is a number; from_chars takes no plus sign.
template <class Number>
bool parse(std::string_view cell, Number& value) {
  cell = trimmed(cell);
  if (cell.starts_with('+')) cell.remove_prefix(1);
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return error == std::errc() && end == cell.data() + cell.size();
}

class CsvParser {
 public:
  CsvParser(const std::filesystem::path& file, int classes) : file_(file), classes_(classes) {}

  LabelledNumbers parse_all(std::string_view text) {
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      ++line_;
      take_line(trimmed(text.substr(0, end)));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (data_.labels.empty()) throw files::FileError("cannot read", file_, "it has no samples");
    return std::move(data_);
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw files::FileError("cannot read", file_, fmt::format("line {}: {}", line_, why));
  }

  static std::string_view next_cell(std::string_view& line) {
    const auto end = std::min(line.find(','), line.size());
    const auto cell = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return cell;
  }

  void take_line(std::string_view line) {
    if (line.empty() || line.front() == '#') return;
    const bool first = !seen_any_;
    seen_any_ = true;
    const bool comma_at_end = line.back() == ',';
    const auto cell = next_cell(line);
    double label = 0;
    if (!parse(cell, label)) {
      if (first) return;  // a header
      fail(fmt::format("the label '{}' is not a number", cell));
    }
    if (!(label >= 0 && label < classes_) || label != std::floor(label))
      fail(fmt::format("the label {} is not a whole number from 0 to {}", cell, classes_ - 1));
    const int inputs = take_numbers(line);
    if (comma_at_end) fail("it ends with a comma");
    if (inputs == 0) fail("no inputs follow the label");
    if (data_.labels.empty()) data_.inputs = inputs;
    if (inputs != data_.inputs)
      fail(fmt::format("{} inputs, but {} in the lines before", inputs, data_.inputs));
    data_.labels.push_back(static_cast<int>(label));
  }

  int take_numbers(std::string_view line) {
    int count = 0;
    while (!line.empty()) {
      const auto cell = next_cell(line);
      float value = 0;
      if (!parse(cell, value) || !std::isfinite(value))
        fail(fmt::format("input number {}, '{}', is not a finite number", count + 1, cell));
      data_.values.push_back(value);
      data_.all_signs = data_.all_signs && (value == 1.0F || value == -1.0F);
      ++count;
    }
    return count;
  }

  std::filesystem::path file_;
  int classes_;
  LabelledNumbers data_;
  std::size_t line_ = 0;
  bool seen_any_ = false;
};

}  // namespace

LabelledNumbers read_csv_samples(const std::filesystem::path& file, int classes) {
  return CsvParser(file, classes).parse_all(whole_file(file));
}

}  // namespace steady::learning
