#include "basins_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/dynamics/ends.hpp>
#include <steady/numerics/dynamics/parallel_cycles.hpp>
#include <steady/numerics/studies/basins.hpp>
#include <steady/numerics/studies/sampled_basins.hpp>
#include <steady/theory/domain.hpp>

#include <apps/frame/errors.hpp>
#include "doubts.hpp"
#include "network_columns.hpp"

namespace steady::apps {
namespace {

using studies::Basins;
using studies::SampledBasins;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr int usual_starts = 1000;

sampling::Interval exactly(double share) {
  return {share, share, share};
}

/// 64 bits of the state as 16 hexadecimal digits (FNV-1a over its bytes, neurons 0 to 7 first).
std::string hash_of(std::span<const std::uint32_t> words) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const std::uint32_t word : words)
    for (unsigned byte = 0; byte < 4; ++byte)
      hash = (hash ^ ((word >> (8 * byte)) & 0xffU)) * 0x100000001b3ULL;
  return fmt::format("{:016x}", hash);
}

/// Rows of the networks of one run, in the order of the table.
class Rows {
 public:
  Rows(const BasinRequest& request, network::StateConvention convention)
      : request_(request), convention_(convention) {}

  void add(const NetworkPoint& at, std::uint64_t sample, const Basins::Outcome& found) {
    BasinRow row{.at = at, .rule = request_.rule, .sample = sample};
    row.restless = found.restless;
    row.error = found.error;
    row.tried = std::exp2(network::neurons(at.networks));
    row.unseen = exactly(0.0);
    for (const auto& end : found.ends)
      add(row, end.period, exactly(end.share), end.share * row.tried,
          std::vector<std::uint32_t>{end.state});
    if (found.restless > 0.0) add(row, 0, exactly(found.restless), found.restless * row.tried, {});
  }

  void add(const NetworkPoint& at, std::uint64_t sample, const SampledBasins::Outcome& found) {
    BasinRow row{.at = at, .rule = request_.rule, .sample = sample};
    row.restless = row.error = nan;
    std::uint64_t tried = found.unsettled;
    for (const auto& end : found.ends) tried += end.starts;
    row.tried = static_cast<double>(tried);
    row.unseen = studies::unseen_share(found);
    for (const auto& end : found.ends) add(row, end.period, end.starts, tried, end.state);
    if (found.unsettled > 0) add(row, -1, found.unsettled, tried, {});
  }

  const std::vector<BasinRow>& all() const { return rows_; }

 private:
  void add(BasinRow& row, std::int64_t period, std::uint64_t starts, std::uint64_t tried,
           std::span<const std::uint32_t> state) {
    add(row, period, sampling::wilson(starts, tried), static_cast<double>(starts), state);
  }

  void add(BasinRow& row, std::int64_t period, const sampling::Interval& share, double starts,
           std::span<const std::uint32_t> state) {
    const auto size = static_cast<int>(network::neurons(row.at.networks));
    row.period = period;
    row.share = share;
    row.starts = starts;
    row.state.clear();
    row.state_hash.clear();
    if (!state.empty()) {
      row.state_hash = hash_of(state);
      if (request_.full_states || size <= network::max_packed_size)
        row.state = state_text(state, size, convention_);
    }
    rows_.push_back(row);
    ++row.attractor;
  }

  BasinRequest request_;
  network::StateConvention convention_;
  std::vector<BasinRow> rows_;
};

void check(const BasinRequest& request, Run& run) {
  run.refuse({"--temperature", "--timing"}, "is not for --basins, which are those of T = 0");
  try {
    dynamics::require_ends(request.rule, request.order);
  } catch (const DomainError& error) {
    throw UsageError("--" + error.argument(), error.reason().substr(2));  // after the colon
  }
}

bool are_all_small(const std::vector<NetworkPoint>& points) {
  return std::all_of(points.begin(), points.end(), [](const NetworkPoint& point) {
    return network::neurons(point.networks) <= dynamics::max_exhaustive_size;
  });
}

/// Runs the study at the points and adds what it finds.
template <class Study>
void add_outcomes(Rows& rows, const std::vector<NetworkPoint>& points,
                  const std::vector<Study>& studies, Run& run, double rows_per_sample) {
  const auto outcomes = run.outcomes<Study>(studies, rows_per_sample);
  tell_doubts(outcomes, run);
  for (std::size_t p = 0; p < points.size(); ++p)
    for (std::size_t k = 0; k < outcomes[p].size(); ++k) rows.add(points[p], k, outcomes[p][k]);
}

void add_exact(Rows& rows, const std::vector<NetworkPoint>& points, const BasinRequest& request,
               Run& run) {
  run.refuse({"--max-sweeps"},
             "is not for --basins of all states, which are followed until they end");
  if (points.front().networks.from_file)
    run.refuse({"--seed"}, "nothing is random in --basins of --network");
  run.forget({"starts", "max_sweeps"});
  std::vector<Basins> studies;
  for (const auto& at : points)
    studies.push_back({at.networks, request.rule, request.order, at.self_coupling});
  add_outcomes(rows, points, studies, run, 1.0);
}

void add_sampled(Rows& rows, const std::vector<NetworkPoint>& points, const BasinRequest& request,
                 Run& run) {
  const int starts = run.given("--starts") ? request.starts : usual_starts;
  run.forget({"starts"});
  run.provenance.emplace_back("starts", Cell(std::int64_t{starts}));
  std::vector<SampledBasins> studies;
  for (const auto& at : points)
    studies.push_back(
        {at.networks, request.rule, request.order, at.self_coupling, starts, request.max_sweeps});
  add_outcomes(rows, points, studies, run, starts);
}

}  // namespace

Columns<BasinRow> basin_columns() {
  Columns<BasinRow> c;
  add_network_columns(c, {"size", "self_coupling"})
      .add("rule", dynamics::meanings(dynamics::rules),
           [](const BasinRow& row) { return dynamics::to_string(row.rule); })
      .only_with("--basins")
      .add("sample", "number of the network", &BasinRow::sample)
      .add("attractor", "its number, largest share first", &BasinRow::attractor)
      .add("period",
           "1: a fixed point; else of the cycle, in sweeps; 0: all states from which random visits "
           "reach no fixed point; -1: starts that had not settled after --max-sweeps",
           &BasinRow::period)
      .add("share", "of the starts that end there; of all 2^N in random order the mean probability",
           [](const BasinRow& row) { return row.share.estimate; })
      .add("starts", "how many: share times tried", &BasinRow::starts)
      .add("state",
           "neuron 0 first, + or − (1 or 0 with --states-as 01); of a cycle the lowest; empty "
           "beyond 64 neurons without --full-states",
           &BasinRow::state)
      .add("restless_share",
           "of the starts that come where no fixed point can be reached (`nan`: sampled)",
           &BasinRow::restless)
      .add("share_error",
           "bound of the sum of the errors of the shares of this network (random order; 0: exact; "
           "`nan`: sampled)",
           &BasinRow::error)
      .always();
  add_network_columns(
      c, {"symmetry", "mean_degree", "modules", "coupling", "external_field", "ensemble"})
      .only_with("--basins")
      .add("share_low", "lower end of Wilson's interval of one standard error; share: all states",
           [](const BasinRow& row) { return row.share.low; })
      .add("share_high", "its upper end", [](const BasinRow& row) { return row.share.high; })
      .add("tried", "starts in this network; 2^N: all states", &BasinRow::tried)
      .add("state_hash", "the same number for the same state, in any run", &BasinRow::state_hash)
      .add("unseen_share",
           "of the starts that would end where none did: attractors met once over tried (7.23); 0: "
           "all states",
           [](const BasinRow& row) { return row.unseen.estimate; })
      .add("unseen_share_high", "upper end of its interval of one standard error",
           [](const BasinRow& row) { return row.unseen.high; });
  return c;
}

void run_basins(const NetworkOptions& networks, const BasinRequest& request, Run& run) {
  check(request, run);
  const auto points = networks.points(run);
  networks.write(points, run);
  NetworkOptions::tell_rounding(points, run);
  Rows rows(request, networks.file().options.states);
  if (are_all_small(points) && !run.given("--starts"))
    add_exact(rows, points, request, run);
  else
    add_sampled(rows, points, request, run);
  run.write(basin_columns(), rows.all());
  if (std::any_of(rows.all().begin(), rows.all().end(),
                  [](const BasinRow& row) { return row.error > Basins::tolerance; }))
    throw CheckFailed("the shares of a network did not converge (share_error)");
}

}  // namespace steady::apps
