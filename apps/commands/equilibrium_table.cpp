#include "equilibrium_table.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <span>

#include <fmt/format.h>

#include <steady/numerics/network/given.hpp>
#include <steady/numerics/studies/equilibrium.hpp>

#include <apps/frame/columns.hpp>
#include <apps/frame/described.hpp>
#include <apps/frame/errors.hpp>
#include "dynamics_columns.hpp"
#include "network_columns.hpp"

namespace steady::apps {
namespace {

using studies::Equilibrium;
using studies::EquilibriumEstimates;
using studies::EquilibriumStatus;

/// A point, or with --per-sample one network of it.
struct Row {
  Equilibrium at;
  EquilibriumEstimates estimates;
  std::uint64_t samples;
  std::uint64_t sample;
};

/// A bin of the overlaps of such a row.
struct OverlapRow : Row {
  studies::OverlapBin bin;
};

template <class R>
void add_point(Columns<R>& c) {
  add_rule(add_network_columns(c, {"size", "self_coupling"}))
      .add("samples", "number of networks", [](const R& row) { return row.samples; })
      .only_with("--equilibrate")
      .add("burn_in", "sweeps before the first that is measured",
           [](const R& row) { return row.at.options.burn_in; })
      .add("sweeps", "sweeps measured, of each of two replicas",
           [](const R& row) { return row.at.options.sweeps; })
      .only_with("--per-sample")
      .add("sample", "number of the network", [](const R& row) { return row.sample; })
      .only_with("--equilibrate")
      .add("status",
           "equilibrated, too short (a thermal error is not known), not equilibrated (replicas or "
           "halves differ)",
           [](const R& row) { return studies::equilibrium_status_names.of(row.estimates.status); })
      .add("agreement", "p-value of the largest difference between replicas or halves",
           [](const R& row) { return row.estimates.agreement; })
      .add("reliable_fraction", "of networks with thermal errors that are known",
           [](const R& row) { return row.estimates.reliable; });
}

template <class R>
void add_rest(Columns<R>& c) {
  add_order_and_temperature(c.always());
  add_network_columns(
      c, {"symmetry", "mean_degree", "modules", "coupling", "external_field", "ensemble"});
}

Columns<Row> columns() {
  Columns<Row> c;
  add_point(c);
  for (std::size_t k = 0; k < std::size(dynamics::observables); ++k) {
    const auto& observable = dynamics::observables[k];
    const std::string name(observable.name);
    const auto found = [k](const Row& row) -> const studies::ThermalEstimate& {
      return row.estimates.averages[k];
    };
    c.estimate(name, std::string(observable.meaning),
               [found](const Row& row) { return found(row).mean; })
        .add(name + "_thermal_error", "the thermal part of it; `nan`: runs too short",
             [found](const Row& row) { return found(row).thermal_error; })
        .add(name + "_time", "its autocorrelation time in sweeps; `nan`: constant",
             [found](const Row& row) { return found(row).time; });
  }
  add_rest(c);
  c.only_with("--timing")
      .add("mean_seconds", "processor time of one run, without drawing the network",
           [](const Row& row) { return row.estimates.seconds; });
  return c;
}

Columns<OverlapRow> overlap_columns() {
  Columns<OverlapRow> c;
  add_point(c);
  c.only_with("--overlap-bins")
      .add("bin_overlap", "mean of the overlaps 1 − 2k/N that a bin takes in",
           [](const OverlapRow& row) { return row.bin.overlap; })
      .add("bin_width", "2/N for each of them", [](const OverlapRow& row) { return row.bin.width; })
      .estimate("bin_share", "of the sweeps", [](const OverlapRow& row) { return row.bin.share; })
      .estimate("bin_density", "P(q), share over width", [](const OverlapRow& row) {
        return sampling::Estimate{row.bin.share.value / row.bin.width,
                                  row.bin.share.error / row.bin.width};
      });
  add_rest(c);
  return c;
}

network::Spins pattern_of(const std::string& file, const network::NetworkSpec& networks,
                          network::StateConvention convention) {
  if (file.empty()) return {};
  auto states =
      network::read_states(file, static_cast<int>(network::neurons(networks)), convention);
  if (states.size() != 1)
    throw UsageError("--pattern",
                     fmt::format("{} holds {} states: one is needed", file, states.size()));
  return std::move(states.front());
}

std::vector<Equilibrium> points_of(const EquilibriumTable& table, const NetworkOptions& networks,
                                   const std::vector<NetworkPoint>& places) {
  std::vector<Equilibrium> points;
  for (const auto& place : places) {
    Equilibrium point{place.networks, table.options,
                      pattern_of(table.pattern, place.networks, networks.file().options.states)};
    point.options.self_coupling = place.self_coupling;
    point.options.temperature = place.temperature;
    points.push_back(std::move(point));
  }
  return points;
}

void check(const std::vector<double>& temperatures, dynamics::Order order, const Run& run) {
  run.refuse({"--max-sweeps"}, "is not for --equilibrate: --burn-in and --sweeps say how long");
  run.refuse({"--starts", "--basins"}, "is not for --equilibrate, which runs two replicas");
  for (const double temperature : temperatures)
    if (temperature <= 0.0)
      throw UsageError("--temperature",
                       fmt::format("must be above 0 with --equilibrate, got {}", temperature));
  if (order == dynamics::Order::greedy)
    throw UsageError("--order", "greedy order has no temperature");
}

std::vector<Row> rows_of(const EquilibriumTable& table, const std::vector<Equilibrium>& points,
                         const std::vector<std::vector<Equilibrium::Outcome>>& outcomes) {
  std::vector<Row> rows;
  for (std::size_t p = 0; p < points.size(); ++p) {
    const std::span<const Equilibrium::Outcome> all(outcomes[p]);
    if (!table.per_sample) rows.push_back({points[p], points[p].estimate(all), all.size(), 0});
    for (std::size_t k = 0; k < all.size() && table.per_sample; ++k)
      rows.push_back({points[p], points[p].estimate(all.subspan(k, 1)), 1, k});
  }
  return rows;
}

}  // namespace

void add_equilibrium(Command& command, EquilibriumTable& table) {
  command
      .flag("--equilibrate", table.equilibrate,
            "Run on at T > 0 and measure thermal averages (7.24) instead")
      .flag("--per-sample", table.per_sample, "With --equilibrate: one row a network")
      .text("--pattern", table.pattern, "FILE",
            "With --equilibrate: a state to compare with; default: of ensembles with patterns the "
            "first");
  add_options(command, options::only(options::entries(table.options),
                                     {"burn_in", "sweeps", "overlap_bins"}));
}

std::vector<std::pair<std::string, std::string>> equilibrium_columns_described() {
  return described_together(columns(), overlap_columns());
}

void refuse_without_equilibrate(Run& run) {
  run.refuse({"--burn-in", "--sweeps", "--overlap-bins", "--pattern", "--per-sample"},
             "is for --equilibrate only");
  run.forget({"burn_in", "sweeps", "overlap_bins"});
}

void run_equilibrium(const EquilibriumTable& table, const NetworkOptions& networks,
                     const std::vector<double>& temperatures, dynamics::Rule rule,
                     dynamics::Order order, Run& run) {
  check(temperatures, order, run);
  run.forget({"max_sweeps", "starts"});
  auto wanted = table;
  wanted.options.rule = rule;
  wanted.options.order = order;
  const auto places = networks.points(run, temperatures);
  const auto points = points_of(wanted, networks, places);
  networks.write(places, run);
  NetworkOptions::tell_rounding(places, run, false);
  constexpr double numbers = 60.0;  // of a network
  const auto outcomes = run.outcomes<Equilibrium>(points, numbers + wanted.options.overlap_bins);
  const auto rows = rows_of(wanted, points, outcomes);
  if (wanted.options.overlap_bins == 0) {
    run.write(columns(), rows);
  } else {
    std::vector<OverlapRow> bins;
    for (const auto& row : rows)
      for (const auto& bin : row.estimates.overlaps) bins.push_back({row, bin});
    run.write(overlap_columns(), bins);
  }
  const auto failed = std::count_if(rows.begin(), rows.end(), [](const Row& row) {
    return row.estimates.status != EquilibriumStatus::equilibrated;
  });
  if (failed > 0)
    throw CheckFailed(
        fmt::format("{} of {} {} not equilibrated (status): longer --burn-in and --sweeps", failed,
                    rows.size(), wanted.per_sample ? "networks are" : "points are"));
}

}  // namespace steady::apps
