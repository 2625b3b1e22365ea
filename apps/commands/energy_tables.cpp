#include "energy_tables.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <steady/numerics/network/given_networks.hpp>
#include <steady/numerics/studies/ground_states.hpp>
#include <steady/numerics/studies/spectrum.hpp>
#include <steady/theory/domain.hpp>

#include <apps/frame/errors.hpp>
#include "doubts.hpp"
#include "network_columns.hpp"

namespace steady::apps {
namespace {

using studies::GroundStates;
using studies::Spectrum;

struct BinRow {
  NetworkPoint at;
  std::uint64_t samples;
  studies::EnergyBin bin;
};

struct LevelRow {
  NetworkPoint at;
  std::uint64_t sample;
  std::size_t level;
  double energy, rounding;
  std::string state;
};

struct GroundRow {
  NetworkPoint at;
  std::uint64_t samples;
  studies::GroundStateEstimates found;
};

struct GroundSampleRow {
  NetworkPoint at;
  std::uint64_t sample;
  GroundStates::Outcome found;
  std::string state;
};

constexpr const char* rounding_meaning =
    "bound of what the grid of couplings changes in an energy (0: exact)";

template <class Row>
Columns<Row> begin_columns() {
  Columns<Row> c;
  add_network_columns(c, {"size", "self_coupling", "symmetry"});
  return c;
}

template <class Row>
void end_columns(Columns<Row>& c) {
  add_network_columns(c.always(), {"ensemble"});
  add_network_columns(c.only_with("--mean-degree"), {"mean_degree"});
  add_network_columns(c.only_with("--external-field"), {"external_field"}).always();
}

Columns<BinRow> bin_columns() {
  auto c = begin_columns<BinRow>();
  c.add("samples", "number of random networks", &BinRow::samples)
      .only_with("--energies")
      .add("energy_low", "lower end of a bin of E/N (7.20)",
           [](const BinRow& row) { return row.bin.low; })
      .add("energy_high", "its upper end", [](const BinRow& row) { return row.bin.high; })
      .add("mean_count", "mean number of fixed points of one network in it",
           [](const BinRow& row) { return row.bin.count.value; })
      .add("mean_count_error",
           "its standard error; where all networks have the same, that of one pair ±s more not "
           "seen",
           [](const BinRow& row) { return row.bin.count.error; });
  end_columns(c);
  return c;
}

Columns<LevelRow> level_columns() {
  auto c = begin_columns<LevelRow>();
  c.only_with("--energies")
      .add("sample", "number of the network", &LevelRow::sample)
      .add("level", "number of the fixed point, lowest energy first", &LevelRow::level)
      .add("energy", "E/N of (7.20)", &LevelRow::energy)
      .add("state", "neuron 0 first, + or − (1 or 0 with --states-as 01)", &LevelRow::state)
      .add("energy_rounding", rounding_meaning, &LevelRow::rounding);
  end_columns(c);
  return c;
}

Columns<GroundRow> ground_columns() {
  using E = studies::GroundStateEstimates;
  const auto found = [](auto member) {
    return [member](const GroundRow& row) { return row.found.*member; };
  };
  auto c = begin_columns<GroundRow>();
  c.add("samples", "number of random networks", &GroundRow::samples)
      .only_with("--ground-states")
      .estimate("mean_energy", "lowest E/N of (7.20), mean over the networks", found(&E::energy))
      .estimate("mean_degeneracy", "states of the lowest energy, both of a ± pair",
                found(&E::degeneracy))
      .add("proved_fraction", "share of the networks of which that is proved", found(&E::proved))
      .add("mean_lower_bound", "mean of what E/N cannot be below: mean_energy if all are proved",
           found(&E::lower_bound))
      .add("energy_rounding", rounding_meaning, found(&E::rounding));
  end_columns(c);
  c.only_with("--timing")
      .add("mean_nodes", "nodes of the tree of one network", found(&E::nodes))
      .add("mean_seconds", "processor time of one network", found(&E::seconds));
  return c;
}

Columns<GroundSampleRow> ground_sample_columns() {
  using O = GroundStates::Outcome;
  const auto found = [](auto member) {
    return [member](const GroundSampleRow& row) { return row.found.*member; };
  };
  auto c = begin_columns<GroundSampleRow>();
  c.only_with("--ground-states")
      .add("sample", "number of the network", &GroundSampleRow::sample)
      .add("energy", "lowest E/N", found(&O::energy))
      .add("degeneracy", "states of the lowest energy, both of a ± pair; at least, unless proved",
           found(&O::degeneracy))
      .add("state", "one of them: the lowest as a number; neuron 0 first", &GroundSampleRow::state)
      .add("proved", "whether no state lies lower", found(&O::proved))
      .add("lower_bound", "what E/N cannot be below; energy if proved", found(&O::lower_bound))
      .add("energy_rounding", rounding_meaning, found(&O::rounding));
  end_columns(c);
  c.only_with("--timing")
      .add("nodes", "of the tree", found(&O::nodes))
      .add("seconds", "processor time", found(&O::seconds));
  return c;
}

/// The points, all symmetric as far as that is known before a network is drawn.
std::vector<NetworkPoint> symmetric_points(const NetworkOptions& networks, Run& run) {
  auto points = networks.points(run);
  for (const auto& at : points) {
    if (!at.networks.from_file && at.networks.ensemble.symmetry != 1.0)
      throw UsageError("--symmetry",
                       fmt::format("{}: only symmetric networks, --symmetry 1, have an energy",
                                   at.networks.ensemble.symmetry));
    if (!at.networks.from_file) continue;
    try {
      for (std::uint64_t k = 0; k < run.common.samples; ++k)
        studies::require_symmetric((*at.networks.from_file)[k]);
    } catch (const DomainError& error) {
      throw UsageError("--network", error.reason().substr(2));  // after the colon
    }
  }
  networks.write(points, run);
  return points;
}

template <class Study>
void check_time(const std::vector<Study>& studies, const Run& run, const TimeLimit& limit) {
  double seconds = 0.0;
  for (const auto& study : studies)
    seconds += study.cost() * static_cast<double>(run.common.samples) / run.common.threads;
  limit.check(seconds);
}

std::string text_of(const studies::SplitState& state, const NetworkOptions& networks,
                    const NetworkPoint& at) {
  return state_text(state.joined(), at.networks.size, networks.file().options.states);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> energy_columns() {
  return described_together(bin_columns(), level_columns(), ground_columns(),
                            ground_sample_columns());
}

void run_energies(const NetworkOptions& networks, const EnergyRequest& request, Run& run) {
  const auto points = symmetric_points(networks, run);
  std::vector<Spectrum> studies;
  for (const auto& at : points) studies.push_back({at.networks, at.self_coupling, request.bin});
  check_time(studies, run, request.max_time);
  NetworkOptions::tell_rounding(points, run);
  const auto outcomes = run.outcomes<Spectrum>(studies);
  tell_doubts(outcomes, run);
  std::vector<BinRow> bins;
  std::vector<LevelRow> levels;
  for (std::size_t p = 0; p < points.size(); ++p) {
    if (!request.per_sample) {
      for (const auto& bin : studies[p].estimate(outcomes[p]))
        bins.push_back({points[p], run.common.samples, bin});
      continue;
    }
    for (std::size_t k = 0; k < outcomes[p].size(); ++k)
      for (std::size_t n = 0; n < outcomes[p][k].levels.size(); ++n) {
        const auto& level = outcomes[p][k].levels[n];
        levels.push_back({points[p], k, n, level.energy, outcomes[p][k].rounding,
                          text_of(level.state, networks, points[p])});
      }
  }
  if (request.per_sample)
    run.write(level_columns(), levels);
  else
    run.write(bin_columns(), bins);
}

void run_ground_states(const NetworkOptions& networks, const EnergyRequest& request, Run& run) {
  const auto points = symmetric_points(networks, run);
  std::vector<GroundStates> studies;
  for (const auto& at : points) studies.push_back({at.networks, request.max_nodes});
  check_time(studies, run, request.max_time);
  NetworkOptions::tell_rounding(points, run, false);
  const auto outcomes = run.outcomes<GroundStates>(studies);
  std::vector<GroundRow> rows;
  std::vector<GroundSampleRow> sample_rows;
  std::size_t open = 0;
  for (std::size_t p = 0; p < points.size(); ++p) {
    rows.push_back({points[p], run.common.samples, studies[p].estimate(outcomes[p])});
    for (std::size_t k = 0; k < outcomes[p].size(); ++k) {
      const auto& found = outcomes[p][k];
      open += found.proved ? 0 : 1;
      sample_rows.push_back({points[p], k, found, text_of(found.state, networks, points[p])});
    }
  }
  if (request.per_sample)
    run.write(ground_sample_columns(), sample_rows);
  else
    run.write(ground_columns(), rows);
  if (open > 0)
    throw CheckFailed(
        fmt::format("the ground states of {} network(s) are not proved within --max-nodes {}", open,
                    request.max_nodes));
}

}  // namespace steady::apps
