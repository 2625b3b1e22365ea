// steady threshold: from which self-coupling (or coupling between modules) on fixed points are
// found, and by whom.
#include <algorithm>
#include <cmath>
#include <limits>
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
#include <steady/numerics/solvers/gap_closing.hpp>
#include <steady/numerics/studies/searching.hpp>

#include "module_options.hpp"
#include "networks.hpp"
#include "subcommands.hpp"
#include "threshold_table.hpp"

namespace steady::apps {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Options {
  std::string ensemble = "gaussian";
  std::string algorithms = "reinforced,annealing,greedy,asynchronous";
  std::vector<int> sizes;
  std::string control = "self-coupling";
  double self_coupling = nan;
  double coupling = nan;
  long long modules = 1;
  std::string topology = "ring";
  double symmetry = 0.0;
  std::vector<double> mean_degree;  // empty: dense
  thresholds::ThresholdOptions search{.target_error = 0.02};
  long long max_sweeps = 1000;
  long long max_iterations = 2000;
  std::string extrapolation = "inverse-root";
  bool per_sample = false;
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

void check_options(const Options& options) {
  const bool by_coupling = options.control == "coupling";
  const double low = options.search.low, high = options.search.high;
  if (!(low < high)) throw UsageError("--low", fmt::format("{} is not below --high {}", low, high));
  if (by_coupling && options.modules < 2)
    throw UsageError("--control", "coupling needs --modules 2 or more");
  if (by_coupling && !std::isnan(options.coupling))
    throw UsageError("--coupling", "is the result with --control coupling");
  if (!by_coupling && !std::isnan(options.self_coupling))
    throw UsageError("--self-coupling", "is the result without --control coupling");
  if (!by_coupling && options.modules > 1 && std::isnan(options.coupling))
    throw UsageError("--coupling", "required with --modules, or --control coupling to look for it");
  if (options.modules == 1 && !std::isnan(options.coupling))
    throw UsageError("--coupling", "needs --modules 2 or more");
  const double modules = static_cast<double>(options.modules);
  if (by_coupling)
    require_on_grid("--high", std::max(std::abs(low), std::abs(high)), modules);
  else if (!std::isnan(options.coupling))
    require_on_grid("--coupling", options.coupling, modules);
  auto sizes = options.sizes;
  std::sort(sizes.begin(), sizes.end());
  if (std::adjacent_find(sizes.begin(), sizes.end()) != sizes.end())
    throw UsageError("--sizes", "a size appears twice");
  for (const int size : sizes)
    ensemble_of(options.ensemble, options.symmetry, options.mean_degree, size, "--sizes");
}

network::NetworkSpec networks_of(const Options& options, int size) {
  return {ensemble_of(options.ensemble, options.symmetry, options.mean_degree, size, "--sizes"),
          size, static_cast<int>(options.modules), theory::parse_topology(options.topology),
          std::isnan(options.coupling) ? 0.0 : options.coupling};
}

studies::Searching point_of(const Options& options, const std::string& algorithm, int size) {
  auto point = studies::searching(
      networks_of(options, size), algorithm,
      {static_cast<double>(options.max_sweeps), static_cast<double>(options.max_iterations)});
  if (!std::isnan(options.self_coupling)) point.self_coupling = options.self_coupling;
  if (point.searcher().effort_unit == "iterations" && options.modules > messages::max_modules)
    throw UsageError("--modules", fmt::format("{} is more than the {} that {} can do",
                                              options.modules, messages::max_modules, algorithm));
  return point;
}

thresholds::ThresholdOptions search_of(const Options& options, const Run& run) {
  auto search = options.search;
  search.max_samples = run.common.samples;
  return search;
}

std::vector<SearchedSizes> find_all(const Options& options, Run& run) {
  const auto control = studies::control_names.parse(options.control);
  const auto search = search_of(options, run);
  std::vector<SearchedSizes> entries;
  std::vector<thresholds::ThresholdStudy> searches;
  for (const auto& name : algorithms_of(options))
    for (const int size : options.sizes) {
      const auto point = point_of(options, name, size);
      studies::require_memory<studies::Searching>({&point, 1}, run.common.threads);
      if (size == options.sizes.front())
        entries.push_back({point.searcher(), point.budget.max_effort, {}});
      searches.push_back(threshold_of(point, control, run.common.seed, search));
    }
  auto found = thresholds::find_thresholds(searches, run.task_options());
  check_stop();
  for (std::size_t s = 0; s < found.size(); ++s)
    entries[s / options.sizes.size()].thresholds.push_back(std::move(found[s]));
  return entries;
}

std::optional<solvers::GapClosing> gap_closing_of(const Options& options) {
  const auto networks = networks_of(options, options.sizes.front());
  if (options.modules == 3 && options.symmetry == 0.0 && options.mean_degree.empty())
    note("the gap closing of three modules takes up to a minute");
  if (studies::control_names.parse(options.control) == studies::Control::coupling)
    return solvers::gap_closing_coupling(
        networks, std::isnan(options.self_coupling) ? 0.0 : options.self_coupling);
  const auto found = solvers::gap_closing_self_coupling(networks, stop_requested());
  check_stop();
  return found;
}

std::vector<ThresholdRow> rows_of(const Options& options,
                                  const std::vector<SearchedSizes>& searched) {
  std::vector<ThresholdRow> rows;
  if (const auto theory = gap_closing_of(options))
    rows.push_back(theory_row("gap_closing", *theory));
  const auto form = thresholds::extrapolation_names.parse(options.extrapolation);
  for (const auto& entry : searched) {
    for (std::size_t k = 0; k < options.sizes.size(); ++k)
      rows.push_back(size_row(entry, options.sizes[k], entry.thresholds[k]));
    rows.push_back(limit_row(entry, options.sizes, form));
  }
  return rows;
}

/// Budgets of searchers that are not asked, neighbours of a single module.
void refuse_idle(const Options& options, const Run& run) {
  std::set<std::string> units;
  for (const auto& name : algorithms_of(options))
    units.insert(search::make_searcher(name, {}).effort_unit);
  if (!units.contains("sweeps"))
    run.refuse({"--max-sweeps"}, "none of --algorithm counts sweeps: see --max-iterations");
  if (!units.contains("iterations"))
    run.refuse({"--max-iterations"}, "none of --algorithm counts iterations: see --max-sweeps");
  if (options.modules == 1)
    run.refuse({"--topology"}, "needs --modules 2 or more: one module has no neighbours");
}

void run_threshold(const Options& options, Run& run) {
  check_options(options);
  refuse_idle(options, run);
  run.check_rows(static_cast<double>(run.common.samples));
  const auto searched = find_all(options, run);
  const auto rows = rows_of(options, searched);
  if (options.per_sample)
    run.write(trial_columns(), trial_rows(searched, options.sizes));
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
  command.integers("--sizes", o->sizes, {2, 1e6}, "N, neurons in a module")
      .text("--algorithm", o->algorithms, "LIST", "Who searches, see below")
      .choice("--control", o->control, studies::control_names.all(), "What is varied");
  add_options(command, options::only(searching, {"low", "high", "target_error"}));
  search::Budget budget;
  command
      .integer("--max-sweeps", o->max_sweeps, bounds_of(options::entries(budget), "max_effort"),
               "Budget of dynamics and Monte Carlo")
      .integer("--max-iterations", o->max_iterations, {0, 1e9}, "Budget of message passing")
      .choice("--extrapolation", o->extrapolation, thresholds::extrapolation_names.all(),
              "Form of J*(N)");
  add_options(command, options::only(searching, {"curve"}));
  command.flag("--per-sample", o->per_sample, "One row per search")
      .number("--symmetry", o->symmetry, {-1, 1}, "η in [−1,1]")
      .optional_range("--mean-degree", o->mean_degree, {0, 1e6},
                      "c: sparse networks with c inputs a neuron on average")
      .integer("--modules", o->modules, {1, 1000}, "L, modules of N neurons each")
      .choice("--topology", o->topology, theory::topology_names.all(),
              "which modules are neighbours")
      .number("--coupling", o->coupling, coupling_bounds, "λ between modules")
      .number("--self-coupling", o->self_coupling, self_coupling_bounds,
              "J_D with --control coupling (0 when not given)")
      .text("--ensemble", o->ensemble, "NAME", ensemble_help())
      .action([o](Run& run) { run_threshold(*o, run); });
}

}  // namespace steady::apps
