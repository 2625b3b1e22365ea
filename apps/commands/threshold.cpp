// steady threshold: from which self-coupling (or coupling between modules) on fixed points are
// found, and by whom.
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <apps/frame/described.hpp>
#include <apps/frame/errors.hpp>
#include <apps/frame/progress.hpp>
#include <apps/frame/signals.hpp>
#include <steady/numerics/messages/solver.hpp>
#include <steady/numerics/network/given_networks.hpp>
#include <steady/numerics/solvers/gap_closing.hpp>
#include <steady/numerics/studies/searching.hpp>

#include "network_options.hpp"
#include "states_options.hpp"
#include "subcommands.hpp"
#include "threshold_table.hpp"

namespace steady::apps {
namespace {

struct Options {
  NetworkOptions networks{{.size_option = "--sizes",
                           .lists = false,
                           .several_files = true,
                           .to_files = false,
                           .needs_self_coupling = false}};
  std::string algorithms = "reinforced,annealing,greedy,asynchronous";
  studies::Control control = studies::Control::self_coupling;
  thresholds::ThresholdOptions search{.target_error = 0.02};
  long long max_sweeps = 1000;
  long long max_iterations = 2000;
  thresholds::Extrapolation extrapolation = thresholds::Extrapolation::inverse_root;
  bool per_sample = false;
  StatesOptions states;
};

constexpr const char* notes =
    "--samples is the largest number of networks for one threshold; each is searched once. They "
    "are\n"
    "placed by what earlier ones say, so that most are near the threshold. A threshold belongs to\n"
    "its budget: state --max-sweeps and --max-iterations beside it; 0: only a random start is\n"
    "judged. --curve probit fits Φ((J − J*)/w) instead of (7.9): it differs in the tails, J* by a\n"
    "few hundredths of w.\n"
    "\nStatus of a size:\n"
    "  converged        the error is below --target-error\n"
    "  sample_limit     --samples were spent before\n"
    "  curve_rejected   fit_p_value below 0.001: the trials do not look like the curve\n"
    "  always_succeeds, never_succeeds: the threshold is below --low, above --high\n"
    "  no_fit           no rising curve describes the trials\n"
    "Status of the extrapolation, the first that applies:\n"
    "  too_few_sizes    fewer sizes than parameters (two; power: three)\n"
    "  no_limit         the fit did not converge; logarithm: by its nature\n"
    "  no_degrees_of_freedom  as many sizes as parameters: nothing tests the form\n"
    "  form_rejected    p_value below 0.01: the thresholds do not follow the form\n"
    "  form_dependent   form_spread above threshold_error: another form says something else\n"
    "  converged        none of these\n"
    "Exit code 1 when a row has another status than converged, too_few_sizes or\n"
    "no_degrees_of_freedom (or no_limit with logarithm); the table is written all the same.\n"
    "\nWith --per-sample, one row per search.\n"
    "--network takes one file a size; each of its networks is searched once, so that it has to "
    "hold\n"
    "many. --low, --high and the threshold are in its units.\n"
    "\nAlgorithms:\n";

/// Who there is, with the unit of the budget.
std::string searchers_text() {
  std::string text;
  for (const auto& name : search::searcher_names()) {
    const auto searcher = search::make_searcher(name, {});
    text += fmt::format("  {:<13} {} ({})\n", name, searcher.description, searcher.effort_unit);
  }
  text.pop_back();
  return text;
}

About about() {
  return {
      "From which self-coupling on searches reach fixed points: thresholds against size, with "
      "errors",
      "(7.9)   P(success) = 1/(1 + exp(−(J − J*)/w)): threshold J* and width w\n"
      "  (7.10)  J*(N) = J_∞ + c N^(−ω) for N → ∞\n"
      "  (4.13)  gap_closing: below it there are no dense clusters of fixed points (theory)",
      "steady threshold --sizes 200,800,3200 --algorithm reinforced,asynchronous\n"
      "  steady threshold --sizes 200,400,800 --modules 2 --control coupling --self-coupling 0",
      described_together(threshold_columns(), trial_columns()), notes + searchers_text()};
}

std::vector<std::string> algorithms_of(const Options& options) {
  const auto known = search::searcher_names();
  std::vector<std::string> names;
  std::size_t begin = 0;
  while (begin <= options.algorithms.size()) {
    const auto end = std::min(options.algorithms.find(',', begin), options.algorithms.size());
    const std::string name = options.algorithms.substr(begin, end - begin);
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw UsageError("--algorithm",
                       fmt::format("'{}' is not one of {}", name, fmt::join(known, ", ")));
    if (std::find(names.begin(), names.end(), name) != names.end())
      throw UsageError("--algorithm", fmt::format("'{}' appears twice", name));
    names.push_back(name);
    begin = end + 1;
  }
  return names;
}

/// What is varied is not given, and what is not is.
void check_control(const Options& options, const Run& run, const network::NetworkSpec& networks) {
  const auto& [low, high] = std::pair{options.search.low, options.search.high};
  if (!(low < high)) throw UsageError("--low", fmt::format("{} is not below --high {}", low, high));
  if (networks.from_file && options.control == studies::Control::coupling)
    throw UsageError("--control", "coupling is for random modules, not for --network");
  if (options.control == studies::Control::self_coupling) {
    run.refuse({"--self-coupling"}, "is the result without --control coupling");
    if (networks.modules > 1 && !run.given("--coupling"))
      throw UsageError("--coupling",
                       "required with --modules, or --control coupling to look for it");
    return;
  }
  run.refuse({"--coupling"}, "is the result with --control coupling");
  if (networks.modules < 2) throw UsageError("--control", "coupling needs --modules 2 or more");
  auto farthest = networks;
  farthest.coupling = std::max(std::abs(low), std::abs(high));
  require_drawable(farthest, {{"coupling", "--high"}});
}

std::vector<int> sizes_of(const std::vector<NetworkPoint>& points) {
  std::vector<int> sizes;
  for (const auto& point : points) sizes.push_back(point.networks.size);
  return sizes;
}

/// How many networks of this size there are.
std::uint64_t largest_samples(const network::NetworkSpec& networks, const Run& run) {
  return networks.from_file ? std::min(run.common.samples, networks.from_file->count())
                            : run.common.samples;
}

void check_sizes(const Options& options, const std::vector<NetworkPoint>& points, const Run& run) {
  const bool given = options.networks.from_file();
  std::set<int> sizes;
  for (const auto& [networks, self_coupling, none] : points) {
    if (!sizes.insert(networks.size).second)
      throw UsageError(given ? "--network" : "--sizes", "a size appears twice");
    const auto count = largest_samples(networks, run), least = std::uint64_t(options.search.batch);
    if (given && count < least)
      throw UsageError("--network",
                       fmt::format("{} network(s) of {} neurons: a threshold needs {} or more, one "
                                   "for each search; with few, scan --self-coupling of relax "
                                   "(--starts) or solve",
                                   count, networks.size, least));
  }
}

studies::Searching point_of(const Options& options, const std::string& algorithm,
                            const NetworkPoint& at) {
  auto point = studies::searching(
      at.networks, algorithm,
      {static_cast<double>(options.max_sweeps), static_cast<double>(options.max_iterations)});
  point.self_coupling = at.self_coupling;
  if (point.searcher().effort_unit == "iterations" && at.networks.modules > messages::max_modules)
    throw UsageError("--modules",
                     fmt::format("{} is more than the {} that {} can do", at.networks.modules,
                                 messages::max_modules, algorithm));
  return point;
}

thresholds::ThresholdOptions search_of(const Options& options, const NetworkPoint& at,
                                       const Run& run) {
  auto search = options.search;
  search.max_samples = largest_samples(at.networks, run);
  return search;
}

/// The file of --states; at most --samples states of each size and algorithm.
std::optional<StatesOutput> states_of(const Options& options,
                                      const std::vector<NetworkPoint>& points, const Run& run) {
  if (!options.states.kept()) return {};
  double bytes = 0.0;
  for (const auto& at : points)
    bytes += network::neurons(at.networks) * static_cast<double>(run.common.samples);
  return std::optional<StatesOutput>(std::in_place, options.states,
                                     bytes * static_cast<double>(algorithms_of(options).size()),
                                     run);
}

std::vector<SearchedSizes> find_all(const Options& options, const std::vector<NetworkPoint>& points,
                                    Run& run) {
  std::vector<SearchedSizes> entries;
  std::vector<thresholds::ThresholdStudy> searches;
  const auto names = algorithms_of(options);
  auto states = states_of(options, points, run);
  const auto keep = [&]() -> std::optional<studies::KeepStates> {
    if (!states) return {};
    return states->keep(searches.size(), names.size() * points.size(), run.common.samples);
  };
  for (const auto& name : names)
    for (const auto& at : points) {
      const auto point = point_of(options, name, at);
      studies::require_memory<studies::Searching>({&point, 1}, run.common.threads);
      if (&at == &points.front())
        entries.push_back({point.searcher(), point.budget.max_effort, {}});
      searches.push_back(threshold_of(point, options.control, run.common.seed,
                                      search_of(options, at, run), keep()));
    }
  auto found = thresholds::find_thresholds(searches, run.task_options());
  check_stop();
  if (states) states->close();
  for (std::size_t s = 0; s < found.size(); ++s)
    entries[s / points.size()].thresholds.push_back(std::move(found[s]));
  return entries;
}

std::optional<solvers::GapClosing> gap_closing_of(const Options& options, const NetworkPoint& at) {
  const auto& networks = at.networks;
  if (options.control == studies::Control::coupling)
    return solvers::gap_closing_coupling(networks, at.self_coupling);
  const auto found = solvers::gap_closing_self_coupling(networks, stop_requested());
  check_stop();
  return found;
}

std::vector<ThresholdRow> rows_of(const Options& options, const std::vector<NetworkPoint>& points,
                                  const std::vector<SearchedSizes>& searched) {
  std::vector<ThresholdRow> rows;
  if (const auto theory = gap_closing_of(options, points.front()))
    rows.push_back(theory_row("gap_closing", *theory));
  const auto sizes = sizes_of(points);
  for (const auto& entry : searched) {
    for (std::size_t k = 0; k < sizes.size(); ++k)
      rows.push_back(size_row(entry, sizes[k], entry.thresholds[k]));
    rows.push_back(limit_row(entry, sizes, options.extrapolation));
  }
  return rows;
}

/// Budgets of searchers that are not asked, the form of what is not extrapolated.
void refuse_idle(const Options& options, std::size_t sizes, const Run& run) {
  if (options.per_sample)
    run.refuse({"--extrapolation"}, "nothing is extrapolated with --per-sample");
  if (sizes < 2) run.refuse({"--extrapolation"}, "needs two sizes or more");
  std::set<std::string> units;
  for (const auto& name : algorithms_of(options))
    units.insert(search::make_searcher(name, {}).effort_unit);
  if (!units.contains("sweeps"))
    run.refuse({"--max-sweeps"}, "none of --algorithm counts sweeps: see --max-iterations");
  if (!units.contains("iterations"))
    run.refuse({"--max-iterations"}, "none of --algorithm counts iterations: see --max-sweeps");
}

void run_threshold(const Options& options, Run& run) {
  if (options.networks.file().options.ties != network::TieRule::keep)
    throw UsageError("--ties", "on and off need to know J_D, which is the result here: keep");
  const auto points = options.networks.points(run);
  check_control(options, run, points.front().networks);
  check_sizes(options, points, run);
  refuse_idle(options, points.size(), run);
  NetworkOptions::tell_rounding(points, run);
  const auto searched = find_all(options, points, run);
  const auto rows = rows_of(options, points, searched);
  if (options.per_sample)
    run.write(trial_columns(), trial_rows(searched, sizes_of(points)));
  else
    run.write(threshold_columns(), rows);
  const auto troubles = troubles_of(rows);
  if (!troubles.empty()) throw CheckFailed(troubles);
}

}  // namespace

void add_threshold(Program& program) {
  auto o = std::make_shared<Options>();
  const auto searching = options::entries(o->search);
  auto command = program.add("threshold", about(), {.random = true});
  o->networks.add_to(command);
  command.text("--algorithm", o->algorithms, "LIST", "Who searches, see below")
      .choice("--control", o->control, studies::control_names, "What is varied");
  add_options(command, options::only(searching, {"low", "high", "target_error"}));
  search::Budget budget;
  command
      .integer("--max-sweeps", o->max_sweeps, bounds_of(options::entries(budget), "max_effort"),
               "Budget of dynamics and Monte Carlo")
      .integer("--max-iterations", o->max_iterations, {0, 1e9}, "Budget of message passing")
      .choice("--extrapolation", o->extrapolation, thresholds::extrapolation_names,
              "Form of J*(N)");
  add_options(command, options::only(searching, {"curve"}));
  add_states(command, o->states, "the best state of every search");
  command.flag("--per-sample", o->per_sample, "One row per search").action([o](Run& run) {
    run_threshold(*o, run);
  });
}

}  // namespace steady::apps
