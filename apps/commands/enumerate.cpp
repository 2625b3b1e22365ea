// steady enumerate: counts of all fixed points of networks, beside the closed form of random ones.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/studies/counting.hpp>

#include <apps/frame/described.hpp>
#include <apps/frame/errors.hpp>
#include <apps/frame/signals.hpp>
#include "doubts.hpp"
#include "energy_tables.hpp"
#include "network_columns.hpp"
#include "network_options.hpp"
#include "subcommands.hpp"
#include "time_limit.hpp"

namespace steady::apps {
namespace {

struct Options {
  NetworkOptions networks{{.sizes = {2, network::max_packed_size},
                           .max_modules = 1,
                           .no_self_coupling_with = "--ground-states"}};
  enumeration::Options engine;
  std::string simd;  // empty: the best
  std::string states;
  bool per_sample = false;
  TimeLimit max_time;
  bool energies = false;
  bool ground_states = false;
  EnergyRequest energy;
};

using studies::Counting;

/// A row of the table.
struct Row {
  Counting at;
  studies::CountingEstimates found;
  std::uint64_t samples;
};

/// A row with --per-sample.
struct SampleRow {
  Counting at;
  Counting::Outcome found;
  std::uint64_t sample;
};

/// Law and fields, before the columns of --timing.
template <class R>
Columns<R>& add_law(Columns<R>& c) {
  add_network_columns(c, {"ensemble"}).only_with("--external-field");
  return add_network_columns(c, {"external_field"}).only_with("--timing");
}

Columns<Row> columns() {
  using E = studies::CountingEstimates;
  const auto found = [](auto member, auto part) {
    return [member, part](const Row& row) { return row.found.*member.*part; };
  };
  using sampling::Estimate;
  using sampling::Interval;
  Columns<Row> c;
  add_network_columns(c, {"size", "self_coupling", "symmetry"})
      .add("samples", "number of networks; # is the number of fixed points of one", &Row::samples)
      .add("mean_count", "mean of # over the networks", found(&E::mean_count, &Estimate::value))
      .add("mean_count_error",
           "its standard error; 2/(samples + 1) where all # are equal (see below)",
           found(&E::mean_count, &Estimate::error))
      .add("expected_count",
           "E[#] in closed form, exact at this N (`nan`: a file, sparse, binary or planted at η ≠ "
           "0; more "
           "than two "
           "Hebbian patterns)",
           [](const Row& row) {
             return std::exp(network::log_expected_count(row.at.networks, row.at.self_coupling));
           })
      .add("annealed_entropy", "ln(mean of #)/N, nats per neuron, jackknife bias removed",
           found(&E::annealed_entropy, &Estimate::value))
      .add("annealed_entropy_error", "its jackknife error",
           found(&E::annealed_entropy, &Estimate::error))
      .add("typical_entropy", "mean of ln(#)/N over the networks with # > 0",
           found(&E::typical_entropy, &Estimate::value))
      .add("typical_entropy_error", "its standard error",
           found(&E::typical_entropy, &Estimate::error))
      .add("empty_fraction", "share of the networks with # = 0, left out of typical_entropy",
           found(&E::empty_fraction, &Interval::estimate));
  add_network_columns(c.only_with("--mean-degree"), {"mean_degree"})
      .always()
      .add("empty_fraction_low", "lower end of its Wilson interval of one standard error",
           found(&E::empty_fraction, &Interval::low))
      .add("empty_fraction_high", "its upper end", found(&E::empty_fraction, &Interval::high));
  add_law(c)
      .add("mean_nodes", "nodes of the tree, or states swept, in one network",
           [](const Row& row) { return row.found.nodes; })
      .add("mean_seconds", "wall time of one network",
           [](const Row& row) { return row.found.seconds; });
  return c;
}

Columns<SampleRow> sample_columns() {
  Columns<SampleRow> c;
  add_network_columns(c, {"size", "self_coupling", "symmetry"})
      .only_with("--per-sample")
      .add("sample", "number of the network", &SampleRow::sample)
      .add("count", "its fixed points", [](const SampleRow& row) { return row.found.count; })
      .only_with("--mean-degree");
  add_network_columns(c, {"mean_degree"}).always();
  add_law(c)
      .add("method", "with --per-sample: engine",
           [](const SampleRow& row) { return enumeration::to_string(row.found.method); })
      .add("nodes", "with --per-sample: of the tree, or states swept",
           [](const SampleRow& row) { return row.found.nodes; })
      .add("seconds", "with --per-sample: wall time",
           [](const SampleRow& row) { return row.found.seconds; });
  return c;
}

std::vector<std::pair<std::string, std::string>> all_columns() {
  auto all = described_together(columns(), sample_columns());
  for (auto& column : energy_columns())
    if (std::find(all.begin(), all.end(), column) == all.end()) all.push_back(std::move(column));
  return all;
}

About about() {
  return {
      "All fixed points of random networks, or of those of a file, counted exactly",
      "(1.2)  s is a fixed point when s_i h_i + J_D ≥ 0 for every neuron, h_i = Σ_{j≠i} J_ij s_j\n"
      "  (2.5)  annealed ln E[#]/N and typical E[ln # | # > 0]/N\n"
      "  (7.20) energy E = −½ Σ_{i≠j} J_ij s_i s_j − Σ b_i s_i of symmetric networks, its lowest "
      "value (7.22)\n"
      "  (2.2), (2.4), (2.6), (2.7), (2.9), (2.10), (2.13), (2.14)  E[#] in closed form",
      "steady enumerate --size 12:24:4 --self-coupling 0,0.1,0.5 --samples 200\n"
      "  steady enumerate --network couplings.csv --self-coupling 0 --states states.h5\n"
      "  steady enumerate --size 40 --symmetry 1 --samples 100 --ground-states",
      all_columns(),
      "With --per-sample, one row per network and no means. A value that cannot be known, such as\n"
      "an error from one network, is `nan`; ln 0 is `-inf`. Rows: size varies slowest, then "
      "self_coupling,\n"
      "symmetry, mean_degree, external_field. Network k of a size has the same couplings at every "
      "J_D.\n"
      "Errors are one standard error from the networks drawn. Where these all have the same #\n"
      "(none, or two), it is that of a network with one pair ±s more that was not seen yet: an\n"
      "upper limit. # has a heavy tail, at low J_D and high η above all: without its rare rich\n"
      "networks both the mean and its error come out low; prefer many networks, and "
      "expected_count\n"
      "where there is one.\n"
      "--states writes every fixed point: data sets /states/… of 64-bit words, bit i set for\n"
      "s_i = +1, and the networks, b_i as /fields/…; --network reads them.\n"
      "--energies and --ground-states are tables of their own, of symmetric networks: only they "
      "have\n"
      "an energy. A ground state is proved, not just found; exit code 1 where --max-nodes was too\n"
      "few for that."};
}

/// Counting that also writes down what it counts.
struct KeptCounting : Counting {
  enumeration::StatesFile* states;

  std::optional<Outcome> run(const studies::Sample& sample) const {
    return Counting::run(sample, *states);
  }
  static std::vector<bool> together(std::span<const KeptCounting> points,
                                    std::span<const std::uint64_t> samples, int threads) {
    return Counting::together(std::vector<Counting>(points.begin(), points.end()), samples,
                              threads);
  }
};

SimdLevel simd_level(const Options& options) {
  if (options.simd.empty()) return best_simd_level();
  const SimdLevel level = parse_simd_level(options.simd);
  if (level > best_simd_level())
    throw UsageError("--simd", fmt::format("this machine offers {} at best, not {}",
                                           to_string(best_simd_level()), options.simd));
  return level;
}

std::vector<Counting> points_of(const Options& options, const std::vector<NetworkPoint>& networks) {
  std::vector<Counting> points;
  for (const auto& [spec, self_coupling, none] : networks) {
    points.push_back({spec, self_coupling, options.engine.method, simd_level(options)});
  }
  return points;
}

/// What all networks together are expected to take.
struct Forecast {
  double networks = 0.0;
  double seconds = 0.0;  ///< wall time
  double fixed_points = 0.0;
  double states_bytes = 0.0;  ///< of the states file before compression
};

Forecast forecast_of(const std::vector<Counting>& points, const Run& run) {
  const double samples = static_cast<double>(run.common.samples);
  Forecast all;
  for (const auto& point : points) {
    const auto one = point.forecast();
    all.networks += samples;
    all.seconds += samples * one.seconds / run.common.threads;
    all.fixed_points += samples * one.fixed_points;
    all.states_bytes += samples * (8.0 * one.fixed_points + 4.0 * std::pow(point.networks.size, 2));
  }
  return all;
}

/// Refuses what would take too long or would not fit on the disk, before anything is done.
void check_cost(const Options& options, const Forecast& forecast) {
  options.max_time.check(forecast.seconds);
  if (options.states.empty()) return;
  const auto folder = std::filesystem::absolute(options.states).parent_path();
  std::error_code unknown;
  const auto space = std::filesystem::space(folder, unknown);
  if (!unknown && forecast.states_bytes > static_cast<double>(space.available))
    throw ResourceError(fmt::format(
        "{}: about {} fixed points need {} at most, but only {} are free", options.states,
        human_count(forecast.fixed_points), human_bytes(forecast.states_bytes),
        human_bytes(static_cast<double>(space.available))));
}

void announce(const Options& options, const Forecast& forecast) {
  constexpr double worth_saying = 10.0;  // seconds
  if (forecast.seconds < worth_saying) return;
  std::string text = fmt::format(
      "expecting about {} for {} networks with about {} fixed points in "
      "all",
      human_time(forecast.seconds), forecast.networks, human_count(forecast.fixed_points));
  if (!options.states.empty())
    text += fmt::format(", up to {} in {}", human_bytes(forecast.states_bytes), options.states);
  note(text);
}

using Outcomes = std::vector<std::vector<Counting::Outcome>>;

Outcomes count_and_keep(const Options& options, const std::vector<Counting>& points, Run& run) {
  enumeration::StatesFile states(options.states, {program_version(), provenance_text(run)});
  std::vector<KeptCounting> kept;
  for (const auto& point : points) kept.push_back({point, &states});
  auto outcomes = run.outcomes<KeptCounting>(kept);
  check_stop();
  states.close();
  return outcomes;
}

/// The tables of energies instead of that of counts. Whether one was asked for.
bool run_energy_tables(const Options& options, Run& run) {
  if (options.energies && options.ground_states)
    throw UsageError("--ground-states", "is a table of its own, without --energies");
  if (!options.energies) run.refuse({"--energy-bin"}, "belongs to --energies");
  if (!options.ground_states) run.refuse({"--max-nodes"}, "belongs to --ground-states");
  if (!options.energies || options.per_sample) run.forget({"energy_bin"});
  if (!options.ground_states) run.forget({"max_nodes"});
  if (!options.energies && !options.ground_states) return false;
  run.forget({"method"});
  run.refuse({"--states", "--method", "--simd"}, "is for counts, not for energies");
  auto request = options.energy;
  request.per_sample = options.per_sample;
  request.max_time = options.max_time;
  if (options.per_sample) run.refuse({"--energy-bin"}, "means nothing with --per-sample");
  if (options.energies)
    run_energies(options.networks, request, run);
  else
    run_ground_states(options.networks, request, run);
  return true;
}

void run_enumerate(const Options& options, Run& run) {
  if (options.networks.from_file()) run.refuse({"--seed"}, "nothing is random with --network");
  if (run_energy_tables(options, run)) return;
  const auto networks = options.networks.points(run);
  const auto points = points_of(options, networks);
  const auto forecast = forecast_of(points, run);
  check_cost(options, forecast);
  announce(options, forecast);
  options.networks.write(networks, run);
  NetworkOptions::tell_rounding(networks, run);
  const auto outcomes = options.states.empty() ? run.outcomes<Counting>(points)
                                               : count_and_keep(options, points, run);
  tell_doubts(outcomes, run);
  std::vector<Row> rows;
  std::vector<SampleRow> sample_rows;
  for (std::size_t p = 0; p < points.size(); ++p) {
    if (options.per_sample)
      for (std::size_t k = 0; k < outcomes[p].size(); ++k)
        sample_rows.push_back({points[p], outcomes[p][k], k});
    else
      rows.push_back({points[p], points[p].estimate(outcomes[p]), run.common.samples});
  }
  if (options.per_sample)
    run.write(sample_columns(), sample_rows);
  else
    run.write(columns(), rows);
}

}  // namespace

void add_enumerate(Program& program) {
  auto o = std::make_shared<Options>();
  const auto engine = options::entries(o->engine);
  auto command = program.add("enumerate", about(), {.random = true, .timing = true});
  o->networks.add_to(command);
  add_options(command, options::only(engine, {"method"}));
  command.text("--states", o->states, "FILE.h5", "Also write every fixed point to this HDF5 file")
      .flag("--per-sample", o->per_sample, "One row per network; of --energies per fixed point")
      .flag("--energies", o->energies,
            "The fixed points by their energy per neuron, in bins (symmetric networks)")
      .number("--energy-bin", o->energy.bin, {1e-9, 1e9}, "Width of the bins of --energies")
      .flag("--ground-states", o->ground_states,
            "The lowest energy instead of the fixed points (symmetric networks); J_D has no part")
      .number("--max-nodes", o->energy.max_nodes, {1, 1e18},
              "Budget of --ground-states for one network")
      .choice("--simd", o->simd, simd_level_names.all(), options::find(engine, "simd").meaning)
      .action([o](Run& run) { run_enumerate(*o, run); });
  o->max_time.add_to(command);
}

}  // namespace steady::apps
