#include "states_options.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include <apps/frame/errors.hpp>
#include <apps/frame/progress.hpp>
#include "network_file.hpp"

namespace steady::apps {
namespace {

constexpr double worth_saying = 1e9;  // bytes

void check_space(const std::string& file, double bytes) {
  std::error_code unknown;
  const auto folder = std::filesystem::absolute(file).parent_path();
  const auto space = std::filesystem::space(folder, unknown);
  if (!unknown && bytes > static_cast<double>(space.available))
    throw ResourceError(
        fmt::format("{}: the states need {} before compression, but only {} are free", file,
                    human_bytes(bytes), human_bytes(static_cast<double>(space.available))));
  if (bytes > worth_saying)
    note(fmt::format("{}: states of {}, which compression makes smaller up to eight times", file,
                     human_bytes(bytes)));
}

/// Of a file that --states wrote.
void require_one_network(const std::string& file) {
  if (!files::is_runs_file(file)) return;
  constexpr std::size_t most = 4;  // of the names that are told
  auto names = files::RunsReader(file).names();
  if (names.size() < 2) return;
  const auto count = names.size();
  if (count > most) names.resize(most);
  throw UsageError("--start-data-set",
                   fmt::format("{} has the states of {} networks: give one of {}{}", file, count,
                               fmt::join(names, ", "), count > most ? ", …" : ""));
}

}  // namespace

std::vector<std::int64_t> StatesOptions::sweeps(std::int64_t max_sweeps) const {
  std::vector<std::int64_t> rising(record.begin(), record.end());
  std::sort(rising.begin(), rising.end());
  rising.erase(std::unique(rising.begin(), rising.end()), rising.end());
  if (!rising.empty() && rising.back() > max_sweeps)
    throw UsageError("--record",
                     fmt::format("{} is beyond --max-sweeps {}", rising.back(), max_sweeps));
  return rising;
}

void add_states(Command& command, StatesOptions& options, const std::string& what) {
  command.text("--states", options.states, "FILE.h5",
               "Also write " + what + " to this HDF5 file (see docs/networks.md)");
}

void add_starts(Command& command, StatesOptions& options) {
  command
      .text("--start", options.start, "FILE",
            "Start from the states of this file, one a row, each in every network: text, .npy, "
            ".npz, HDF5 or what --states wrote; ±1, or 0 and 1 with --states-as 01")
      .text("--start-data-set", options.start_data_set, "NAME",
            "Which array, or network of --states, of the file of --start (default: the only one)")
      .optional_integers("--record", options.record, {0, 1e9},
                         "Also write the states after these sweeps to the file of --states")
      .needs("--start-data-set", "--start")
      .needs("--record", "--states")
      .excludes("--start", "--starts");
}

std::vector<std::string> options_of_states() {
  return {"--states", "--start", "--start-data-set", "--record"};
}

States starts_of(const StatesOptions& options, double neurons,
                 network::StateConvention convention) {
  if (!options.given()) return nullptr;
  if (options.start_data_set.empty()) require_one_network(options.start);
  auto states = network::read_states(options.start, static_cast<int>(neurons), convention,
                                     options.start_data_set);
  if (states.empty()) throw UsageError("--start", options.start + " holds no states");
  return std::make_shared<const std::vector<network::Spins>>(std::move(states));
}

StatesOutput::StatesOutput(const StatesOptions& options, double bytes, const Run& run)
    : file_(options.states, program_version(), provenance_text(run)) {
  check_space(options.states, bytes);
}

studies::KeepStates StatesOutput::keep(std::size_t point, std::size_t points, std::uint64_t samples,
                                       std::vector<std::int64_t> sweeps) {
  const auto digits = [](std::uint64_t count) {
    return static_cast<int>(std::to_string(count - 1).size());
  };
  return {&file_, points > 1 ? fmt::format("point_{:0{}}_", point, digits(points)) : "",
          digits(samples), std::move(sweeps)};
}

}  // namespace steady::apps
