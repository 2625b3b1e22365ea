#include "program.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <new>
#include <optional>
#include <steady/version.hpp>

#include "errors.hpp"
#include "machine.hpp"
#include "signals.hpp"

namespace steady::apps {
namespace {

constexpr double max_threads = 4096;
constexpr double max_integer = 9e18;  // below 2^63

/// --self-coupling → self_coupling, the name of the column and of the provenance key.
std::string key_of(const std::string& option) {
  std::string key = option.substr(option.find_first_not_of('-'));
  std::replace(key.begin(), key.end(), '-', '_');
  return key;
}

std::string shell_quoted(const std::string& text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("-_=+:,./@%^").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string command_line(int argc, const char* const* argv) {
  std::string line = "steady";
  for (int i = 1; i < argc; ++i) line += " " + shell_quoted(argv[i]);
  return line;
}

std::string with_default(const std::string& help, const std::string& value) {
  return value.empty() ? help : fmt::format("{} (default: {})", help, value);
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

/// CLI11 says "--transpose requires --network", and "excludes".
std::string in_our_words(std::string message) {
  for (const auto& [theirs, ours] :
       {std::pair{" requires ", ": needs "}, std::pair{" excludes ", ": is not for "}}) {
    const auto at = message.find(theirs);
    if (at != message.npos && message.starts_with("--"))
      return message.replace(at, std::string_view(theirs).size(), ours);
  }
  return message;
}

int report(int code, const std::string& message) {
  note(one_line(message));
  return code;
}

std::string footer(const About& about) {
  std::size_t width = 0;
  for (const auto& column : about.columns) width = std::max(width, column.first.size());
  std::string text = "Equation:\n  " + about.equation + "\n";
  if (!about.columns.empty()) {
    text += "\nColumns:\n";
    for (const auto& [name, meaning] : about.columns)
      text += fmt::format("  {:<{}}  {}\n", name, width, meaning);
  }
  if (!about.notes.empty()) text += "\n" + about.notes + "\n";
  return text + "\nExample:\n  " + about.example;
}

}  // namespace

std::string program_version() {
  return fmt::format("steady {} ({})", version, git_revision);
}

/// Text given on the command line is only stored while CLI11 parses, and converted afterwards,
/// so that --help wins over a bad value and every message is ours.
struct Command::State {
  struct Argument {
    std::string option;
    std::string text;
    CLI::Option* handle = nullptr;
    bool required = false;
    std::function<void(const std::string&)> convert;
    std::function<std::optional<Cell>()> shown;  ///< for the provenance; nothing: left out
  };

  CLI::App* app = nullptr;
  Traits traits;
  std::vector<std::unique_ptr<Argument>> arguments;
  /// Defaults that depend on another option.
  struct Defaults {
    std::string option, value;
    std::map<std::string, std::string> others;
  };

  std::vector<std::string> choose_one;
  std::vector<Defaults> defaults;
  std::function<void(Run&)> action;
  Common common;
  long long seed = 1, samples = 100, threads = 0;

  Argument& add(const std::string& option) {
    arguments.push_back(std::make_unique<Argument>());
    arguments.back()->option = option;
    return *arguments.back();
  }

  bool given(const std::string& option) const { return app->get_option(option)->count() > 0; }

  std::set<std::string> all_given() const {
    std::set<std::string> result;
    for (const auto& argument : arguments)
      if (argument->handle->count() > 0) result.insert(argument->option);
    return result;
  }

  void take_defaults() {
    const auto argument = [this](const std::string& option) -> Argument& {
      const auto same = [&](const auto& a) { return a->option == option; };
      return **std::find_if(arguments.begin(), arguments.end(), same);
    };
    for (const auto& chosen : defaults) {
      if (!given(chosen.option) || argument(chosen.option).text != chosen.value) continue;
      for (const auto& [option, text] : chosen.others) {
        if (given(option)) continue;  // throws if there is no such option
        auto& other = argument(option);
        other.text = text;
        other.convert(text);
      }
    }
  }

  void convert() {
    take_defaults();
    for (const auto& argument : arguments) {
      if (argument->handle->count() > 0)
        argument->convert(argument->text);
      else if (argument->required)
        throw UsageError(argument->option,
                         fmt::format("required (see `steady {} --help`)", app->get_name()));
    }
    check_choice();
    common.seed = static_cast<std::uint64_t>(seed);
    common.samples = static_cast<std::uint64_t>(samples);
    common.threads = threads > 0 ? static_cast<int>(threads) : sampling::available_threads();
    refuse_idle();
    if (given("--out") && common.out.empty()) throw UsageError("--out", "the file name is empty");
  }

  /// Common options that would change nothing here.
  void refuse_idle() const {
    if (!traits.timing && given("--timing"))
      throw UsageError("--timing", "this table has no columns of times or costs");
    for (const auto* option : {"--seed", "--samples"})
      if (!traits.random && given(option))
        throw UsageError(option, "nothing is random in this table");
    if (traits.fixed_samples && given("--samples"))
      throw UsageError("--samples", "has no meaning here");
    if (traits.out_is_directory && given("--format"))
      throw UsageError("--format", "no table is printed");
  }

  void check_choice() const {
    if (choose_one.empty()) return;
    std::vector<std::string> present;
    for (const auto& option : choose_one)
      if (given(option)) present.push_back(option);
    if (present.size() == 1) return;
    throw UsageError(fmt::format("{}", fmt::join(present.empty() ? choose_one : present, ", ")),
                     present.empty() ? "one of these is required" : "give only one of these");
  }

  Provenance provenance(const std::string& line) const {
    Provenance result{{"program", std::string("steady ") + version},
                      {"revision", std::string(git_revision)},
                      {"command", line}};
    for (const auto& argument : arguments)
      if (auto cell = argument->shown(); cell.has_value())
        result.emplace_back(key_of(argument->option), *cell);
    return result;
  }
};

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

Run::Run(const Common& common_options, Provenance resolved, Output output,
         std::set<std::string> given)
    : common(common_options),
      stop(stop_requested()),
      progress(common_options.progress),
      provenance(std::move(resolved)),
      output_(std::move(output)),
      given_(std::move(given)) {}

void Run::refuse(const std::vector<std::string>& options, const std::string& why) const {
  for (const auto& option : options)
    if (given(option)) throw UsageError(option, why);
}

sampling::RunOptions Run::task_options() {
  sampling::RunOptions options;
  options.threads = common.threads;
  options.stop = stop;
  options.on_progress = [this](const auto& now) { progress.update(now); };
  return options;
}

void Run::check_rows(double rows) const {
  constexpr double bytes_per_row = 1000;  // cells, their text, and the engine's row
  require_memory(rows * bytes_per_row, human_count(rows) + " rows", "fewer points or --samples");
}

void Run::write(const Table& table) {
  const std::string text = render(table, provenance, common.format);
  progress.clear();
  check_stop();
  output_.finish(text);
}

struct Program::State {
  CLI::App app{
      "steady: statistical mechanics of fixed points in binary recurrent networks.\n"
      "Every subcommand prints one tidy table; `steady SUBCOMMAND --help` explains its columns."};
  std::vector<std::shared_ptr<Command::State>> commands;
  std::string line;

  Command::State& chosen() {
    for (const auto& command : commands)
      if (command->app->parsed()) return *command;
    throw UsageError("SUBCOMMAND", "required (see `steady --help`)");
  }

  int parse_and_run(int argc, const char* const* argv);
  int usage_error(const CLI::ParseError& error) const;
  void print(const std::string& text) const { write_all(STDOUT_FILENO, text, "standard output"); }
};

Program::Program() : state_(std::make_unique<State>()) {
  auto& app = state_->app;
  app.name("steady");
  app.require_subcommand(0, 1);  // none is reported in our words
  app.set_help_flag("--help,-h", "Print this help");
  app.set_version_flag("--version", program_version());
  app.get_formatter()->column_width(34);
  app.footer(
      "Ranges are 0.1, 0,0.1,0.5 or 0:1:0.05 (start:stop:step, both ends included).\n"
      "Exit codes: 0 done; 1 a check failed or a method did not converge; 2 bad usage;\n"
      "3 input/output or resource error.\n"
      "In CSV what is not known is nan and infinities are inf, -inf; in JSON these are null and\n"
      "the largest double, ±1.7976931348623157e308.");
}

Program::~Program() = default;

Command Program::add(const std::string& name, const About& about, Traits traits) {
  auto state = std::make_shared<Command::State>();
  state_->commands.push_back(state);
  state->traits = traits;
  state->app = state_->app.add_subcommand(name, about.summary);
  state->app->set_help_flag("--help,-h", "Print this help");
  state->app->footer(footer(about));
  state->app->get_formatter()->column_width(34);
  Command command(state);
  auto* s = state.get();
  const std::string idle = traits.random ? "" : ", not for this command: nothing is random";
  const bool samples = traits.random && !traits.fixed_samples;
  const std::string idle_samples = traits.fixed_samples ? ", not for this command" : idle;
  command.integer("--seed", s->seed, {0, max_integer}, "Master seed of all random numbers" + idle)
      .integer("--samples", s->samples, {1, max_integer},
               "Networks per parameter point" + idle_samples)
      .integer("--threads", s->threads, {1, max_threads},
               "Threads (default: all); results do not depend on it")
      .choice("--format", s->common.format, format_names, "How the table is written")
      .text("--out", s->common.out, traits.out_is_directory ? "DIR" : "FILE",
            traits.out_is_directory ? "Directory of the files that are written"
                                    : "Write here instead of standard output")
      .choice("--progress", s->common.progress, progress_mode_names,
              "Meter on standard error; auto: on a terminal")
      .flag("--timing", s->common.timing, "Add columns with times and costs, where there are any");
  // Of the common options only the seed, and the samples where there are any, are parameters
  // of the result; the rest must not make two equal results differ.
  for (const auto& argument : s->arguments) {
    argument->handle->group("Common options");
    const bool parameter =
        argument->option == "--seed" || (argument->option == "--samples" && samples);
    if (!parameter) argument->shown = [] { return std::optional<Cell>(); };
  }
  return command;
}

int Program::State::usage_error(const CLI::ParseError& error) const {
  const auto where = std::find_if(commands.begin(), commands.end(),
                                  [](const auto& command) { return command->app->parsed(); });
  const std::string name =
      where == commands.end() ? "steady" : "steady " + (*where)->app->get_name();
  std::string message = in_our_words(error.what());
  if (where == commands.end() && !app.remaining().empty() && app.remaining().front()[0] != '-')
    message = fmt::format("'{}' is not a subcommand", app.remaining().front());
  return report(exit_code::usage, fmt::format("{} (see `{} --help`)", message, name));
}

int Program::State::parse_and_run(int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForVersion&) {
    print(app.version() + "\n");
    return exit_code::done;
  } catch (const CLI::Success&) {
    const auto selected = app.get_subcommands();
    print(selected.empty() ? app.help() : selected.front()->help("steady"));
    return exit_code::done;
  } catch (const CLI::ParseError& error) {
    return usage_error(error);
  }
  auto& command = chosen();
  command.convert();
  Output output(command.traits.out_is_directory ? std::string() : command.common.out);
  Run run(command.common, command.provenance(command_line(argc, argv)), std::move(output),
          command.all_given());
  command.action(run);
  return exit_code::done;
}

int Program::run(int argc, const char* const* argv) {
  try {
    install_signal_handlers();
    return state_->parse_and_run(argc, argv);
  } catch (const ClosedPipe&) {
    return exit_code::signal_base + SIGPIPE;
  } catch (const Interrupted& error) {
    return report(exit_code::signal_base + received_signal(), error.what());
  } catch (const sampling::Stopped&) {
    return report(exit_code::signal_base + received_signal(), Interrupted().what());
  } catch (const UsageError& error) {
    return report(exit_code::usage, error.what());
  } catch (const CheckFailed& error) {
    return report(exit_code::check_failed, error.what());
  } catch (const std::invalid_argument& error) {
    return report(exit_code::usage, error.what());
  } catch (const std::domain_error& error) {
    return report(exit_code::usage, error.what());
  } catch (const std::bad_alloc&) {
    return report(exit_code::resource, "not enough memory");
  } catch (const std::exception& error) {
    return report(exit_code::resource, error.what());
  }
}

}  // namespace steady::apps
