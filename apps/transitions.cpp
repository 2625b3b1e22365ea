// steady transitions: the critical self-couplings of the clusters of fixed points.
#include <algorithm>
#include <functional>
#include <memory>

#include <fmt/format.h>

#include <apps/frame/errors.hpp>
#include <apps/frame/signals.hpp>
#include <steady/numerics/sampling/tasks.hpp>
#include <steady/numerics/solvers/module_transitions.hpp>
#include <steady/numerics/solvers/transitions.hpp>

#include "replica_table.hpp"
#include "subcommands.hpp"

namespace steady::apps {
namespace {

constexpr double default_tolerance = 1e-6;
constexpr double default_lowest = -1.0;
constexpr double default_highest = 5.0;

struct Options {
  std::vector<double> replicas{2.0};
  double tolerance = default_tolerance;
  double lowest = default_lowest;
  double highest = default_highest;
  long long modules = 1;
  std::string topology = "chain";
  std::vector<double> self_coupling;  // with modules; none given: 0
};

const About about{
    "At which self-couplings the structure of the fixed points changes, each with its uncertainty",
    "(4.12)  y_gap: below it S_y(q) < 0 in some window of q, so no y-tuples there\n"
    "  (4.13)  gap_closing: the largest y-gap over y > 1; below it isolated fixed points, narrow\n"
    "          clusters and an overlap gap; above it dense extended clusters\n"
    "  (4.14)  monotone: from it on the local entropy s(d) at C = 0 never falls with d",
    "steady transitions --replicas 2,3,4.5 --tolerance 1e-8\n"
    "  steady transitions --modules 2 --self-coupling 0,0.02,0.04",
    {{"name", "y_gap, gap_closing or monotone"},
     {"replicas",
      "y: given for y_gap, where the gap is largest for gap_closing, where the "
      "inflection is for monotone"},
     {"self_coupling", "the critical J_D"},
     {"uncertainty", "half-width of an interval whose two ends were seen to lie on either side"},
     {"distance", "d at which it happens"},
     {"coupling", "with --modules: the critical λ at this J_D, (5.11)"},
     {"status", "converged, or no_sign_change: the searched interval holds no transition"}},
    "Networks are asymmetric (η = 0)."};

struct Search {
  std::string name;
  std::function<solvers::Transition(const solvers::TransitionOptions&)> run;
};

std::vector<Search> searches_of(const Options& options) {
  std::vector<Search> searches;
  for (const double replicas : options.replicas)
    searches.push_back(
        {"y_gap", [replicas](const auto& given) { return solvers::y_gap(replicas, given); }});
  searches.push_back({"gap_closing", solvers::gap_closing});
  searches.push_back({"monotone", solvers::monotone});
  return searches;
}

theory::ModuleLayout layout_of(const Options& options) {
  if (options.modules == 2) return theory::ModuleLayout::pair;
  return options.topology == "ring" ? theory::ModuleLayout::ring_of_three
                                    : theory::ModuleLayout::chain_of_three;
}

// The lines in the (J_D, λ) plane: one λ for each J_D.
void run_module_lines(const Options& options, Run& run) {
  const std::vector<std::pair<std::string, solvers::ModuleLine>> lines{
      {"gap_closing", solvers::ModuleLine::gap_closing},
      {"monotone", solvers::ModuleLine::monotone}};
  solvers::ModuleTransitionOptions given;
  // The quadrature of several modules allows no less; the default of one module stands for it.
  if (options.tolerance != default_tolerance && options.tolerance < 2e-5)
    throw UsageError("--tolerance", fmt::format("{} is below 2e-05, the least with --modules {}",
                                                options.tolerance, options.modules));
  const std::vector<double> self_couplings =
      options.self_coupling.empty() ? std::vector<double>{0.0} : options.self_coupling;
  given.tolerance = std::clamp(0.5 * options.tolerance, 1e-5, 1e-2);
  std::vector<std::vector<solvers::ModuleTransition>> found(lines.size());
  auto tasks = run.task_options();
  sampling::run_tasks(
      lines.size(), 1,
      [&](const sampling::Task& task, std::stop_token) {
        found[task.point] = solvers::module_transitions(
            layout_of(options), lines[task.point].second, self_couplings, given);
        return sampling::Row{0.0};
      },
      tasks);
  check_stop();
  Table table(
      {"name", "self_coupling", "coupling", "uncertainty", "replicas", "distance", "status"});
  std::string trouble;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (const auto& row : found[i]) {
      table.add({lines[i].first, row.self_coupling, row.coupling, row.uncertainty, row.replicas,
                 row.distance, std::string(to_string(row.status))});
      if (row.status != solvers::Status::converged)
        trouble += fmt::format(
            "{}{} at J_D = {}: {} for couplings up to {} (the criterion is {:.3g} at coupling 0 "
            "and {:.3g} at the last one)",
            trouble.empty() ? "" : "; ", lines[i].first, row.self_coupling, to_string(row.status),
            given.highest_coupling, row.criterion_low, row.criterion_high);
    }
  }
  run.write(table);
  if (!trouble.empty()) throw CheckFailed(trouble);
}

void run_transitions(const Options& options, Run& run) {
  if (options.modules > 1) {
    if (options.lowest != default_lowest || options.highest != default_highest)
      throw UsageError("--modules",
                       "--from and --to are for one module: with more the coupling is "
                       "searched at each --self-coupling");
    run_module_lines(options, run);
    return;
  }
  if (!options.self_coupling.empty())
    throw UsageError("--self-coupling", "needs --modules 2 or 3: with one module it is the result");
  if (!(options.lowest < options.highest))
    throw UsageError("--from",
                     fmt::format("{} is not below --to {}", options.lowest, options.highest));
  solvers::TransitionOptions given{options.tolerance, options.lowest, options.highest};
  const auto searches = searches_of(options);
  std::vector<solvers::Transition> found(searches.size());
  auto tasks = run.task_options();
  sampling::run_tasks(
      searches.size(), 1,
      [&](const sampling::Task& task, std::stop_token) {
        found[task.point] = searches[task.point].run(given);
        return sampling::Row{found[task.point].self_coupling};
      },
      tasks);
  check_stop();
  Table table({"name", "replicas", "self_coupling", "uncertainty", "distance", "status"});
  std::string trouble;
  for (std::size_t i = 0; i < searches.size(); ++i) {
    const auto& row = found[i];
    table.add({searches[i].name, row.replicas, row.self_coupling, row.uncertainty, row.distance,
               std::string(to_string(row.status))});
    if (row.status == solvers::Status::no_sign_change)
      trouble +=
          fmt::format("{}{}: {} (the criterion is {:.3g} at J_D = {} and {:.3g} at J_D = {})",
                      trouble.empty() ? "" : "; ", searches[i].name, to_string(row.status),
                      row.criterion_low, options.lowest, row.criterion_high, options.highest);
    else if (row.status != solvers::Status::converged)
      trouble += fmt::format("{}{}: {}", trouble.empty() ? "" : "; ", searches[i].name,
                             to_string(row.status));
  }
  run.write(table);
  if (!trouble.empty()) throw CheckFailed(trouble);
}

}  // namespace

void add_transitions(Program& program) {
  auto options = std::make_shared<Options>();
  program.add("transitions", about)
      .range("--replicas", options->replicas, {1.01, 300}, "y of the y-gaps, real, > 1", "2")
      .number("--tolerance", options->tolerance, {1e-10, 0.1},
              "full width of the final interval in J_D")
      .number("--from", options->lowest, {-100, 100}, "lower end of the search in J_D")
      .number("--to", options->highest, {-100, 100}, "upper end of the search in J_D")
      .integer("--modules", options->modules, {1, 3},
               "L excitatory modules: gap_closing and monotone with λ as the control")
      .choice("--topology", options->topology, {"chain", "ring"}, "of three modules")
      .optional_range("--self-coupling", options->self_coupling, {-10, 10},
                      "J_D at which λ is searched in (0, 1], for --modules 2 or 3 (default 0); "
                      "tolerance >= 2e-5 there")
      .action([options](Run& run) { run_transitions(*options, run); });
}

}  // namespace steady::apps
