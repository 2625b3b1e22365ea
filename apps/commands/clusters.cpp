// steady clusters: how the fixed points of random networks lie to each other.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include <steady/numerics/studies/clusters.hpp>
#include <steady/numerics/studies/pair_counting.hpp>
#include <steady/numerics/studies/stored_states.hpp>
#include <steady/theory/pairs.hpp>

#include <apps/frame/errors.hpp>
#include <apps/frame/signals.hpp>
#include "doubts.hpp"
#include "network_columns.hpp"
#include "network_options.hpp"
#include "subcommands.hpp"
#include "time_limit.hpp"

namespace steady::apps {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Options {
  NetworkOptions networks{{.sizes = {2, network::max_packed_size},
                           .max_modules = 1,
                           .to_files = false,
                           .instead_of_size = {"--network", "--states"}}};
  long long link_distance = 2;
  bool clusters = false;
  std::string states;
  TimeLimit max_time;
};

using studies::Clusters;
using studies::PairCounting;

/// A row of the histogram.
struct PairRow {
  PairCounting at;
  bool given;  ///< of networks that --states read and somebody gave: their law is not in it
  int distance;
  sampling::Estimate pairs;
};

/// A row with --clusters.
struct ClusterRow {
  Clusters at;
  bool given;
  studies::ClustersEstimates found;
  std::uint64_t samples;
};

/// A column of the network, or `otherwise` where --states does not tell.
template <class R>
Columns<R>& add_if_known(Columns<R>& c, std::string_view name, const Cell& otherwise) {
  const auto& column = network_column(name);
  return c.add(std::string(name), std::string(column.meaning),
               [value = column.value, otherwise](const R& row) {
                 return row.given ? otherwise : value(row.at.networks, row.at.self_coupling);
               });
}

template <class R>
Columns<R>& add_symmetry(Columns<R>& c) {
  add_if_known(c.only_with("--states", "--network", "--symmetry"), "symmetry", nan);
  add_network_columns(c.only_with("--states", "--network", "--mean-degree"), {"mean_degree"});
  return c.always();
}

template <class R>
void add_law(Columns<R>& c) {
  add_if_known(c, "ensemble", "given").only_with("--states", "--external-field");
  add_network_columns(c, {"external_field"});
}

double expected_pairs(const PairRow& row) {
  if (row.given) return nan;
  if (network::key(row.at.networks) != network::key({.size = row.at.networks.size})) return nan;
  return std::exp(theory::log_mean_pairs(row.at.networks.size, row.at.self_coupling, row.distance));
}

Columns<PairRow> pair_columns() {
  Columns<PairRow> c;
  add_network_columns(c, {"size", "self_coupling"})
      .add("hamming_distance", "k = 0…N, the number of neurons that differ", &PairRow::distance)
      .add("mean_pairs", "mean number of ordered pairs at distance k; k = 0: fixed points",
           [](const PairRow& row) { return row.pairs.value; })
      .add("mean_pairs_error", "its standard error; an upper limit where all networks have as many",
           [](const PairRow& row) { return row.pairs.error; })
      .add("expected_pairs",
           "E of it in closed form, exact at this N (`nan`: not dense gaussian at η = 0)",
           expected_pairs);
  add_law(add_symmetry(c));
  return c;
}

Columns<ClusterRow> cluster_columns() {
  using E = studies::ClustersEstimates;
  const auto found = [](auto member) {
    return [member](const ClusterRow& row) { return row.found.*member; };
  };
  Columns<ClusterRow> c;
  add_network_columns(c, {"size", "self_coupling"})
      .add("link_distance", "longest hop inside a cluster",
           [](const ClusterRow& row) { return row.at.link_distance; })
      .add("samples", "number of networks", &ClusterRow::samples)
      .estimate("clusters", "mean number of clusters", found(&E::clusters))
      .estimate("largest", "mean number of fixed points in the largest cluster", found(&E::largest))
      .estimate("largest_fraction", "the same as a share of the network's fixed points",
                found(&E::largest_fraction))
      .estimate("mean_log_size",
                "ln(fixed points in a cluster), mean over the clusters of a network",
                found(&E::mean_log_size))
      .estimate("isolated_fraction", "share of the fixed points that are alone in their cluster",
                found(&E::isolated_fraction))
      .estimate("mean_diameter", "largest distance inside a cluster, mean over clusters",
                found(&E::mean_diameter))
      .add("empty_fraction", "share of the networks without fixed points",
           [](const ClusterRow& row) { return row.found.empty_fraction.estimate; });
  add_symmetry(c)
      .add("empty_fraction_low", "lower end of its Wilson interval of one standard error",
           [](const ClusterRow& row) { return row.found.empty_fraction.low; })
      .add("empty_fraction_high", "its upper end",
           [](const ClusterRow& row) { return row.found.empty_fraction.high; });
  add_law(c);
  return c;
}

/// Of the histogram, then what only --clusters has.
std::vector<std::pair<std::string, std::string>> described() {
  auto all = pair_columns().described();
  for (const auto& [name, meaning] : cluster_columns().described())
    if (std::none_of(all.begin(), all.end(),
                     [&, &name = name](const auto& column) { return column.first == name; }))
      all.emplace_back(name, meaning + " (with --clusters)");
  return all;
}

About about() {
  return {
      "How fixed points lie to each other: distances, and clusters linked by short hops",
      "(3.1)  E[pairs at k] = 2^N C(N,k) Φ₂(a,a;ρ_s)^(N−k) Φ₂(a,a;−ρ_d)^k, see `steady pairs`\n"
      "  With --clusters: two fixed points belong to one cluster when a chain of fixed points "
      "joins\n"
      "  them in hops of at most --link-distance neurons.",
      "steady clusters --size 16,20 --self-coupling 0.1,0.5 --samples 200\n"
      "  steady clusters --size 20 --self-coupling 0.5 --clusters --link-distance 2",
      described(),
      "Networks without fixed points count as zero pairs, zero clusters and a largest cluster of\n"
      "zero, and are left out of the other means. Diameters of clusters with more than 2048 fixed\n"
      "points are lower bounds from a few sweeps. --states reads a file of\n"
      "`steady enumerate --states`: all its networks, as they were drawn.\n"
      "Errors are over networks. Where all of them agree, such as none with a pair at some\n"
      "distance, the error is that of a network not seen yet with the next possible value (pairs: "
      "4\n"
      "more, 2 at k = 0 and N) or the farther bound of a share: an upper limit. Numbers of pairs\n"
      "have heavy tails: without the rare rich networks both a mean and its error come out low.\n"
      "Rows: size varies slowest, then self_coupling, symmetry, mean_degree, external_field, then\n"
      "hamming_distance."};
}

using studies::Measured;

/// Pairs take longer than clusters.
std::string cheaper(const Options& options) {
  return options.clusters ? "" : "--clusters";
}

/// The study of these networks: pairs, or clusters.
template <class Study>
Study study_of(const Options& options, const network::NetworkSpec& networks, double self_coupling) {
  if constexpr (std::same_as<Study, Clusters>)
    return {networks, self_coupling, static_cast<int>(options.link_distance)};
  else
    return {networks, self_coupling};
}

template <class Study>
std::vector<Measured<Study>> measure_networks(const Options& options, Run& run) {
  std::vector<Study> points;
  double seconds = 0.0, numbers = 0.0;
  const auto networks = options.networks.points(run);
  for (const auto& at : networks) {
    points.push_back(study_of<Study>(options, at.networks, at.self_coupling));
    seconds += points.back().cost() * static_cast<double>(run.common.samples) / run.common.threads;
    numbers += options.clusters ? 1.0 : 0.2 * at.networks.size;
  }
  run.check_rows(numbers * static_cast<double>(run.common.samples));
  options.max_time.check(seconds, cheaper(options));
  NetworkOptions::tell_rounding(networks, run);
  auto outcomes = run.outcomes<Study>(points);
  tell_doubts(outcomes, run);
  std::vector<Measured<Study>> measured;
  for (std::size_t p = 0; p < points.size(); ++p)
    measured.push_back({points[p], false, std::move(outcomes[p])});
  return measured;
}

template <class Study>
std::vector<Measured<Study>> measure_file(const Options& options, Run& run) {
  const studies::StoredStates<Study> stored(
      options.states, [&](const network::NetworkSpec& networks, double self_coupling) {
        return study_of<Study>(options, networks, self_coupling);
      });
  options.max_time.check(stored.seconds() / run.common.threads, cheaper(options));
  return stored.measure(run.task_options());
}

template <class Study>
std::vector<Measured<Study>> measure(const Options& options, Run& run) {
  auto measured = options.states.empty() ? measure_networks<Study>(options, run)
                                         : measure_file<Study>(options, run);
  check_stop();
  return measured;
}

void write_pairs(const Options& options, Run& run) {
  std::vector<PairRow> rows;
  for (const auto& [at, given, networks] : measure<PairCounting>(options, run)) {
    const auto found = at.estimate(networks);
    for (std::size_t k = 0; k < found.size(); ++k)
      rows.push_back({at, given, static_cast<int>(k), found[k]});
  }
  run.write(pair_columns(), rows);
}

void write_clusters(const Options& options, Run& run) {
  std::vector<ClusterRow> rows;
  for (const auto& [at, given, networks] : measure<Clusters>(options, run))
    rows.push_back({at, given, at.estimate(networks), networks.size()});
  run.write(cluster_columns(), rows);
}

void run_clusters(const Options& options, Run& run) {
  if (!options.states.empty())
    run.refuse({"--samples", "--seed"}, "are those of the networks in --states");
  if (options.networks.from_file()) run.refuse({"--seed"}, "nothing is random with --network");
  if (options.clusters)
    write_clusters(options, run);
  else
    write_pairs(options, run);
}

}  // namespace

void add_clusters(Program& program) {
  auto o = std::make_shared<Options>();
  auto command = program.add("clusters", about(), {.random = true});
  o->networks.add_to(command);
  command.integer("--link-distance", o->link_distance, {0, 64}, "Longest hop inside a cluster")
      .flag("--clusters", o->clusters, "Clusters instead of the histogram of distances")
      .text("--states", o->states, "FILE.h5", "Read the fixed points from this file")
      .needs("--link-distance", "--clusters")
      .action([o](Run& run) { run_clusters(*o, run); });
  o->max_time.add_to(command);
  for (const char* option :
       {"--self-coupling", "--symmetry", "--mean-degree", "--ensemble", "--external-field"})
    command.excludes(option, "--states");
}

}  // namespace steady::apps
