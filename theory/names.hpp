// One table of an enum's names: printing, parsing and the lists of choices in help come from it.
//   enum class Order { random, fixed };
//   inline constexpr auto order_names =
//       names<Order>("order", {{Order::random, "random"}, {Order::fixed, "fixed"}});
//   order_names.of(Order::fixed)   → "fixed"
//   order_names.parse("fixed")     → Order::fixed
//   order_names.all()              → {"random", "fixed"}
#pragma once

#include <array>
#include <cstddef>
#include <steady/theory/domain.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace steady {

template <class Enum, std::size_t Count>
struct Names {
  std::string_view kind;  ///< what is named, in words: "order", "update rule"
  std::array<std::pair<Enum, std::string_view>, Count> entries;

  /// The name of a value; `unknown` for one that is not in the table.
  constexpr std::string_view of(Enum value) const {
    for (const auto& [known, name] : entries)
      if (known == value) return name;
    return "unknown";
  }

  /// The value of a name. Throws ArgumentError that lists the names: "order must be random or
  /// fixed, got 'x'".
  Enum parse(std::string_view name) const {
    for (const auto& [value, known] : entries)
      if (known == name) return value;
    throw ArgumentError(std::string(kind),
                        "must be " + choices() + ", got '" + std::string(name) + "'");
  }

  /// All names in the order of the table.
  std::vector<std::string> all() const {
    std::vector<std::string> result;
    for (const auto& entry : entries) result.emplace_back(entry.second);
    return result;
  }

  /// "a, b or c".
  std::string choices() const {
    std::string text;
    for (std::size_t i = 0; i < Count; ++i) {
      if (i > 0) text += i + 1 == Count ? " or " : ", ";
      text += entries[i].second;
    }
    return text;
  }
};

template <class Enum, std::size_t Count>
constexpr Names<Enum, Count> names(std::string_view kind,
                                   const std::pair<Enum, std::string_view> (&table)[Count]) {
  Names<Enum, Count> result{kind, {}};
  for (std::size_t i = 0; i < Count; ++i) {
    result.entries[i].first = table[i].first;
    result.entries[i].second = table[i].second;
  }
  return result;
}

}  // namespace steady
