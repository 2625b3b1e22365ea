#include "command_state.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <steady/version.hpp>

#include "errors.hpp"
#include "machine.hpp"

namespace steady::apps {
namespace {

/// --self-coupling → self_coupling, the name of the column and of the provenance key.
std::string key_of(const std::string& option) {
  std::string key = option.substr(option.find_first_not_of('-'));
  std::replace(key.begin(), key.end(), '-', '_');
  return key;
}

}  // namespace

Command::State::Argument& Command::State::add(const std::string& option) {
  arguments.push_back(std::make_unique<Argument>());
  arguments.back()->option = option;
  return *arguments.back();
}

bool Command::State::given(const std::string& option) const {
  return app->get_option(option)->count() > 0;
}

std::set<std::string> Command::State::all_given() const {
  std::set<std::string> result;
  for (const auto& argument : arguments)
    if (argument->handle->count() > 0) result.insert(argument->option);
  return result;
}

void Command::State::take_defaults() {
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

void Command::State::convert() {
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
void Command::State::refuse_idle() const {
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

void Command::State::check_choice() const {
  if (choose_one.empty()) return;
  std::vector<std::string> present;
  for (const auto& option : choose_one)
    if (given(option)) present.push_back(option);
  if (present.size() == 1) return;
  throw UsageError(fmt::format("{}", fmt::join(present.empty() ? choose_one : present, ", ")),
                   present.empty() ? "one of these is required" : "give only one of these");
}

Provenance Command::State::provenance(const std::string& line) const {
  Provenance result{{"program", std::string("steady ") + version},
                    {"revision", std::string(git_revision)},
                    {"command", line}};
  for (const auto& argument : arguments)
    if (auto cell = argument->shown(); cell.has_value())
      result.emplace_back(key_of(argument->option), *cell);
  return result;
}

}  // namespace steady::apps
