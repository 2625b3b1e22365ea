// steady relax: where the dynamics of random networks goes, and how long it takes.
#include <cmath>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "frame/errors.hpp"
#include "module_options.hpp"
#include "networks.hpp"
#include "relaxing.hpp"
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  std::vector<int> size;
  std::vector<double> self_coupling;
  std::vector<double> temperature{0.0};
  std::vector<int> modules{1};
  std::vector<double> coupling{0.0};
  std::vector<double> mean_degree;  // empty: dense
  std::string rule = "asynchronous";
  std::string order = "random";
  std::string topology = "ring";
  double symmetry = 0.0;
  double external_field = 0.0;
  long long max_sweeps = 1000;
  long long starts = 1;
};

const About about{
    "Whether the dynamics reaches a fixed point, after how many sweeps, or ends on a cycle",
    "(7.1)  a visited neuron flips when x_i = s_i h_i + J_D < 0;  one sweep: N visits (greedy\n"
    "         order: N flips), in the parallel dynamics one update of all neurons\n"
    "  (7.2)  at temperature T with probability 1/(1 + exp(2 x_i/T))\n"
    "  (7.14) heat-bath: a visited neuron becomes +1 with probability 1/(1 + exp(−2 H_i/T)),\n"
    "         H_i = h_i + J_D s_i: in law the same as (7.2), but one uniform number has another "
    "effect\n"
    "         on two states, so that damage spreads differently\n"
    "  (6.1)  a random start lies on a 2-cycle of the parallel dynamics with probability\n"
    "         2 E[2-cycles]/2^N; its overlap after one update is 2Φ(J_D √(N/(N−1))) − 1",
    "steady relax --size 100,400 --self-coupling 0.2:1:0.2 --samples 50 --max-sweeps 200\n"
    "  steady relax --size 12 --self-coupling 0:0.4:0.1 --rule parallel --starts 64\n"
    "  steady relax --size 100 --self-coupling 0 --modules 3 --coupling 0.3,0.6 --samples 20",
    {{"size", "N, the number of neurons (of one module)"},
     {"self_coupling", "J_D, the diagonal coupling of every neuron to itself"},
     {"rule", dynamics::meanings(dynamics::rules)},
     {"max_sweeps", "sweeps after which a run is given up; 0: the start is only judged"},
     {"samples", "number of networks"},
     {"converged_fraction", "share of the runs that ended at a fixed point"},
     {"fraction_low", "lower end of its Wilson interval of one standard error"},
     {"fraction_high", "its upper end"},
     {"mean_sweeps", "mean number of sweeps of the converged runs (`nan`: none)"},
     {"median_sweeps", "median over all runs, where others count as infinite (`inf`)"},
     {"mean_overlap_with_start", "(1/N) Σ s_i s_i(0) of the last state, mean over all runs"},
     {"cycle_fraction",
      "share of the runs found on a cycle (`nan` where none can be found, see below)"},
     {"mean_sweeps_error", "standard error of mean_sweeps"},
     {"median_sweeps_low", "the quantile 1/2 − 1/(2√samples): one standard error below"},
     {"median_sweeps_high", "the quantile 1/2 + 1/(2√samples)"},
     {"mean_overlap_error", "standard error of mean_overlap_with_start"},
     {"mean_unstable_fraction", "share of neurons with x_i < 0 in the last state, all runs"},
     {"mean_unstable_fraction_error", "its standard error"},
     {"cycle_fraction_low, cycle_fraction_high", "as fraction_low, fraction_high"},
     {"mean_cycle_length", "period of the cycles found, at least 2 (`nan`: none)"},
     {"mean_cycle_length_error", "its standard error"},
     {"mean_transient", "sweeps before the first state on the cycle"},
     {"mean_transient_error", "its standard error"},
     {"two_cycle_starts", "share of the starts that lie on a 2-cycle themselves (`nan` likewise)"},
     {"two_cycle_starts_error", "its standard error"},
     {"starts", "random starts in each network"},
     {"order", "in which neurons are visited (`none`: parallel)"},
     {"temperature", "T of (7.2)"},
     {"symmetry", "η = corr(J_ij, J_ji)"},
     {"mean_degree", "c of sparse networks; 0: dense"},
     {"modules", "L, the number of modules"},
     {"coupling", "λ between same-index neurons of neighbouring modules"},
     {"external_field", "standard deviation of the Gaussian external fields b_i"},
     {"mean_seconds", "processor time of one run, without drawing the network (--timing)"}},
    "Errors are over networks: starts in one network are not independent. Rows: size varies\n"
    "slowest, then modules, coupling, temperature, self_coupling. Network k of a size and its\n"
    "starts are the same at every J_D, T and λ. A run at T > 0 ends at the first state that is a\n"
    "fixed point of the dynamics at T = 0. Orders: random (any neuron each time), permutation\n"
    "(all in a new order each sweep), fixed (by number), greedy (lowest x_i; T = 0 only). Cycles "
    "are\n"
    "looked for by --rule parallel at T = 0; the shortest is noticed after two sweeps."};

dynamics::Options dynamics_of(const Options& o) {
  dynamics::Options options;
  options.rule = dynamics::parse_rule(o.rule);
  options.order = dynamics::parse_order(o.order);
  options.max_sweeps = o.max_sweeps;
  const bool parallel = options.rule == dynamics::Rule::parallel;
  if (parallel && options.order != dynamics::Order::random)
    throw UsageError("--order", "the parallel dynamics has none");
  if (options.order == dynamics::Order::greedy)
    for (const double temperature : o.temperature)
      if (temperature > 0.0)
        throw UsageError("--temperature",
                         fmt::format("greedy order has none, got {}", temperature));
  return options;
}

std::vector<RelaxPoint> points_of(const Options& o) {
  const auto options = dynamics_of(o);
  check_couplings(o.modules, o.coupling);
  std::vector<RelaxPoint> points;
  for (const int size : o.size)
    for (const int modules : o.modules)
      for (const double coupling : o.coupling)
        for (const double temperature : o.temperature)
          for (const double self_coupling : o.self_coupling) {
            RelaxPoint point{{.ensemble = ensemble_of(o.symmetry, o.mean_degree, size, "--size"),
                              .size = size,
                              .modules = modules,
                              .topology = topology_of(o.topology),
                              .coupling = coupling},
                             options,
                             static_cast<int>(o.starts),
                             o.external_field};
            point.options.self_coupling = self_coupling;
            point.options.temperature = temperature;
            points.push_back(std::move(point));
          }
  return points;
}

std::vector<std::string> columns(bool timing) {
  std::vector<std::string> names;
  for (const auto& [name, meaning] : about.columns) {
    const auto comma = name.find(", ");
    if (comma != std::string::npos) {
      names.push_back(name.substr(0, comma));
      names.push_back(name.substr(comma + 2));
    } else if (timing || name != "mean_seconds") {
      names.push_back(name);
    }
  }
  return names;
}

std::vector<Cell> row_of(const Options& o, const RelaxPoint& at, const RelaxEstimates& e,
                         std::uint64_t samples) {
  const bool parallel = at.options.rule == dynamics::Rule::parallel;
  return {std::int64_t{at.networks.size},
          at.options.self_coupling,
          o.rule,
          std::int64_t{at.options.max_sweeps},
          samples,
          e.converged.value,
          e.converged.low,
          e.converged.high,
          e.sweeps.value,
          e.median_sweeps.value,
          e.overlap_with_start.value,
          e.cycles.value,
          e.sweeps.error,
          e.median_sweeps.low,
          e.median_sweeps.high,
          e.overlap_with_start.error,
          e.unstable_fraction.value,
          e.unstable_fraction.error,
          e.cycles.low,
          e.cycles.high,
          e.cycle_length.value,
          e.cycle_length.error,
          e.transient.value,
          e.transient.error,
          e.two_cycle_starts.value,
          e.two_cycle_starts.error,
          std::int64_t{at.starts},
          parallel ? std::string("none") : o.order,
          at.options.temperature,
          at.networks.ensemble.symmetry,
          at.networks.ensemble.mean_degree.value_or(0.0),
          std::int64_t{at.networks.modules},
          at.networks.coupling,
          at.external_field};
}

void run_relax(const Options& o, Run& run) {
  const auto points = points_of(o);
  check_memory(points, run.common.threads);
  run.check_rows(static_cast<double>(points.size()) * static_cast<double>(run.common.samples) *
                 static_cast<double>(o.starts));
  auto how = run.task_options();
  for (const auto& point : points) how.costs.push_back(relax_cost(point));
  const auto result = sampling::run_tasks(
      points.size(), run.common.samples,
      [&](const sampling::Task& task, std::stop_token stop) {
        return relax_row(points[task.point], run.common.seed, task.sample, std::move(stop));
      },
      how);
  if (result.stopped) throw Interrupted();
  Table table(columns(run.common.timing));
  for (std::size_t p = 0; p < points.size(); ++p) {
    const auto estimates = estimate_relaxation(points[p], result.rows[p]);
    auto row = row_of(o, points[p], estimates, run.common.samples);
    if (run.common.timing) row.emplace_back(estimates.seconds);
    table.add(std::move(row));
  }
  run.write(table);
}

}  // namespace

void add_relax(Program& program) {
  auto o = std::make_shared<Options>();
  program.add("relax", about, {.random = true})
      .integers("--size", o->size, {2, 1e6}, "N, neurons of one module")
      .range("--self-coupling", o->self_coupling, self_coupling_bounds, "J_D, of either sign")
      .choice("--rule", o->rule, dynamics::rule_names.all(), "What a visited neuron does, and when")
      .choice("--order", o->order, dynamics::order_names.all(),
              "Which neuron is next (one at a time)")
      .integer("--max-sweeps", o->max_sweeps, {0, 1e12}, "Sweeps allowed; 0: judge the start")
      .integer("--starts", o->starts, {1, 1e6}, "Random starts in each network")
      .range("--temperature", o->temperature, {0, 1e6}, "T ≥ 0", "0")
      .number("--external-field", o->external_field, {0, 50},
              "Standard deviation of Gaussian external fields")
      .integers("--modules", o->modules, {1, 1000}, "L, the number of modules")
      .range("--coupling", o->coupling, {-100, 100}, "λ between modules (needs --modules)", "0")
      .choice("--topology", o->topology, topologies, "Which modules are neighbours")
      .number("--symmetry", o->symmetry, {0, 1}, "η, correlation of J_ij and J_ji")
      .optional_range("--mean-degree", o->mean_degree, {0, 1e6},
                      "c: sparse networks with c inputs a neuron on average")
      .action([o](Run& run) { run_relax(*o, run); });
}

}  // namespace steady::apps
