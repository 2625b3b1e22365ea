#include "relaxing.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <apps/frame/machine.hpp>

namespace steady::apps {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

/// What is remembered of one run.
enum Field { status, sweeps, overlap, unstable, cycle_length, transient, seconds, fields };

/// One Gaussian external field a neuron.
std::vector<double> external_fields(double strength, int neurons, std::uint64_t seed,
                                    std::uint64_t sample) {
  const network::RandomStream stream(seed, "external field", sample);
  std::vector<double> field;
  for (int i = 0; i < neurons; ++i)
    field.push_back(strength * stream.normal_pair(static_cast<std::uint64_t>(i)).first);
  return field;
}

bool is(const double* run, dynamics::Status wanted) {
  return run[status] == static_cast<double>(wanted);
}

/// Sums over the runs of each network, for ratios of means.
struct Sums {
  std::vector<double> of;
  std::vector<double> among;

  template <class Value, class Counts>
  Sums(std::span<const sampling::Row> rows, Value&& value, Counts&& counts) {
    for (const auto& row : rows) {
      of.push_back(0.0);
      among.push_back(0.0);
      for (std::size_t r = 0; r < row.size(); r += fields) {
        if (!counts(row.data() + r)) continue;
        of.back() += value(row.data() + r);
        among.back() += 1.0;
      }
    }
  }
  sampling::Estimate ratio() const {
    const bool any = std::any_of(among.begin(), among.end(), [](double n) { return n > 0.0; });
    return any ? sampling::ratio(of, among) : sampling::Estimate{nan, nan};
  }
};

/// Wilson's interval; runs in one network are alike.
Range fraction(const Sums& sums) {
  const auto found = sampling::wilson_of_groups(sums.of, sums.among);
  return {found.estimate, found.low, found.high};
}

/// Whether a cycle would be noticed: the shortest is back after two sweeps.
bool sees_cycles(const dynamics::Options& options) {
  return options.rule == dynamics::Rule::parallel && options.temperature == 0.0 &&
         options.detect_cycles && options.max_sweeps >= 2;
}

double quantile(const std::vector<double>& sorted, double q) {
  const double last = static_cast<double>(sorted.size() - 1);
  const double at = std::clamp(q * last, 0.0, last);
  const auto low = static_cast<std::size_t>(at);
  const auto high = std::min(low + 1, sorted.size() - 1);
  const double part = at - static_cast<double>(low);
  return part == 0.0 ? sorted[low] : sorted[low] + part * (sorted[high] - sorted[low]);
}

/// With the quantiles 1/2 ± 1/(2√networks) as its interval.
Range median_of(std::vector<double> values, double networks) {
  std::sort(values.begin(), values.end());
  const double half = 0.5 / std::sqrt(networks);
  const auto at = [&](double q) {
    const double value = quantile(values, q);
    return std::isnan(value) ? infinite : value;  // ∞ − ∞ between two infinite values
  };
  return {at(0.5), at(0.5 - half), at(0.5 + half)};
}

}  // namespace

network::Network draw_relaxing(const RelaxPoint& point, std::uint64_t seed, std::uint64_t sample) {
  auto network = network::draw_network(point.networks, seed, sample);
  if (point.external_field != 0.0)
    network.set_external_field(external_fields(point.external_field, network.size(), seed, sample));
  return network;
}

sampling::Row relax_row(const RelaxPoint& point, std::uint64_t seed, std::uint64_t sample,
                        std::stop_token stop) {
  const auto network = draw_relaxing(point, seed, sample);
  auto options = point.options;
  options.stop = std::move(stop);
  network::RandomStream states(seed, "initial state", sample);
  std::vector<network::Spins> starts;
  for (int k = 0; k < point.starts; ++k)
    starts.push_back(network::random_spins(network.size(), states));
  const dynamics::Streams streams{seed, "relaxation", sample << 32};
  const double begin = thread_seconds();
  std::vector<dynamics::Summary> ends;
  if (starts.size() == 1)
    ends.push_back(dynamics::relax(network, starts.front(), options,
                                   {streams.seed, streams.purpose, streams.first}));
  else
    ends = dynamics::relax_all(network, starts, options, streams);
  const double spent = thread_seconds() - begin;
  sampling::Row row;
  for (const auto& end : ends) {
    if (end.status == dynamics::Status::stopped) return {};
    row.insert(
        row.end(),
        {static_cast<double>(end.status), end.sweeps, end.overlap_with_start,
         static_cast<double>(end.unstable) / network.size(), static_cast<double>(end.cycle_length),
         static_cast<double>(end.transient), spent / static_cast<double>(ends.size())});
  }
  return row;
}

double relax_bytes(const RelaxPoint& point) {
  const double neurons = static_cast<double>(point.networks.modules) * point.networks.size;
  return network::draw_network_bytes(point.networks) +
         dynamics::relax_bytes(point.options, neurons, point.starts);
}

void check_memory(const std::vector<RelaxPoint>& points, int threads) {
  for (const auto& point : points)
    require_memory(
        threads * relax_bytes(point),
        fmt::format("networks of size {} in {} module(s) with {} start(s) on {} thread(s)",
                    point.networks.size, point.networks.modules, point.starts, threads),
        "a smaller --size, fewer --modules, --starts or --threads");
}

double relax_cost(const RelaxPoint& point) {
  const double couplings = network::mean_couplings(point.networks);
  // Couplings drawn; flips that each touch a column, for as long as the network is restless.
  const double restless = std::exp(-std::pow(std::max(0.0, point.options.self_coupling) / 0.5, 4));
  const double sweeps = 20.0 + restless * static_cast<double>(point.options.max_sweeps);
  return couplings * (1.0 + 0.002 * point.starts * sweeps);
}

RelaxEstimates estimate_relaxation(const RelaxPoint& point, std::span<const sampling::Row> rows) {
  if (rows.empty()) throw std::invalid_argument("estimate_relaxation: no networks");
  const auto all = [](const double*) { return true; };
  const auto settled = [](const double* run) { return is(run, dynamics::Status::fixed_point); };
  const auto cycling = [](const double* run) { return is(run, dynamics::Status::cycle); };
  const auto get = [](Field field) { return [field](const double* run) { return run[field]; }; };
  const auto on_two_cycle = [&](const double* run) {
    return cycling(run) && run[cycle_length] == 2.0 && run[transient] == 0.0;
  };
  std::vector<double> times;
  for (const auto& row : rows)
    for (std::size_t r = 0; r < row.size(); r += fields)
      times.push_back(settled(row.data() + r) ? row[r + sweeps] : infinite);
  RelaxEstimates e{};
  e.converged = fraction(Sums(rows, settled, all));
  e.sweeps = Sums(rows, get(sweeps), settled).ratio();
  e.median_sweeps = median_of(std::move(times), static_cast<double>(rows.size()));
  e.overlap_with_start = Sums(rows, get(overlap), all).ratio();
  e.unstable_fraction = Sums(rows, get(unstable), all).ratio();
  e.cycle_length = Sums(rows, get(cycle_length), cycling).ratio();
  e.transient = Sums(rows, get(transient), cycling).ratio();
  if (sees_cycles(point.options)) {
    e.cycles = fraction(Sums(rows, cycling, all));
    e.two_cycle_starts = Sums(rows, on_two_cycle, all).ratio();
  } else {
    e.cycles = {nan, nan, nan};
    e.two_cycle_starts = {nan, nan};
  }
  e.seconds = Sums(rows, get(seconds), all).ratio().value;
  return e;
}

}  // namespace steady::apps
