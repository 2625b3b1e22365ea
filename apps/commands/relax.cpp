// steady relax: where the dynamics of random networks goes, and how long it takes.
#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/dynamics/parallel_cycles.hpp>
#include <steady/numerics/studies/basins.hpp>
#include <steady/numerics/studies/relaxation.hpp>

#include <apps/frame/described.hpp>
#include <apps/frame/errors.hpp>
#include "doubts.hpp"
#include "equilibrium_table.hpp"
#include "network_columns.hpp"
#include "network_options.hpp"
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  NetworkOptions networks;
  std::vector<double> temperature{0.0};
  dynamics::Options dynamics;  // but for self_coupling and temperature
  long long starts = 1;
  bool basins = false;
  EquilibriumTable equilibrium;
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
  add_network_columns(c, {"size", "self_coupling"})
      .add("rule", dynamics::meanings(dynamics::rules),
           point([](const Relaxation& at) { return dynamics::to_string(at.options.rule); }))
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
      .add("starts", "random starts in each network", point(&Relaxation::starts))
      .add("order",
           "which neuron is next: " + dynamics::meanings(dynamics::orders) + "; `none`: parallel",
           point([](const Relaxation& at) {
             return dynamics::entry_of(at.options.rule).ordered
                        ? dynamics::to_string(at.options.order)
                        : std::string_view("none");
           }))
      .add("temperature", "T of (7.2)",
           point([](const Relaxation& at) { return at.options.temperature; }));
  add_network_columns(
      c, {"symmetry", "mean_degree", "modules", "coupling", "external_field", "ensemble"})
      .only_with("--timing")
      .add("mean_seconds", "processor time of one run, without drawing the network",
           [](const Row& row) { return row.estimates.seconds; });
  return c;
}

/// A row with --basins: an attractor.
struct BasinRow {
  studies::Basins at;
  std::uint64_t sample;
  std::size_t attractor;
  studies::Basins::End end;
  double restless, error;
  network::StateConvention convention;
};

Columns<BasinRow> basin_columns() {
  Columns<BasinRow> c;
  add_network_columns(c, {"size", "self_coupling"})
      .add("rule", dynamics::meanings(dynamics::rules),
           [](const BasinRow& row) { return dynamics::to_string(row.at.rule); })
      .only_with("--basins")
      .add("sample", "number of the network", &BasinRow::sample)
      .add("attractor", "its number, largest share first", &BasinRow::attractor)
      .add("period",
           "1: a fixed point; else of the cycle, in sweeps; 0: all states from which random visits "
           "reach no fixed point",
           [](const BasinRow& row) { return row.end.period; })
      .add("share", "of all 2^N starts that end there; in random order the mean probability",
           [](const BasinRow& row) { return row.end.share; })
      .add("starts", "share times 2^N",
           [](const BasinRow& row) {
             return row.end.share * std::exp2(network::neurons(row.at.networks));
           })
      .add("state", "neuron 0 first, + or − (1 or 0 with --states-as 01); of a cycle the lowest",
           [](const BasinRow& row) {
             if (row.end.period == 0) return std::string();
             return state_text(row.end.state, static_cast<int>(network::neurons(row.at.networks)),
                               row.convention);
           })
      .add("restless_share", "of the starts that come where no fixed point can be reached",
           [](const BasinRow& row) { return row.restless; })
      .add("share_error",
           "bound of the sum of the errors of the shares of this network (random order; 0: exact)",
           [](const BasinRow& row) { return row.error; })
      .always();
  return add_network_columns(
      c, {"symmetry", "mean_degree", "modules", "coupling", "external_field", "ensemble"});
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
      "--basins looks at all 2^N states of networks of at most 26 neurons: exact, one row an "
      "attractor.\n"
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
  std::vector<studies::Relaxation> points;
  for (const auto& at : networks) {
    points.push_back({at.networks, options, static_cast<int>(o.starts)});
    points.back().options.self_coupling = at.self_coupling;
    points.back().options.temperature = at.temperature;
  }
  return points;
}

studies::Basins basins_of(const Options& o, const NetworkPoint& point) {
  if (network::neurons(point.networks) > dynamics::max_exhaustive_size)
    throw UsageError("--basins",
                     fmt::format("looks at all 2^N states: at most {} neurons, not {}",
                                 dynamics::max_exhaustive_size, network::neurons(point.networks)));
  return {point.networks, o.dynamics.rule, o.dynamics.order, point.self_coupling};
}

void add_basins(std::vector<BasinRow>& rows, const studies::Basins& at, std::uint64_t sample,
                const studies::Basins::Outcome& found, network::StateConvention convention) {
  const auto add = [&](const studies::Basins::End& end) {
    rows.push_back({at, sample, rows.size(), end, found.restless, found.error, convention});
  };
  const auto first = rows.size();
  for (const auto& end : found.ends) add(end);
  if (found.restless > 0.0) add({0, 0, found.restless});
  for (auto k = first; k < rows.size(); ++k) rows[k].attractor -= first;
}

void run_basins(const Options& o, Run& run) {
  run.refuse({"--starts", "--max-sweeps", "--temperature", "--timing"},
             "is not for --basins, which looks at all starts until they end, at T = 0");
  if (o.dynamics.rule == dynamics::Rule::heat_bath)
    throw UsageError("--rule", "--basins knows parallel and asynchronous");
  if (o.dynamics.order != dynamics::Order::random && o.dynamics.order != dynamics::Order::fixed)
    throw UsageError("--order", "--basins knows random and fixed");
  if (o.networks.from_file()) run.refuse({"--seed"}, "nothing is random in --basins of --network");
  const auto networks = o.networks.points(run);
  std::vector<studies::Basins> points;
  for (const auto& point : networks) points.push_back(basins_of(o, point));
  o.networks.write(networks, run);
  const auto outcomes = run.outcomes<studies::Basins>(points);
  tell_doubts(outcomes, run);
  std::vector<BasinRow> rows;
  for (std::size_t p = 0; p < points.size(); ++p)
    for (std::size_t k = 0; k < outcomes[p].size(); ++k)
      add_basins(rows, points[p], k, outcomes[p][k], o.networks.file().options.states);
  run.write(basin_columns(), rows);
  if (std::any_of(rows.begin(), rows.end(),
                  [](const BasinRow& row) { return row.error > studies::Basins::tolerance; }))
    throw CheckFailed("the shares of a network did not converge (share_error)");
}

void run_relax(const Options& o, Run& run) {
  if (!dynamics::entry_of(o.dynamics.rule).ordered)
    run.refuse({"--order"}, "this rule has none: it updates all neurons at once");
  if (o.equilibrium.equilibrate)
    return run_equilibrium(o.equilibrium, o.networks, o.temperature, o.dynamics.rule,
                           o.dynamics.order, run);
  refuse_without_equilibrate(run);
  if (o.basins) return run_basins(o, run);
  const auto networks = o.networks.points(run, o.temperature);
  const auto points = points_of(o, networks);
  o.networks.write(networks, run);
  const auto outcomes = run.outcomes<studies::Relaxation>(points, static_cast<double>(o.starts));
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
            "One row an attractor: the share of all 2^N starts that end there");
  add_equilibrium(command, o->equilibrium);
  command.action([o](Run& run) { run_relax(*o, run); });
}

}  // namespace steady::apps
