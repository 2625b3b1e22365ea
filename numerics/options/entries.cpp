#include <steady/numerics/options/entries.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace steady::options {
namespace {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

[[noreturn]] void not_a(const Entry& entry, std::string_view text, const char* what) {
  throw ArgumentError(entry.name, fmt::format("= '{}' is not {}", text, what));
}

template <class Number>
Number parsed(const Entry& entry, std::string_view text, const char* what) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) not_a(entry, text, what);
  detail::check_number(entry.name, static_cast<double>(value), entry.bounds);
  return value;
}

std::vector<double> parsed_list(const Entry& entry, std::string_view text) {
  std::vector<double> values;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    values.push_back(parsed<double>(entry, text.substr(begin, end - begin), "numbers"));
    begin = end + 1;
  }
  return values;
}

bool parsed_truth(const Entry& entry, std::string_view text) {
  if (text != "true" && text != "false") not_a(entry, text, "true or false");
  return text == "true";
}

}  // namespace

std::string Bounds::text() const {
  const auto interval =
      fmt::format("{}{}, {}{}", low_open ? '(' : '[', low, high, high_open ? ')' : ']');
  return also == also ? fmt::format("{} or {}", interval, also) : interval;
}

void detail::refuse(const std::string& argument, double value, const Bounds& bounds) {
  throw DomainError(argument, fmt::format("= {} is outside {}", value, bounds.text()));
}

const Entry& find(const Entries& entries, std::string_view name) {
  for (const auto& entry : entries)
    if (entry.name == name) return entry;
  throw std::logic_error(fmt::format("there is no option '{}'", name));
}

bool contains(const Entries& entries, std::string_view name) {
  return std::any_of(entries.begin(), entries.end(),
                     [name](const Entry& entry) { return entry.name == name; });
}

Entries only(const Entries& entries, const std::vector<std::string>& names) {
  Entries result;
  for (const auto& name : names) result.push_back(find(entries, name));
  return result;
}

Entries without(Entries entries, const std::vector<std::string>& names) {
  std::erase_if(entries, [&names](const Entry& entry) {
    return std::find(names.begin(), names.end(), entry.name) != names.end();
  });
  return entries;
}

std::string text_of(const Entry& entry) {
  return std::visit(Overloaded{[](const std::vector<double>* list) {
                                 return fmt::format("{}", fmt::join(*list, ","));
                               },
                               [](const Choice& choice) { return choice.get(); },
                               [](const auto* value) { return fmt::format("{}", *value); }},
                    entry.value);
}

void assign(const Entry& entry, std::string_view text) {
  std::visit(Overloaded{[&](double* value) { *value = parsed<double>(entry, text, "a number"); },
                        [&](bool* value) { *value = parsed_truth(entry, text); },
                        [&](std::string* value) { *value = text; },
                        [&](std::vector<double>* value) { *value = parsed_list(entry, text); },
                        [&](const Choice& choice) { choice.set(text); },
                        [&]<class Whole>(Whole* value) {
                          *value = parsed<Whole>(entry, text, "a whole number");
                        }},
             entry.value);
}

Settings settings_of(const Entries& entries) {
  Settings settings;
  for (const auto& entry : entries) settings[entry.name] = text_of(entry);
  return settings;
}

void assign(const Entries& entries, const Settings& settings) {
  for (const auto& entry : entries) {
    const auto found = settings.find(entry.name);
    if (found == settings.end()) throw ArgumentError(entry.name, ": the setting is missing");
    assign(entry, found->second);
  }
}

}  // namespace steady::options
