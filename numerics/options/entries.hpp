// The fields of described options (described.hpp) of one object, without their types: what command
// lines, model files and other languages work with.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <steady/numerics/options/described.hpp>

namespace steady::options {

/// A value of an enum by its names.
struct Choice {
  std::vector<std::string> names;
  std::function<std::string()> get;
  std::function<void(std::string_view)> set;  ///< throws ArgumentError for an unknown name
};

/// One field of an object that has to outlive it.
struct Entry {
  std::string name;
  std::string meaning;
  Bounds bounds = {};            ///< of numbers
  std::string placeholder = {};  ///< of texts
  std::variant<double*, int*, std::int64_t*, std::uint64_t*, bool*, std::string*,
               std::vector<double>*, Choice>
      value;
};
using Entries = std::vector<Entry>;

namespace detail {
template <class F, class Value>
Entry entry(const F& f, Value& value) {
  Entry result{std::string(f.name), std::string(f.meaning), {}, {}, {}};
  if constexpr (std::is_enum_v<Value>) {
    const auto table = f.domain;
    result.value = Choice{table.all(), [table, &value] { return std::string(table.of(value)); },
                          [table, &value](std::string_view name) { value = table.parse(name); }};
  } else {
    result.value = &value;
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(f.domain)>, Bounds>)
      result.bounds = f.domain;
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(f.domain)>, Text>)
      result.placeholder = f.domain.placeholder;
  }
  return result;
}
}  // namespace detail

/// All fields in order. Tables (fields that are structs) have no entry.
template <Described Object>
Entries entries(Object& object) {
  Entries result;
  for_each_field(object, [&]<class F, class Value>(const F& f, Value& value) {
    if constexpr (!Described<Value> && !detail::IsOptional<Value>::value)
      result.push_back(detail::entry(f, value));
  });
  return result;
}

/// Throws std::logic_error if there is none of that name.
const Entry& find(const Entries& entries, std::string_view name);
bool contains(const Entries& entries, std::string_view name);
/// The entries of these names, in this order.
Entries only(const Entries& entries, const std::vector<std::string>& names);
/// The entries without those of these names.
Entries without(Entries entries, const std::vector<std::string>& names);

/// The value as text that `assign` reads back as the same value. Lists are joined by commas.
std::string text_of(const Entry& entry);

/// Sets the value. Throws ArgumentError naming the field for a text that is not of its kind,
/// DomainError for one outside its bounds.
void assign(const Entry& entry, std::string_view text);

/// Texts by name.
using Settings = std::map<std::string, std::string>;
Settings settings_of(const Entries& entries);
/// The way back. Throws ArgumentError naming a field that the settings lack, and what assign
/// throws.
void assign(const Entries& entries, const Settings& settings);

}  // namespace steady::options
