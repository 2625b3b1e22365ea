#include "command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "command_state.hpp"
#include "errors.hpp"

namespace steady::apps {
namespace {

std::string with_default(const std::string& help, const std::string& value) {
  return value.empty() ? help : fmt::format("{} (default: {})", help, value);
}

}  // namespace

Command& Command::list(const std::string& option, const std::string& type, const std::string& help,
                       bool required, std::function<void(const std::string&)> parse,
                       const std::string& shown_default) {
  auto& argument = state_->add(option);
  argument.handle =
      state_->app->add_option(option, argument.text, with_default(help, shown_default))
          ->type_name(required ? type + " (required)" : type);
  argument.required = required;
  argument.convert = std::move(parse);
  argument.shown = [&argument, shown_default]() -> std::optional<Cell> {
    const std::string& text = argument.text.empty() ? shown_default : argument.text;
    return text.empty() ? std::optional<Cell>() : Cell(text);
  };
  return *this;
}

Command& Command::range(const std::string& option, std::vector<double>& values, Bounds bounds,
                        const std::string& help, const std::string& shown_default) {
  return list(
      option, "R", help, values.empty(),
      [&values, option, bounds](const auto& text) { values = parse_range(option, text, bounds); },
      shown_default);
}

Command& Command::optional_range(const std::string& option, std::vector<double>& values,
                                 Bounds bounds, const std::string& help) {
  return list(
      option, "R", help, false,
      [&values, option, bounds](const auto& text) { values = parse_range(option, text, bounds); },
      {});
}

Command& Command::integers(const std::string& option, std::vector<int>& values, Bounds bounds,
                           const std::string& help) {
  return list(option, "R", help, values.empty(),
              [&values, option, bounds](const auto& text) {
                values = parse_integer_range(option, text, bounds);
              },
              {});
}

Command& Command::optional_integers(const std::string& option, std::vector<int>& values,
                                    Bounds bounds, const std::string& help) {
  return list(option, "R", help, false,
              [&values, option, bounds](const auto& text) {
                values = parse_integer_range(option, text, bounds);
              },
              {});
}

Command& Command::number(const std::string& option, double& value, Bounds bounds,
                         const std::string& help) {
  auto& argument = state_->add(option);
  const std::string shown = value == value ? fmt::format("{}", value) : std::string();
  argument.handle =
      state_->app->add_option(option, argument.text, with_default(help, shown))->type_name("x");
  argument.convert = [&value, option, bounds](const auto& text) {
    value = parse_number(option, text, bounds);
  };
  argument.shown = [&value]() -> std::optional<Cell> {
    return value == value ? std::optional<Cell>(value) : std::nullopt;  // NaN: not given
  };
  return *this;
}

Command& Command::integer(const std::string& option, long long& value, Bounds bounds,
                          const std::string& help) {
  auto& argument = state_->add(option);
  const std::string shown = value != 0 ? fmt::format("{}", value) : std::string();
  argument.handle =
      state_->app->add_option(option, argument.text, with_default(help, shown))->type_name("K");
  argument.convert = [&value, option, bounds](const auto& text) {
    value = parse_integer(option, text, bounds);
  };
  argument.shown = [&value]() -> std::optional<Cell> { return std::int64_t{value}; };
  return *this;
}

Command& Command::text(const std::string& option, std::string& value,
                       const std::string& placeholder, const std::string& help) {
  auto& argument = state_->add(option);
  argument.handle = state_->app->add_option(option, argument.text, with_default(help, value))
                        ->type_name(placeholder);
  argument.convert = [&value, option](const auto& text) {
    if (text.empty()) throw UsageError(option, "the value is empty");
    value = text;
  };
  argument.shown = [&value]() -> std::optional<Cell> {
    return value.empty() ? std::optional<Cell>() : Cell(value);
  };
  return *this;
}

Command& Command::choice(const std::string& option, std::string& value,
                         const std::vector<std::string>& allowed, const std::string& help) {
  text(option, value, fmt::format("{}", fmt::join(allowed, "|")), help);
  state_->arguments.back()->convert = [&value, option, allowed](const auto& text) {
    if (std::find(allowed.begin(), allowed.end(), text) == allowed.end())
      throw UsageError(option,
                       fmt::format("'{}' is not one of {}", text, fmt::join(allowed, ", ")));
    value = text;
  };
  return *this;
}

Command& Command::choice(const std::string& option, const options::Choice& choice,
                         const std::string& help) {
  return this->option(
      option, fmt::format("{}", fmt::join(choice.names, "|")), help, choice.get(),
      [choice, option](const std::string& text) {
        if (std::find(choice.names.begin(), choice.names.end(), text) == choice.names.end())
          throw UsageError(
              option, fmt::format("'{}' is not one of {}", text, fmt::join(choice.names, ", ")));
        choice.set(text);
      },
      [choice] { return Cell(choice.get()); });
}

Command& Command::flag(const std::string& option, bool& value, const std::string& help) {
  auto& argument = state_->add(option);
  argument.handle = state_->app->add_flag(option, value, help);
  argument.convert = [](const auto&) {};
  argument.shown = [&value]() -> std::optional<Cell> {
    return value ? std::optional<Cell>(true) : std::nullopt;
  };
  return *this;
}

Command& Command::option(const std::string& option, const std::string& type,
                         const std::string& help, const std::string& shown_default,
                         std::function<void(const std::string&)> take,
                         std::function<std::optional<Cell>()> shown) {
  auto& argument = state_->add(option);
  argument.handle =
      state_->app->add_option(option, argument.text, with_default(help, shown_default))
          ->type_name(type);
  argument.convert = std::move(take);
  argument.shown = std::move(shown);
  return *this;
}

Command& Command::positional(const std::string& name, std::string& value, const std::string& help) {
  text(name, value, "", help);
  state_->arguments.back()->required = true;
  return *this;
}

Command& Command::needs(const std::string& option, const std::string& other) {
  state_->app->get_option(option)->needs(state_->app->get_option(other));
  return *this;
}

Command& Command::excludes(const std::string& option, const std::string& other) {
  state_->app->get_option(option)->excludes(state_->app->get_option(other));
  return *this;
}

Command& Command::exactly_one_of(const std::vector<std::string>& options) {
  state_->choose_one = options;
  return *this;
}

Command& Command::defaults(const std::string& option, const std::string& value,
                           const std::map<std::string, std::string>& others) {
  state_->defaults.push_back({option, value, others});
  return *this;
}

Command& Command::action(std::function<void(Run&)> action) {
  state_->action = std::move(action);
  return *this;
}

}  // namespace steady::apps
