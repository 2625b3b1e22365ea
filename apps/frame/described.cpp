#include "described.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "errors.hpp"

namespace steady::apps {
namespace {

using options::Entry;

void require_inside(const std::string& option, double value, const options::Bounds& bounds) {
  if (!bounds.contains(value))
    throw UsageError(option, fmt::format("{} is outside {}", value, bounds.text()));
}

/// The closed interval that contains the bounds.
Bounds hull(const options::Bounds& bounds) {
  if (bounds.also == bounds.also)
    return {std::min(bounds.low, bounds.also), std::max(bounds.high, bounds.also)};
  return {bounds.low, bounds.high};
}

class Adder {
 public:
  Adder(Command& command, const Entry& entry)
      : command_(command), entry_(entry), option_(option_of(entry.name)) {}

  void operator()(double* value) const {
    command_.option(
        option_, "x", entry_.meaning, fmt::format("{}", *value),
        [value, option = option_, bounds = entry_.bounds](const std::string& text) {
          *value = parse_number(option, text, hull(bounds));
          require_inside(option, *value, bounds);
        },
        [value] { return Cell(*value); });
  }

  template <class Whole>
  void operator()(Whole* value) const {
    command_.option(
        option_, "K", entry_.meaning, *value != 0 ? fmt::format("{}", *value) : std::string(),
        [value, option = option_, bounds = entry_.bounds](const std::string& text) {
          const auto number = parse_integer(option, text, hull(bounds));
          require_inside(option, static_cast<double>(number), bounds);
          *value = static_cast<Whole>(number);
        },
        [value] { return Cell(static_cast<std::int64_t>(*value)); });
  }

  void operator()(std::vector<double>* values) const {
    command_.range(option_, *values, hull(entry_.bounds), entry_.meaning, options::text_of(entry_));
  }

  void operator()(bool* value) const { command_.flag(option_, *value, entry_.meaning); }

  void operator()(std::string* value) const {
    command_.text(option_, *value, entry_.placeholder, entry_.meaning);
  }

  void operator()(const options::Choice& choice) const {
    command_.choice(option_, choice, entry_.meaning);
  }

 private:
  Command& command_;
  const Entry& entry_;
  std::string option_;
};

}  // namespace

std::string option_of(std::string_view field) {
  std::string option = "--" + std::string(field);
  std::replace(option.begin(), option.end(), '_', '-');
  return option;
}

void add_options(Command& command, const options::Entries& entries) {
  for (const auto& entry : entries) std::visit(Adder(command, entry), entry.value);
}

Bounds bounds_of(const options::Entries& entries, std::string_view field) {
  return hull(options::find(entries, field).bounds);
}

std::string option_or_field(const options::Entries& entries, const std::string& field) {
  const bool known = field == "threads" || options::contains(entries, field);
  return known ? option_of(field) : field;
}

}  // namespace steady::apps
