#include "table.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace steady::apps {
namespace {

using Json = nlohmann::ordered_json;

std::string number_text(double value) {
  if (std::isnan(value)) return "nan";
  return fmt::format("{}", value);  // shortest text that reads back as the same double
}

// What a reader of the column has to expect.
std::string_view kind_of(const Cell& cell) {
  if (std::holds_alternative<std::string>(cell)) return "text";
  return std::holds_alternative<bool>(cell) ? "truth value" : "number";
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + '"';
}

std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r') c = ' ';
  return text;
}

Json json_number(double value) {
  if (std::isnan(value)) return nullptr;
  if (std::isinf(value)) return std::copysign(std::numeric_limits<double>::max(), value);
  return value;
}

Json to_json_value(const Cell& cell) {
  if (const auto* number = std::get_if<double>(&cell)) return json_number(*number);
  return std::visit([](const auto& value) { return Json(value); }, cell);
}

std::string dump(const Json& json) {
  // File names need not be UTF-8: replace what is not rather than fail after a long run.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Table::Table(std::vector<std::string> columns) : columns_(std::move(columns)) {}

void Table::add(std::vector<Cell> row) {
  if (row.size() != columns_.size())
    throw std::invalid_argument(
        fmt::format("Table::add: {} cells for {} columns", row.size(), columns_.size()));
  for (std::size_t i = 0; i < row.size() && !rows_.empty(); ++i)
    if (kind_of(row[i]) != kind_of(rows_.front()[i]))
      throw std::logic_error(fmt::format("column {} has a {} in one row and a {} in another",
                                         columns_[i], kind_of(rows_.front()[i]), kind_of(row[i])));
  rows_.push_back(std::move(row));
}

std::string to_text(const Cell& cell) {
  if (const auto* number = std::get_if<double>(&cell)) return number_text(*number);
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  return std::visit(
      [](const auto& value) -> std::string {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>)
          return value;
        else
          return fmt::format("{}", value);
      },
      cell);
}

std::string to_csv(const Table& table, const Provenance& provenance) {
  std::string out;
  for (const auto& [key, value] : provenance)
    fmt::format_to(std::back_inserter(out), "# {}: {}\n", key, one_line(to_text(value)));
  const auto append_row = [&out](const auto& cells, auto text) {
    const char* separator = "";
    for (const auto& cell : cells) {
      out += separator;
      out += quoted(text(cell));
      separator = ",";
    }
    out += '\n';
  };
  append_row(table.columns(), [](const std::string& name) { return name; });
  for (const auto& row : table.rows()) append_row(row, to_text);
  return out;
}

std::string to_json(const Table& table, const Provenance& provenance) {
  Json header = Json::object();
  for (const auto& [key, value] : provenance) header[key] = to_json_value(value);
  std::string out = "{\"provenance\": " + dump(header) + ",\n \"rows\": [";
  const char* separator = "\n  ";
  for (const auto& row : table.rows()) {
    Json object = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) object[table.columns()[i]] = to_json_value(row[i]);
    out += separator + dump(object);
    separator = ",\n  ";
  }
  return out + "]}\n";
}

std::string render(const Table& table, const Provenance& provenance, Format format) {
  return format == Format::json ? to_json(table, provenance) : to_csv(table, provenance);
}

}  // namespace steady::apps
