// steady transitions: the critical self-couplings of the clusters of fixed points.
#include <functional>
#include <memory>

#include <fmt/format.h>

#include <apps/frame/errors.hpp>
#include <apps/frame/signals.hpp>
#include <steady/numerics/sampling/tasks.hpp>
#include <steady/numerics/solvers/transitions.hpp>

#include "replica_table.hpp"
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  std::vector<double> replicas{2.0};
  double tolerance = 1e-6;
  double lowest = -1.0;
  double highest = 5.0;
};

const About about{
    "At which self-couplings the structure of the fixed points changes, each with its uncertainty",
    "(4.12)  y_gap: below it S_y(q) < 0 in some window of q, so no y-tuples there\n"
    "  (4.13)  gap_closing: the largest y-gap over y > 1; below it isolated fixed points, narrow\n"
    "          clusters and an overlap gap; above it dense extended clusters\n"
    "  (4.14)  monotone: from it on the local entropy s(d) at C = 0 never falls with d",
    "steady transitions --replicas 2,3,4.5 --tolerance 1e-8",
    {{"name", "y_gap, gap_closing or monotone"},
     {"replicas",
      "y: given for y_gap, where the gap is largest for gap_closing, where the "
      "inflection is for monotone"},
     {"self_coupling", "the critical J_D"},
     {"uncertainty", "half-width of an interval whose two ends were seen to lie on either side"},
     {"distance", "d at which it happens"},
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

void run_transitions(const Options& options, Run& run) {
  if (!(options.lowest < options.highest))
    throw UsageError("--from",
                     fmt::format("{} is not below --to {}", options.lowest, options.highest));
  solvers::TransitionOptions given{options.tolerance, options.lowest, options.highest};
  const auto searches = searches_of(options);
  std::vector<solvers::Transition> found(searches.size());
  sampling::RunOptions tasks;
  tasks.threads = run.common.threads;
  tasks.stop = run.stop;
  tasks.on_progress = [&run](const auto& progress) { run.progress.update(progress); };
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
    if (row.status != solvers::Status::converged)
      trouble +=
          fmt::format("{}{}: {} (the criterion is {:.3g} at J_D = {} and {:.3g} at J_D = {})",
                      trouble.empty() ? "" : "; ", searches[i].name, to_string(row.status),
                      row.criterion_low, options.lowest, row.criterion_high, options.highest);
  }
  run.write(table);
  if (!trouble.empty()) throw CheckFailed(trouble);
}

}  // namespace

void add_transitions(Program& program) {
  auto options = std::make_shared<Options>();
  program.add("transitions", about)
      .range("--replicas", options->replicas, {1.01, 1000}, "y of the y-gaps, real, > 1", "2")
      .number("--tolerance", options->tolerance, {1e-10, 0.1},
              "full width of the final interval in J_D")
      .number("--from", options->lowest, {-100, 100}, "lower end of the search in J_D")
      .number("--to", options->highest, {-100, 100}, "upper end of the search in J_D")
      .action([options](Run& run) { run_transitions(*options, run); });
}

}  // namespace steady::apps
