// steady relax: where the dynamics of random networks goes, and how long it takes.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/dynamics/parallel_cycles.hpp>
#include <steady/numerics/studies/basins.hpp>
#include <steady/numerics/studies/relaxation.hpp>

#include <apps/frame/described.hpp>
#include <apps/frame/errors.hpp>
#include "basins_table.hpp"
#include "doubts.hpp"
#include "dynamics_columns.hpp"
#include "equilibrium_table.hpp"
#include "network_columns.hpp"
#include "network_options.hpp"
#include "states_options.hpp"
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  NetworkOptions networks{{.reads_states = true}};
  std::vector<double> temperature{0.0};
  dynamics::Options dynamics;  // but for self_coupling and temperature
  long long starts = 1;
  bool basins = false;
  bool full_states = false;
  EquilibriumTable equilibrium;
  StatesOptions states;
};

/// A row of the table.
struct Row {
  studies::Relaxation at;
  studies::RelaxationEstimates estimates;
  std::uint64_t samples;
};

Columns<Row> columns() {
  using E = studies::RelaxationEstimates;
  const auto point = [](auto value) {
    return [value](const Row& row) { return std::invoke(value, row.at); };
  };
  const auto found = [](auto member, auto part) {
    return [member, part](const Row& row) { return row.estimates.*member.*part; };
  };
  using Estimate = sampling::Estimate;
  using studies::Range;
  using studies::Relaxation;
  Columns<Row> c;
  add_rule(add_network_columns(c, {"size", "self_coupling"}))
      .add("max_sweeps", "sweeps after which a run is given up; 0: the start is only judged",
           point([](const Relaxation& at) { return at.options.max_sweeps; }))
      .add("samples", "number of networks", &Row::samples)
      .add("converged_fraction", "share of the runs that ended at a fixed point",
           found(&E::converged, &Range::value))
      .add("fraction_low", "lower end of its Wilson interval of one standard error",
           found(&E::converged, &Range::low))
      .add("fraction_high", "its upper end", found(&E::converged, &Range::high))
      .add("mean_sweeps", "mean number of sweeps of the converged runs (`nan`: none)",
           found(&E::sweeps, &Estimate::value))
      .add("median_sweeps", "median over all runs, where others count as infinite (`inf`)",
           found(&E::median_sweeps, &Range::value))
      .add("mean_overlap_with_start", "(1/N) Σ s_i s_i(0) of the last state, mean over all runs",
           found(&E::overlap_with_start, &Estimate::value))
      .add("cycle_fraction",
           "share of the runs found on a cycle (`nan` where none can be found, see below)",
           found(&E::cycles, &Range::value))
      .add("mean_sweeps_error", "standard error of mean_sweeps",
           found(&E::sweeps, &Estimate::error))
      .add("median_sweeps_low",
           "the quantile 1/2 − 1/(2√n): one standard error below (n: see below)",
           found(&E::median_sweeps, &Range::low))
      .add("median_sweeps_high", "the quantile 1/2 + 1/(2√n)",
           found(&E::median_sweeps, &Range::high))
      .add("mean_overlap_error", "standard error of mean_overlap_with_start",
           found(&E::overlap_with_start, &Estimate::error))
      .add("mean_unstable_fraction", "share of neurons with x_i < 0 in the last state, all runs",
           found(&E::unstable_fraction, &Estimate::value))
      .add("mean_unstable_fraction_error", "its standard error",
           found(&E::unstable_fraction, &Estimate::error))
      .add("cycle_fraction_low", "as fraction_low", found(&E::cycles, &Range::low))
      .add("cycle_fraction_high", "as fraction_high", found(&E::cycles, &Range::high))
      .estimate("mean_cycle_length", "period of the cycles found, at least 2 (`nan`: none)",
                [](const Row& row) { return row.estimates.cycle_length; })
      .estimate("mean_transient", "sweeps before the first state on the cycle",
                [](const Row& row) { return row.estimates.transient; })
      .estimate("two_cycle_starts",
                "share of the starts that lie on a 2-cycle themselves (`nan` likewise)",
                [](const Row& row) { return row.estimates.two_cycle_starts; })
      .add("starts", "random starts in each network", point(&Relaxation::starts));
  add_order_and_temperature(c);
  add_network_columns(
      c, {"symmetry", "mean_degree", "modules", "coupling", "external_field", "ensemble"})
      .only_with("--timing")
      .add("mean_seconds", "processor time of one run, without drawing the network",
           [](const Row& row) { return row.estimates.seconds; });
  return c;
}

std::vector<std::pair<std::string, std::string>> all_columns() {
  auto all = described_together(columns(), basin_columns());
  for (auto& column : equilibrium_columns_described())
    if (std::find(all.begin(), all.end(), column) == all.end()) all.push_back(std::move(column));
  return all;
}

About about() {
  return {
      "Whether the dynamics reaches a fixed point, after how many sweeps, or ends on a cycle",
      "(7.1)  a visited neuron flips when x_i = s_i h_i + J_D < 0;  one sweep: N visits (greedy\n"
      "         order: N flips), in the parallel dynamics one update of all neurons\n"
      "  (7.2)  at temperature T with probability 1/(1 + exp(2 x_i/T))\n"
      "  (7.14) heat-bath: a visited neuron becomes +1 with probability 1/(1 + exp(−2 H_i/T)),\n"
      "         H_i = h_i + J_D s_i: in law the same as (7.2), but one uniform number has another "
      "effect\n"
      "         on two states, so that damage spreads differently\n"
      "  (7.24) with --equilibrate: e = −(1/2N) Σ J_ij s_i s_j − (1/N) Σ b_i s_i and other "
      "averages of\n"
      "         what is stationary at T > 0, with autocorrelation times (7.28) and binning (7.29)\n"
      "  (6.1)  a random start lies on a 2-cycle of the parallel dynamics with probability\n"
      "         2 E[2-cycles]/2^N; its overlap after one update is 2Φ(J_D √(N/(N−1))) − 1",
      "steady relax --size 100,400 --self-coupling 0.2:1:0.2 --samples 50 --max-sweeps 200\n"
      "  steady relax --size 12 --self-coupling 0:0.4:0.1 --rule parallel --starts 64\n"
      "  steady relax --size 100 --self-coupling 0 --modules 3 --coupling 0.3,0.6 --samples 20\n"
      "  steady relax --size 200 --self-coupling 0 --symmetry 1 --samples 1 --basins --starts 500\n"
      "  steady relax --size 32 --self-coupling 0 --symmetry 1 --equilibrate --temperature 1.5,3 "
      "--samples 10 --sweeps 2000",
      all_columns(),
      "Errors are over networks: starts in one network are not independent. n of median_sweeps "
      "lies\n"
      "between samples and samples × starts, by how alike the starts in a network are. Means over\n"
      "converged runs or cycles have the error of the networks that have one: a single one gives\n"
      "`nan`, two or three a rough error. Where all agree, such as none with an unstable neuron, "
      "it\n"
      "is that of a network not seen yet, at the farther bound of a share, or one sweep or period\n"
      "more: an upper limit. Sweeps and periods have heavy tails: few networks lack the long "
      "ones.\n"
      "Rows: size varies slowest, then modules, coupling, temperature, self_coupling, symmetry,\n"
      "mean_degree, external_field. Network k of a size and its starts are the same at every J_D, "
      "T\n"
      "and λ. A run at T > 0 ends at the first state that is a fixed point of the dynamics at\n"
      "T = 0. Cycles are looked for by --rule parallel at T = 0; the shortest is noticed after "
      "two\n"
      "sweeps.\n"
      "--basins gives one row an attractor: of networks of at most 26 neurons exactly, from all "
      "2^N\n"
      "states; of larger ones, or with --starts, the shares of random starts, with intervals and "
      "the\n"
      "share of what they did not find (1000 starts unless told otherwise).\n"
      "--equilibrate runs two replicas of every network on at T > 0, one from a random state, the\n"
      "other from the pattern or a state that T = 0 dynamics left, and averages over --sweeps "
      "after\n"
      "--burn-in. NAME_error is over networks (thermal noise included), NAME_thermal_error the "
      "part\n"
      "that longer runs would remove. Exit code 1 unless all rows are equilibrated. With\n"
      "--overlap-bins a row is a bin of P(q)."};
}

dynamics::Options dynamics_of(const Options& o) {
  const auto& options = o.dynamics;
  const auto& rule = dynamics::entry_of(options.rule);
  if (!rule.ordered && options.order != dynamics::Order::random)
    throw UsageError("--order", fmt::format("the {} dynamics has none", rule.name));
  if (options.order == dynamics::Order::greedy)
    for (const double temperature : o.temperature)
      if (temperature > 0.0)
        throw UsageError("--temperature",
                         fmt::format("greedy order has none, got {}", temperature));
  return options;
}

std::vector<studies::Relaxation> points_of(const Options& o,
                                           const std::vector<NetworkPoint>& networks) {
  const auto options = dynamics_of(o);
  std::map<double, States> starts;  // by the number of neurons
  std::vector<studies::Relaxation> points;
  for (const auto& at : networks) {
    auto& from = starts[network::neurons(at.networks)];
    if (!from)
      from = starts_of(o.states, network::neurons(at.networks), o.networks.file().options.states);
    points.push_back({at.networks, options,
                      from ? static_cast<int>(from->size()) : static_cast<int>(o.starts), from});
    points.back().options.self_coupling = at.self_coupling;
    points.back().options.temperature = at.temperature;
  }
  return points;
}

void run_relax(const Options& o, Run& run) {
  if (!dynamics::entry_of(o.dynamics.rule).ordered)
    run.refuse({"--order"}, "this rule has none: it updates all neurons at once");
  if (!o.basins) run.refuse({"--full-states"}, "belongs to --basins");
  if (!o.networks.from_file() && !o.states.given() && !run.given("--pattern"))
    run.refuse({"--states-as"}, "needs --network, --start or --pattern");
  if (o.basins || o.equilibrium.equilibrate)
    run.refuse(options_of_states(), "is neither for --basins nor for --equilibrate");
  if (o.equilibrium.equilibrate)
    return run_equilibrium(o.equilibrium, o.networks, o.temperature, o.dynamics.rule,
                           o.dynamics.order, run);
  refuse_without_equilibrate(run);
  if (o.basins)
    return run_basins(o.networks,
                      {o.dynamics.rule, o.dynamics.order, static_cast<int>(o.starts),
                       o.dynamics.max_sweeps, o.full_states},
                      run);
  const auto networks = o.networks.points(run, o.temperature);
  const auto points = points_of(o, networks);
  if (o.states.given()) run.resolve("starts", points.front().starts);
  o.networks.write(networks, run);
  NetworkOptions::tell_rounding(networks, run);
  const auto outcomes =
      outcomes_and_states(o.states, points, run, static_cast<double>(points.front().starts),
                          o.states.sweeps(o.dynamics.max_sweeps));
  tell_doubts(outcomes, run);
  std::vector<Row> rows;
  for (std::size_t p = 0; p < points.size(); ++p)
    rows.push_back({points[p], points[p].estimate(outcomes[p]), run.common.samples});
  run.write(columns(), rows);
}

}  // namespace

void add_relax(Program& program) {
  auto o = std::make_shared<Options>();
  const auto described = options::entries(o->dynamics);
  auto command = program.add("relax", about(), {.random = true, .timing = true});
  o->networks.add_to(command);
  add_options(command, options::only(described, {"rule", "order", "max_sweeps"}));
  command.integer("--starts", o->starts, {1, 1e6}, "Random starts in each network")
      .range("--temperature", o->temperature, bounds_of(described, "temperature"),
             options::find(described, "temperature").meaning, "0")
      .flag("--basins", o->basins,
            "One row an attractor: the share of the starts that end there (all 2^N up to 26 "
            "neurons, else of random ones)")
      .flag("--full-states", o->full_states, "Write the states of --basins beyond 64 neurons, too");
  add_states(command, o->states, "starts, ends and cycles of all runs");
  add_starts(command, o->states);
  add_equilibrium(command, o->equilibrium);
  command.action([o](Run& run) { run_relax(*o, run); });
}

}  // namespace steady::apps
