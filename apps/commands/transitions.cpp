// steady transitions: the critical self-couplings of the clusters of fixed points.
#include <algorithm>
#include <functional>
#include <memory>

#include <fmt/format.h>

#include <apps/frame/described.hpp>
#include <apps/frame/errors.hpp>
#include <apps/frame/signals.hpp>
#include <steady/numerics/sampling/tasks.hpp>
#include <steady/numerics/solvers/module_transitions.hpp>
#include <steady/numerics/solvers/transitions.hpp>
#include <steady/theory/topology.hpp>

#include "replica_table.hpp"
#include "subcommands.hpp"

namespace steady::apps {
namespace {

// The quadrature of several modules allows no less.
constexpr double least_module_tolerance = 2e-5;
// Far beyond the largest gap (y = 4.66), and far from least_entropy's end of the search over y.
constexpr double largest_gap_replicas = 300.0;

struct Options {
  std::vector<double> replicas{2.0};
  solvers::TransitionOptions search;
  long long modules = 1;
  std::string topology = "chain";
  std::vector<double> self_coupling;  // with modules; none given: 0
};

/// A row for one module: a critical J_D.
struct Critical {
  std::string name;
  solvers::Transition found;
};

/// A row for several modules: a critical λ at a J_D.
struct ModuleCritical {
  std::string name;
  double replicas;
  solvers::ModuleTransition found;
};

const char* const name_meaning = "y_gap, gap_closing or monotone";
const char* const replicas_meaning =
    "y: given for y_gap, where the gap is largest for gap_closing, where the inflection is for "
    "monotone";
const char* const uncertainty_meaning =
    "half-width of an interval whose two ends were seen to lie on either side";

template <class Row>
void add_place(Columns<Row>& columns) {
  columns
      .add("distance", "d at which it happens", [](const Row& row) { return row.found.distance; })
      .add("status", "converged, or no_sign_change: the searched interval holds no transition",
           [](const Row& row) { return to_string(row.found.status); });
}

Columns<Critical> columns() {
  Columns<Critical> c;
  c.add("name", name_meaning, &Critical::name)
      .add("replicas", replicas_meaning, [](const auto& row) { return row.found.replicas; })
      .add("self_coupling", "the critical J_D; with --modules 2 or 3 as given",
           [](const auto& row) { return row.found.self_coupling; })
      .add("uncertainty", uncertainty_meaning,
           [](const auto& row) { return row.found.uncertainty; });
  add_place(c);
  return c;
}

Columns<ModuleCritical> module_columns() {
  Columns<ModuleCritical> c;
  c.add("name", name_meaning, &ModuleCritical::name)
      .add("self_coupling", "the critical J_D; with --modules 2 or 3 as given",
           [](const auto& row) { return row.found.self_coupling; })
      .add("coupling", "with --modules 2 or 3: the critical λ at this J_D, (5.11)",
           [](const auto& row) { return row.found.coupling; })
      .add("uncertainty", uncertainty_meaning,
           [](const auto& row) { return row.found.uncertainty; })
      .add("replicas", replicas_meaning, &ModuleCritical::replicas);
  add_place(c);
  return c;
}

const About about{
    "At which self-couplings the structure of the fixed points changes, each with its uncertainty",
    "(4.12)  y_gap: below it S_y(q) < 0 in some window of q; for integer y that proves that there\n"
    "          are no y-tuples with these mutual overlaps (the largest is y = 5, J_D = 0.0599990)\n"
    "  (4.13)  gap_closing: the largest y-gap over real y > 1 (y = 4.66, J_D = 0.0600992; at y\n"
    "          not an integer S_y is a one-step calculation, which proves nothing); below it\n"
    "          isolated fixed points, narrow clusters and a window of overlaps without y-tuples\n"
    "          for y about 5; above it dense extended clusters. Pairs (y = 2) exist at every\n"
    "          overlap from 0.0427 on\n"
    "  (4.14)  monotone: from it on the local entropy s(d) at C = 0 never falls with d",
    "steady transitions --replicas 2,3,4.5 --tolerance 1e-8\n"
    "  steady transitions --modules 2 --self-coupling 0,0.02,0.04 --replicas 2,5",
    described_together(columns(), module_columns()), "Networks are asymmetric (η = 0)."};

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
  return options.topology == "chain" ? theory::ModuleLayout::chain_of_three
                                     : theory::ModuleLayout::ring_of_three;
}

// A line in the (J_D, λ) plane: one λ for each J_D.
struct Line {
  solvers::ModuleLine kind;
  double replicas;  // of the y-gap
};

std::vector<Line> lines_of(const Options& options) {
  std::vector<Line> lines;
  for (const double replicas : options.replicas)
    lines.push_back({solvers::ModuleLine::y_gap, replicas});
  lines.push_back({solvers::ModuleLine::gap_closing, 0.0});
  lines.push_back({solvers::ModuleLine::monotone, 0.0});
  return lines;
}

std::vector<solvers::ModuleTransition> solve(const Line& line, const Options& options,
                                             const std::vector<double>& self_couplings,
                                             const solvers::ModuleTransitionOptions& given) {
  return line.kind == solvers::ModuleLine::y_gap
             ? solvers::module_y_gap(layout_of(options), line.replicas, self_couplings, given)
             : solvers::module_transitions(layout_of(options), line.kind, self_couplings, given);
}

void require_module_options(const Options& options, const Run& run) {
  run.refuse({"--from", "--to"},
             "for one module: with more the coupling is searched at each --self-coupling");
  if (options.search.tolerance < least_module_tolerance)
    throw UsageError("--tolerance", fmt::format("{} is below {}, the least with --modules {}",
                                                options.search.tolerance, least_module_tolerance,
                                                options.modules));
  for (const double replicas : options.replicas)
    if (replicas > solvers::largest_module_replicas)
      throw UsageError("--replicas",
                       fmt::format("{} is above {}, the most with --modules {}", replicas,
                                   solvers::largest_module_replicas, options.modules));
}

void run_module_lines(const Options& options, Run& run) {
  require_module_options(options, run);
  std::erase_if(run.provenance, [](const auto& entry) {
    return entry.first == "from" || entry.first == "to";  // without meaning here
  });
  const auto lines = lines_of(options);
  solvers::ModuleTransitionOptions given;
  const std::vector<double> self_couplings =
      options.self_coupling.empty() ? std::vector<double>{0.0} : options.self_coupling;
  given.stop = run.stop;
  given.tolerance = std::clamp(0.5 * options.search.tolerance, 1e-5, 1e-2);
  std::vector<std::vector<solvers::ModuleTransition>> found(lines.size());
  sampling::parallel_for(lines.size(), run.task_options(), [&](std::size_t i) {
    found[i] = solve(lines[i], options, self_couplings, given);
  });
  std::vector<ModuleCritical> rows;
  std::string trouble;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string name(solvers::module_line_names.of(lines[i].kind));
    for (const auto& row : found[i]) {
      rows.push_back({name, name == "y_gap" ? lines[i].replicas : row.replicas, row});
      if (row.status != solvers::Status::converged)
        trouble += fmt::format(
            "{}{} at J_D = {}: {} for couplings up to {} (the criterion is {:.3g} at coupling 0 "
            "and {:.3g} at the last one)",
            trouble.empty() ? "" : "; ", name, row.self_coupling, to_string(row.status),
            given.highest_coupling, row.criterion_low, row.criterion_high);
    }
  }
  run.write(module_columns(), rows);
  if (!trouble.empty()) throw CheckFailed(trouble);
}

void run_transitions(const Options& options, Run& run) {
  if (options.modules > 1) {
    run_module_lines(options, run);
    return;
  }
  run.refuse({"--self-coupling"}, "needs --modules 2 or 3: with one module it is the result");
  run.refuse({"--topology"}, "needs --modules 2 or 3: one module has no neighbours");
  if (!(options.search.lowest < options.search.highest))
    throw UsageError("--from", fmt::format("{} is not below --to {}", options.search.lowest,
                                           options.search.highest));
  const auto& given = options.search;
  const auto searches = searches_of(options);
  std::vector<solvers::Transition> found(searches.size());
  sampling::parallel_for(searches.size(), run.task_options(),
                         [&](std::size_t i) { found[i] = searches[i].run(given); });
  std::vector<Critical> rows;
  std::string trouble;
  for (std::size_t i = 0; i < searches.size(); ++i) {
    const auto& row = found[i];
    rows.push_back({searches[i].name, row});
    if (row.status == solvers::Status::no_sign_change)
      trouble += fmt::format(
          "{}{}: {} (the criterion is {:.3g} at J_D = {} and {:.3g} at J_D = {})",
          trouble.empty() ? "" : "; ", searches[i].name, to_string(row.status), row.criterion_low,
          options.search.lowest, row.criterion_high, options.search.highest);
    else if (row.status != solvers::Status::converged)
      trouble += fmt::format("{}{}: {}", trouble.empty() ? "" : "; ", searches[i].name,
                             to_string(row.status));
  }
  run.write(columns(), rows);
  if (!trouble.empty()) throw CheckFailed(trouble);
}

}  // namespace

void add_transitions(Program& program) {
  auto options = std::make_shared<Options>();
  const auto described = options::entries(options->search);
  program.add("transitions", about)
      .range("--replicas", options->replicas, {1.01, largest_gap_replicas},
             fmt::format("y of the y-gaps, real, > 1, up to {}; to {} with --modules 2 or 3",
                         largest_gap_replicas, solvers::largest_module_replicas),
             "2")
      .number("--tolerance", options->search.tolerance, bounds_of(described, "tolerance"),
              options::find(described, "tolerance").meaning +
                  ", or in λ with --modules 2 or 3: 2e-05 there, and no less")
      .number("--from", options->search.lowest, bounds_of(described, "lowest"),
              options::find(described, "lowest").meaning)
      .number("--to", options->search.highest, bounds_of(described, "highest"),
              options::find(described, "highest").meaning)
      .integer("--modules", options->modules, {1, 3},
               "L excitatory modules: the same with λ as the control")
      .choice("--topology", options->topology, theory::topology_names.all(),
              "which modules are neighbours; the same for two, and of three ring and all")
      .optional_range("--self-coupling", options->self_coupling, {-10, 10},
                      "J_D at which λ is searched in (0, 1], for --modules 2 or 3 (default 0)")
      .defaults("--modules", "2", {{"--tolerance", "2e-05"}})
      .defaults("--modules", "3", {{"--tolerance", "2e-05"}})
      .action([options](Run& run) { run_transitions(*options, run); });
}

}  // namespace steady::apps
