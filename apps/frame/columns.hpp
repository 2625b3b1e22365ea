// The columns of a table, listed once: name, meaning and value. Help, header and cells come from
// the list.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "table.hpp"

namespace steady::apps {

/// A number, truth value or text as a cell.
template <class Value>
Cell to_cell(Value&& value) {
  using V = std::remove_cvref_t<Value>;
  if constexpr (std::same_as<V, Cell> || std::same_as<V, bool> || std::same_as<V, std::string>)
    return Cell(std::forward<Value>(value));
  else if constexpr (std::floating_point<V>)
    return Cell(static_cast<double>(value));
  else if constexpr (std::unsigned_integral<V>)
    return Cell(static_cast<std::uint64_t>(value));
  else if constexpr (std::integral<V>)
    return Cell(static_cast<std::int64_t>(value));
  else
    return Cell(std::string(std::string_view(value)));
}

/// Columns of a table whose rows are made from objects of type Row.
template <class Row>
class Columns {
 public:
  /// `value` is called with a row, or is a pointer to one of its members.
  template <class Value>
  Columns& add(std::string_view name, std::string_view meaning, Value value) {
    return append(name, meaning,
                  [value](const Row& row) { return to_cell(std::invoke(value, row)); });
  }

  /// Two columns of something with the members `value` and `error`: NAME and NAME_error.
  template <class Value>
  Columns& estimate(const std::string& name, const std::string& meaning, Value value) {
    add(name, meaning, [value](const Row& row) { return std::invoke(value, row).value; });
    return add(name + "_error", "standard error of " + name,
               [value](const Row& row) { return std::invoke(value, row).error; });
  }

  /// The columns added from here on appear only where one of these options was given.
  template <class... Options>
  Columns& only_with(const Options&... options) {
    only_with_ = {std::string(options)...};
    return *this;
  }
  /// And from here on always.
  Columns& always() { return only_with(); }

  /// Name and meaning of every column, for the help.
  std::vector<std::pair<std::string, std::string>> described() const {
    std::vector<std::pair<std::string, std::string>> result;
    for (const auto& column : columns_)
      result.emplace_back(column.name, column.meaning + condition_of(column));
    return result;
  }

  /// A row each. `given(option)` says which options were given.
  template <class Given>
  Table table(std::span<const Row> rows, const Given& given) const {
    std::vector<const Column*> shown;
    std::vector<std::string> names;
    for (const auto& column : columns_) {
      if (!column.only_with.empty() &&
          std::none_of(column.only_with.begin(), column.only_with.end(), given))
        continue;
      shown.push_back(&column);
      names.push_back(column.name);
    }
    Table result(names);
    for (const auto& row : rows) {
      std::vector<Cell> cells;
      for (const auto* column : shown) cells.push_back(column->value(row));
      result.add(std::move(cells));
    }
    return result;
  }

 private:
  using CellOf = std::function<Cell(const Row&)>;
  struct Column {
    std::string name, meaning;
    std::vector<std::string> only_with;
    CellOf value;
  };

  static std::string condition_of(const Column& column) {
    std::string options;
    for (const auto& option : column.only_with) options += (options.empty() ? "" : ", ") + option;
    return options.empty() ? options : " (only with " + options + ")";
  }

  // Not in every call of add: there are hundreds.
  [[gnu::noinline]] Columns& append(std::string_view name, std::string_view meaning, CellOf value) {
    columns_.push_back({std::string(name), std::string(meaning), only_with_, std::move(value)});
    return *this;
  }

  std::vector<Column> columns_;
  std::vector<std::string> only_with_;
};

/// Name and meaning of the columns of a table that has several forms, those in common once.
template <class... Rows>
std::vector<std::pair<std::string, std::string>> described_together(const Columns<Rows>&... forms) {
  std::vector<std::pair<std::string, std::string>> all;
  const auto join = [&all](auto form) {
    for (auto& column : form)
      if (std::find(all.begin(), all.end(), column) == all.end()) all.push_back(std::move(column));
  };
  (join(forms.described()), ...);
  return all;
}

}  // namespace steady::apps
