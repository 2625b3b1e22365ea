#include "program.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <new>
#include <steady/version.hpp>

#include "command_line.hpp"
#include "command_state.hpp"
#include "errors.hpp"
#include "signals.hpp"

namespace steady::apps {
namespace {

constexpr double max_threads = 4096;
constexpr double max_integer = 9e18;  // below 2^63

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

/// CLI11 says "--transpose requires --network", and "excludes"; "--size: 1 required R missing", and
/// "--size: At Most 1 required but received 2".
std::string in_our_words(std::string message) {
  if (!message.starts_with("--")) return message;
  const auto colon = std::min(message.find(": "), message.size());
  if (message.ends_with(" missing")) return message.substr(0, colon) + ": needs a value";
  if (message.find("At Most 1 required", colon) != message.npos)
    return message.substr(0, colon) + ": given more than once";
  for (const auto& [theirs, ours] :
       {std::pair{" requires ", ": needs "}, std::pair{" excludes ", ": is not for "}})
    if (const auto at = message.find(theirs); at != message.npos)
      return message.replace(at, std::string_view(theirs).size(), ours);
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
