#include <steady/numerics/studies/counting.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/network/given_networks.hpp>
#include <steady/numerics/studies/fixed_points.hpp>
#include <steady/numerics/studies/key.hpp>

namespace steady::studies {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using Outcome = Counting::Outcome;

enumeration::Options options_of(const Counting& point, const Sample& sample) {
  enumeration::Options options;
  options.method = point.method;
  options.simd = point.simd;
  options.threads = sample.threads;
  options.stop = sample.stop;
  return options;
}

std::optional<Outcome> outcome_of(const enumeration::Summary& summary,
                                  const std::optional<AsRead>& judge) {
  if (summary.status == enumeration::Status::stopped) return std::nullopt;
  return Outcome{summary.count, summary.method, summary.nodes, summary.seconds, doubts_of(judge)};
}

}  // namespace

std::optional<Outcome> Counting::run(const Sample& sample) const {
  const auto couplings = network::draw_couplings(networks, sample.seed, sample.index);
  auto judge = as_read(networks, self_coupling, sample.index);
  const auto summary = enumerate_fixed_points_of(networks, couplings, self_coupling, sample,
                                                 options_of(*this, sample), judge);
  return outcome_of(summary, judge);
}

std::optional<Outcome> Counting::run(const Sample& sample, enumeration::StatesFile& states) const {
  const auto couplings = network::draw_couplings(networks, sample.seed, sample.index);
  enumeration::NetworkKey key{networks, self_coupling, sample.seed, sample.index};
  int scale = 0;
  if (networks.from_file) {
    const auto& given = (*networks.from_file)[sample.index];
    key.source = given.source();
    scale = given.scale();
  }
  auto kept = states.begin_network(key, &couplings, scale);
  auto judge = as_read(networks, self_coupling, sample.index);
  const auto summary = enumerate_fixed_points_of(networks, couplings, self_coupling, sample,
                                                 options_of(*this, sample), judge,
                                                 [&kept](auto batch) { kept.append(batch); });
  kept.finish(summary.status == enumeration::Status::complete);
  return outcome_of(summary, judge);
}

std::string Counting::key() const {
  return Key(name).add(networks).add("self_coupling", self_coupling).text();
}

std::string Counting::describe() const {
  return fmt::format("networks of {} neurons", network::neurons(networks));
}

enumeration::Forecast Counting::forecast() const {
  return fixed_points_forecast(networks, self_coupling, options_of(*this, {}));
}

double Counting::cost() const {
  return forecast().seconds;
}

double Counting::bytes() const {
  constexpr double engine = 1e6;
  return engine + 4.0 * std::pow(network::neurons(networks), 2);
}

std::vector<bool> Counting::together(std::span<const Counting> points,
                                     std::span<const std::uint64_t> samples, int threads) {
  constexpr double worth_sharing = 0.05;  // seconds
  constexpr double large_share = 0.125;
  std::vector<double> costs;
  double total = 0.0;
  for (std::size_t p = 0; p < points.size(); ++p) {
    costs.push_back(points[p].cost());
    total += costs.back() * static_cast<double>(samples[p]);
  }
  std::vector<bool> result;
  for (const double cost : costs)
    result.push_back(threads > 1 && cost > worth_sharing && cost > large_share * total / threads);
  return result;
}

CountingEstimates Counting::estimate(std::span<const Outcome> outcomes) const {
  if (outcomes.empty()) throw std::invalid_argument("Counting::estimate: no networks");
  // Without external fields −s is a fixed point with s.
  const double pair = networks.external_field == 0.0 ? 2.0 : 1.0;
  const double size = network::neurons(networks);
  std::vector<double> counts, logs;
  double most = 0.0, nodes = 0.0, seconds = 0.0;
  for (const auto& outcome : outcomes) {
    const auto count = static_cast<double>(outcome.count);
    counts.push_back(count);
    if (count > 0) logs.push_back(std::log(count) / size);
    most = std::max(most, count);
    nodes += static_cast<double>(outcome.nodes);
    seconds += outcome.seconds;
  }
  const std::size_t n = counts.size();
  const double one_more = std::log1p(pair / most);
  const auto log_mean = sampling::with_unseen(sampling::log_mean(counts), n, one_more);
  return {sampling::with_unseen(sampling::mean(counts), n, pair),
          {log_mean.value / size, log_mean.error / size},
          logs.empty() ? sampling::Estimate{nan, nan}
                       : sampling::with_unseen(sampling::mean(logs), logs.size(), one_more / size),
          sampling::wilson(n - logs.size(), n),
          nodes / static_cast<double>(n),
          seconds / static_cast<double>(n)};
}

}  // namespace steady::studies
