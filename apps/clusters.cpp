// steady clusters: how the fixed points of random networks lie to each other.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>

#include <fmt/format.h>

#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/enumeration/pair_counts.hpp>
#include <steady/numerics/enumeration/states_file.hpp>
#include <steady/numerics/network/network_spec.hpp>
#include <steady/theory/pairs.hpp>

#include "clustering.hpp"
#include "frame/errors.hpp"
#include "frame/machine.hpp"
#include "frame/signals.hpp"
#include "networks.hpp"
#include "subcommands.hpp"

namespace steady::apps {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Options {
  std::vector<int> size;
  std::vector<double> self_coupling;
  std::string ensemble = "gaussian";
  long long link_distance = 2;
  bool clusters = false;
  std::string states;
  double max_time = 3600.0;
};

const About about{
    "How fixed points lie to each other: distances, and clusters linked by short hops",
    "(3.1)  E[pairs at k] = 2^N C(N,k) Φ₂(a,a;ρ_s)^(N−k) Φ₂(a,a;−ρ_d)^k, see `steady pairs`\n"
    "  With --clusters: two fixed points belong to one cluster when a chain of fixed points joins\n"
    "  them in hops of at most --link-distance neurons.",
    "steady clusters --size 16,20 --self-coupling 0.1,0.5 --samples 200\n"
    "  steady clusters --size 20 --self-coupling 0.5 --clusters --link-distance 2",
    {{"size", "N, the number of neurons"},
     {"self_coupling", "J_D, the diagonal coupling of every neuron to itself"},
     {"hamming_distance", "k = 0…N, the number of neurons that differ"},
     {"mean_pairs", "mean number of ordered pairs at distance k; k = 0: fixed points"},
     {"mean_pairs_error", "its standard error; an upper limit where all networks have as many"},
     {"expected_pairs",
      "E of it in closed form, exact at this N (`nan`: not dense gaussian at η = 0)"},
     {"link_distance", "longest hop inside a cluster (this and below: with --clusters)"},
     {"samples", "number of networks"},
     {"clusters", "mean number of clusters"},
     {"largest", "mean number of fixed points in the largest cluster"},
     {"largest_fraction", "the same as a share of the network's fixed points"},
     {"mean_log_size", "ln(fixed points in a cluster), mean over the clusters of a network"},
     {"isolated_fraction", "share of the fixed points that are alone in their cluster"},
     {"mean_diameter", "largest distance inside a cluster, mean over clusters"},
     {"…_error", "standard error over the networks, for each of the six"},
     {"empty_fraction", "share of the networks without fixed points"},
     {"symmetry, mean_degree", "η and c (0: dense) of the networks (only with --states)"},
     {"empty_fraction_low", "lower end of its Wilson interval of one standard error"},
     {"empty_fraction_high", "its upper end"},
     {"ensemble", ensemble_meaning}},
    "Networks without fixed points count as zero pairs, zero clusters and a largest cluster of\n"
    "zero, and are left out of the other means. Diameters of clusters with more than 2048 fixed\n"
    "points are lower bounds from a few sweeps. Networks are asymmetric (η = 0) unless read with\n"
    "--states from a file of `steady enumerate --states`; --samples then has no effect.\n"
    "Errors are over networks. Where all of them agree, such as none with a pair at some "
    "distance,\n"
    "the error is that of a network not seen yet with the next possible value (pairs: 4 more, 2 "
    "at\n"
    "k = 0 and N) or the farther bound of a share: an upper limit. Numbers of pairs have heavy "
    "tails:\n"
    "without the rare rich networks both a mean and its error come out low.\n"
    "Rows: size varies slowest, then self_coupling, then hamming_distance."};

/// Networks with the same parameters.
struct Point {
  network::NetworkSpec spec;
  double self_coupling;
  std::vector<sampling::Row> networks = {};

  bool same_as(const Point& o) const { return spec == o.spec && self_coupling == o.self_coupling; }
};

sampling::Row row_of(const Options& options, const std::vector<network::PackedState>& states,
                     int size) {
  return options.clusters ? cluster_row(states, size, static_cast<int>(options.link_distance))
                          : enumeration::ordered_pairs_by_distance(states, size);
}

/// Seconds of one thread after the fixed points are known.
double analysis_seconds(const Options& options, double states, double states_squared) {
  constexpr double per_pair = 3e-9, per_state = 2e-6;
  return options.clusters ? per_state * states : 0.5 * per_pair * states_squared;
}

void check_cost(const Options& options, double seconds, double most_states, int threads) {
  if (!(seconds <= options.max_time))
    throw ResourceError(fmt::format(
        "expected to take about {}, more than --max-time {} s: fewer --samples, a smaller --size "
        "or --self-coupling{}, or a larger --max-time",
        human_time(seconds), options.max_time, options.clusters ? "" : ", --clusters"));
  constexpr double bytes_per_state = 80.0;
  require_memory(bytes_per_state * most_states * threads,
                 fmt::format("networks with about {} fixed points on {} threads",
                             human_count(most_states), threads),
                 "fewer --threads, a smaller --size or --self-coupling");
}

std::vector<Point> measure_random(const Options& options, Run& run) {
  std::vector<Point> points;
  auto how = run.task_options();
  const double samples = static_cast<double>(run.common.samples);
  double seconds = 0.0, most_states = 0.0, numbers = 0.0;
  for (const int size : options.size)
    for (const double self_coupling : options.self_coupling) {
      const auto forecast = enumeration::forecast(size, self_coupling, 0.0);
      const double squared = std::exp(theory::log_mean_square_fixed_points(size, self_coupling));
      how.costs.push_back(forecast.seconds +
                          analysis_seconds(options, forecast.fixed_points, squared));
      seconds += how.costs.back() * samples / run.common.threads;
      most_states = std::max(most_states, forecast.fixed_points);
      numbers += samples * (options.clusters ? 1.0 : 0.2 * size);
      points.push_back({{.ensemble = {0.0, {}, options.ensemble}, .size = size}, self_coupling});
    }
  run.check_rows(numbers);
  check_cost(options, seconds, most_states, run.common.threads);
  auto result = sampling::run_tasks(
      points.size(), run.common.samples,
      [&](const sampling::Task& task, std::stop_token stop) -> sampling::Row {
        const auto& at = points[task.point];
        const auto couplings = network::draw_couplings(at.spec, run.common.seed, task.sample);
        const auto states =
            enumeration::all_fixed_points(couplings, at.self_coupling, {.stop = stop});
        return states ? row_of(options, *states, at.spec.size) : sampling::Row{};
      },
      how);
  if (result.stopped) throw Interrupted();
  for (std::size_t p = 0; p < points.size(); ++p) points[p].networks = std::move(result.rows[p]);
  return points;
}

std::vector<Point> measure_file(const Options& options, Run& run) {
  const enumeration::StatesReader file(options.states);
  const auto& records = file.networks();
  auto how = run.task_options();
  double seconds = 0.0, most_states = 0.0;
  for (const auto& record : records) {
    if (!record.complete)
      throw ResourceError(fmt::format("{}: network {} lacks some of its fixed points",
                                      options.states, record.name));
    const double states = static_cast<double>(record.count);
    how.costs.push_back(1e-6 * states + analysis_seconds(options, states, states * states));
    seconds += how.costs.back() / run.common.threads;
    most_states = std::max(most_states, states);
  }
  check_cost(options, seconds, most_states, run.common.threads);
  std::vector<Point> points;
  if (records.empty()) return points;
  std::mutex one_reader;
  const auto result = sampling::run_tasks(
      records.size(), 1,
      [&](const sampling::Task& task, std::stop_token) {
        const auto& record = records[task.point];
        std::unique_lock reading(one_reader);
        const auto states = file.read(record);
        reading.unlock();
        return row_of(options, states, record.key.networks.size);
      },
      how);
  if (result.stopped) throw Interrupted();
  for (std::size_t r = 0; r < records.size(); ++r) {
    const auto& key = records[r].key;
    const Point at{key.networks, key.self_coupling};
    if (points.empty() || !points.back().same_as(at)) points.push_back(at);
    points.back().networks.push_back(result.rows[r][0]);
  }
  return points;
}

/// Columns that came first stay where they are: those of --states are followed by `later` ones.
void add_row(Table& table, const Options& options, const Point& at, std::vector<Cell> row,
             const std::vector<Cell>& later = {}) {
  const auto& ensemble = at.spec.ensemble;
  if (!options.states.empty())
    row.insert(row.end(), {ensemble.symmetry, ensemble.mean_degree.value_or(0.0)});
  row.insert(row.end(), later.begin(), later.end());
  row.emplace_back(std::string(ensemble.name.text()));
  table.add(std::move(row));
}

Table table_with(const Options& options, std::vector<std::string> columns,
                 const std::vector<std::string>& later = {}) {
  if (!options.states.empty()) columns.insert(columns.end(), {"symmetry", "mean_degree"});
  columns.insert(columns.end(), later.begin(), later.end());
  columns.push_back("ensemble");
  return Table(columns);
}

Table pair_table(const Options& options, const std::vector<Point>& points) {
  Table table = table_with(options, {"size", "self_coupling", "hamming_distance", "mean_pairs",
                                     "mean_pairs_error", "expected_pairs"});
  for (const auto& at : points)
    for (int k = 0; k <= at.spec.size; ++k) {
      std::vector<double> pairs;
      for (const auto& network : at.networks) pairs.push_back(network[static_cast<std::size_t>(k)]);
      // With (s, s') also (s', s), (−s, −s') and (−s', −s); two of these for s' = s and s' = −s.
      const double next = k == 0 || k == at.spec.size ? 2.0 : 4.0;
      const auto found = sampling::with_unseen(sampling::mean(pairs), pairs.size(), next);
      const bool closed_form = at.spec.ensemble == network::Ensemble{};
      add_row(
          table, options, at,
          {std::int64_t{at.spec.size}, at.self_coupling, std::int64_t{k}, found.value, found.error,
           closed_form ? std::exp(theory::log_mean_pairs(at.spec.size, at.self_coupling, k))
                       : nan});
    }
  return table;
}

Table cluster_table(const Options& options, const std::vector<Point>& points) {
  Table table = table_with(
      options,
      {"size", "self_coupling", "link_distance", "samples", "clusters", "clusters_error", "largest",
       "largest_error", "largest_fraction", "largest_fraction_error", "mean_log_size",
       "mean_log_size_error", "isolated_fraction", "isolated_fraction_error", "mean_diameter",
       "mean_diameter_error", "empty_fraction"},
      {"empty_fraction_low", "empty_fraction_high"});
  for (const auto& at : points) {
    const auto e = estimate_clusters(at.networks);
    std::vector<Cell> row{std::int64_t{at.spec.size}, at.self_coupling,
                          std::int64_t{options.link_distance},
                          static_cast<std::uint64_t>(at.networks.size())};
    for (const auto& estimate : {e.clusters, e.largest, e.largest_fraction, e.mean_log_size,
                                 e.isolated_fraction, e.mean_diameter})
      row.insert(row.end(), {estimate.value, estimate.error});
    row.emplace_back(e.empty_fraction.estimate);
    add_row(table, options, at, std::move(row), {e.empty_fraction.low, e.empty_fraction.high});
  }
  return table;
}

void run_clusters(const Options& options, Run& run) {
  const bool from_file = !options.states.empty();
  if (from_file && !options.self_coupling.empty())
    throw UsageError("--self-coupling", "is that of the networks in --states");
  if (from_file && options.ensemble != Options{}.ensemble)
    throw UsageError("--ensemble", "is that of the networks in --states");
  if (!from_file && options.self_coupling.empty())
    throw UsageError("--self-coupling", "is required with --size");
  const auto points = from_file ? measure_file(options, run) : measure_random(options, run);
  check_stop();
  run.write(options.clusters ? cluster_table(options, points) : pair_table(options, points));
}

}  // namespace

void add_clusters(Program& program) {
  auto o = std::make_shared<Options>();
  program.add("clusters", about, {.random = true})
      .optional_integers("--size", o->size, {2, 64}, "N, 2 to 64")
      .optional_range("--self-coupling", o->self_coupling, self_coupling_bounds,
                      "J_D, of either sign")
      .integer("--link-distance", o->link_distance, {0, 64}, "Longest hop inside a cluster")
      .flag("--clusters", o->clusters, "Clusters instead of the histogram of distances")
      .choice("--ensemble", o->ensemble, ensemble_names(), ensemble_help())
      .text("--states", o->states, "FILE.h5", "Read the fixed points from this file")
      .number("--max-time", o->max_time, {0, 1e15}, "Refuse what is expected to take more seconds")
      .exactly_one_of({"--size", "--states"})
      .action([o](Run& run) { run_clusters(*o, run); });
}

}  // namespace steady::apps
