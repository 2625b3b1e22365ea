#include <steady/numerics/studies/relaxation.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <steady/numerics/network/fingerprint.hpp>
#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/studies/key.hpp>

namespace steady::studies {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

using End = Relaxation::End;
using Outcome = Relaxation::Outcome;

/// Sums over the runs of each network, for ratios of means.
struct Sums {
  std::vector<double> of;
  std::vector<double> among;

  template <class Value, class Counts>
  Sums(std::span<const Outcome> networks, Value&& value, Counts&& counts) {
    for (const auto& network : networks) {
      of.push_back(0.0);
      among.push_back(0.0);
      for (const auto& end : network.ends) {
        if (!counts(end)) continue;
        of.back() += static_cast<double>(value(end));
        among.back() += 1.0;
      }
    }
  }
  sampling::Estimate ratio() const { return sampling::ratio(of, among); }
  /// An outcome not seen yet would change one network's mean by `change`.
  sampling::Estimate ratio_with_unseen(double change) const {
    return sampling::with_unseen(ratio(), sampling::contributing(of, among), change);
  }
  /// Of a quantity that lies between two bounds.
  sampling::Estimate ratio_within(double low, double high) const {
    const double value = ratio().value;
    return ratio_with_unseen(std::max(value - low, high - value));
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

/// Whether every cycle of the parallel dynamics has one and the same period: two with symmetric
/// couplings, four with antisymmetric ones that have neither a diagonal nor fields (Goles 1983).
bool only_one_period(const Relaxation& at) {
  const double symmetry = at.networks.ensemble.symmetry;
  const bool bare = at.options.self_coupling == 0.0 && at.networks.external_field == 0.0 &&
                    (at.networks.modules == 1 || at.networks.coupling == 0.0);
  return symmetry == 1.0 || (symmetry == -1.0 && bare && !at.networks.from_file);
}

/// By the values as read, which may differ from the grid where rounding matters.
void judge_last_state(dynamics::Summary& end, AsRead& judge) {
  using dynamics::Status;
  end.unstable = judge.unstable(end.spins);
  if (end.unstable > 0 && end.status == Status::fixed_point) end.status = Status::budget;
  if (end.unstable == 0 && end.status != Status::fixed_point) {
    end.status = Status::fixed_point;
    end.cycle_length = end.transient = 0;
  }
}

std::string fingerprint(const std::vector<network::Spins>& states) {
  network::Fingerprint name;
  for (const auto& spins : states) name.add(spins);
  return name.text();
}

std::vector<network::Spins> random_starts(const Relaxation& at, int size, const Sample& sample) {
  network::RandomStream states(sample.seed, "initial state", sample.index);
  std::vector<network::Spins> from;
  for (int k = 0; k < at.starts; ++k) from.push_back(network::random_spins(size, states));
  return from;
}

/// Whether the states of this cycle are kept beside those of the runs before.
bool fits(const files::Runs& runs, std::int64_t period) {
  return static_cast<double>(runs.cycle_states.size()) +
             static_cast<double>(period) * static_cast<double>(runs.size) <=
         most_cycle_bytes;
}

/// Writes runs of one network down.
class Course {
 public:
  Course(const network::Network& network, const dynamics::Options& how, const KeepStates& keep,
         files::Runs runs)
      : network_(network), how_(how), keep_(keep), runs_(std::move(runs)) {
    runs_.sweep = keep.sweeps;
    runs_.cycle_first.push_back(0);
  }

  void add(const network::Spins& start, const dynamics::Summary& end, int unstable) {
    append(runs_.start, start);
    add_end(runs_, end.spins, unstable, end.cycle_length);
    add_trajectory(end);
    const bool cycle = end.cycle_length > 0;
    if (cycle && fits(runs_, end.cycle_length)) {
      std::vector<std::int64_t> all(static_cast<std::size_t>(end.cycle_length));
      std::iota(all.begin(), all.end(), 0);
      for (const auto& state : later(end.spins, all)) append(runs_.cycle_states, state);
    }
    runs_.cycle_first.push_back(static_cast<std::int64_t>(runs_.cycle_states.size()) / runs_.size);
    runs_.columns["sweeps"].push_back(end.sweeps);
    runs_.columns["overlap_with_start"].push_back(end.overlap_with_start);
    runs_.columns["transient"].push_back(cycle ? static_cast<double>(end.transient) : nan);
  }
  const files::Runs& runs() const { return runs_; }

 private:
  static void append(std::vector<std::int8_t>& states, const network::Spins& state) {
    states.insert(states.end(), state.begin(), state.end());
  }

  /// After these rising numbers of parallel updates.
  std::vector<network::Spins> later(const network::Spins& spins,
                                    const std::vector<std::int64_t>& updates) const {
    auto how = how_;
    how.max_sweeps = updates.back();
    how.detect_cycles = how.stop_at_fixed_point = false;
    how.keep_after = updates;
    return dynamics::relax(network_, spins, how, network::RandomStream(0, "none", 0)).kept;
  }

  void add_trajectory(const dynamics::Summary& end) {
    for (const auto& state : end.kept) append(runs_.trajectory, state);
    const std::span missing = std::span(keep_.sweeps).subspan(end.kept.size());
    if (end.cycle_length == 0) {
      for (std::size_t k = 0; k < missing.size(); ++k) append(runs_.trajectory, end.spins);
      return;
    }
    std::map<std::int64_t, network::Spins> phases;
    const auto phase = [&end](std::int64_t sweep) {
      return (sweep - static_cast<std::int64_t>(end.sweeps)) % end.cycle_length;
    };
    for (const auto sweep : missing) phases[phase(sweep)];
    if (phases.empty()) return;
    std::vector<std::int64_t> updates;
    for (const auto& [updates_until, none] : phases) updates.push_back(updates_until);
    auto states = later(end.spins, updates);
    for (std::size_t k = 0; k < updates.size(); ++k) phases[updates[k]] = std::move(states[k]);
    for (const auto sweep : missing) append(runs_.trajectory, phases[phase(sweep)]);
  }

  const network::Network& network_;
  dynamics::Options how_;
  const KeepStates& keep_;
  files::Runs runs_;
};

}  // namespace

std::optional<Outcome> Relaxation::run(const Sample& sample) const {
  return run(sample, nullptr);
}

std::optional<Outcome> Relaxation::run(const Sample& sample, const KeepStates* keep) const {
  if (from && static_cast<int>(from->size()) != starts)
    throw std::invalid_argument("Relaxation: `starts` is not the number of the given starts");
  const auto network = network::draw_network(networks, sample.seed, sample.index);
  auto how = options;
  how.stop = sample.stop;
  how.self_coupling = network::to_engine(networks, sample.index, options.self_coupling);
  how.temperature = network::to_engine(networks, sample.index, options.temperature);
  if (keep) how.keep_after = keep->sweeps;
  const auto begin_at = from ? *from : random_starts(*this, network.size(), sample);
  const dynamics::Streams streams{sample.seed, "relaxation", sample.index << 32};
  const double begin = sampling::thread_seconds();
  std::vector<dynamics::Summary> summaries;
  if (begin_at.size() == 1)
    summaries.push_back(dynamics::relax(network, begin_at.front(), how,
                                        {streams.seed, streams.purpose, streams.first}));
  else
    summaries = dynamics::relax_all(network, begin_at, how, streams);
  Outcome outcome;
  outcome.seconds = sampling::thread_seconds() - begin;
  auto judge = as_read(networks, options.self_coupling, sample.index);
  for (auto& end : summaries) {
    if (end.status == dynamics::Status::stopped) return std::nullopt;
    if (judge) judge_last_state(end, *judge);
    outcome.ends.push_back({end.status, end.sweeps, end.overlap_with_start,
                            static_cast<double>(end.unstable) / network.size(), end.cycle_length,
                            end.transient});
  }
  if (keep) {
    Course course(network, how, *keep,
                  runs_of(*keep, networks, options.self_coupling, sample, name, key()));
    for (std::size_t k = 0; k < summaries.size(); ++k)
      course.add(
          begin_at[k], summaries[k],
          judged_anew(networks, network, options.self_coupling, sample.index, summaries[k].spins));
    keep->file->add(course.runs());
  }
  outcome.doubts = doubts_of(judge);
  return outcome;
}

std::string Relaxation::key() const {
  auto described = options;
  Key key(name);
  key.add(networks)
      .add(options::without(options::entries(described), {"record_every"}))  // not in the outcome
      .add("starts", starts);
  if (from) key.add("from", std::string_view(fingerprint(*from)));
  return key.text();
}

std::string Relaxation::describe() const {
  return fmt::format("networks of size {} in {} module(s) with {} start(s)", networks.size,
                     networks.modules, starts);
}

double Relaxation::bytes() const {
  const double neurons = static_cast<double>(networks.modules) * networks.size;
  return network::draw_network_bytes(networks) + dynamics::relax_bytes(options, neurons, starts);
}

double Relaxation::kept_bytes(const KeepStates& keep) const {
  // A start and an end; states on the way twice: as the dynamics hands them over, and as they go to
  // the file.
  const double states = 2.0 + 2.0 * static_cast<double>(keep.sweeps.size());
  return states * starts * network::neurons(networks) +
         (sees_cycles(options) ? most_cycle_bytes : 0.0);
}

double Relaxation::cost() const {
  const double couplings = network::mean_couplings(networks);
  // Couplings drawn; flips that each touch a column, for as long as the network is restless.
  const double restless = std::exp(-std::pow(std::max(0.0, options.self_coupling) / 0.5, 4));
  const double sweeps = 20.0 + restless * static_cast<double>(options.max_sweeps);
  return couplings * (1.0 + 0.002 * starts * sweeps);
}

RelaxationEstimates Relaxation::estimate(std::span<const Outcome> outcomes) const {
  if (outcomes.empty()) throw std::invalid_argument("Relaxation::estimate: no networks");
  using dynamics::Status;
  const auto all = [](const End&) { return true; };
  const auto settled = [](const End& end) { return end.status == Status::fixed_point; };
  const auto cycling = [](const End& end) { return end.status == Status::cycle; };
  const auto get = [](auto member) { return [member](const End& end) { return end.*member; }; };
  const auto on_two_cycle = [&](const End& end) {
    return cycling(end) && end.cycle_length == 2 && end.transient == 0;
  };
  std::vector<std::vector<double>> times;
  double seconds = 0.0, runs = 0.0;
  for (const auto& outcome : outcomes) {
    seconds += outcome.seconds;
    runs += static_cast<double>(outcome.ends.size());
    times.emplace_back();
    for (const auto& end : outcome.ends)
      times.back().push_back(settled(end) ? end.sweeps : infinite);
  }
  RelaxationEstimates e{};
  e.seconds = seconds / runs;
  e.converged = fraction(Sums(outcomes, settled, all));
  e.sweeps = Sums(outcomes, get(&End::sweeps), settled).ratio_with_unseen(1.0);
  const auto median = sampling::median_of_groups(times);
  e.median_sweeps = {median.estimate, median.low, median.high};
  const Sums overlaps(outcomes, get(&End::overlap_with_start), all);
  const bool only_judged = options.max_sweeps == 0;  // the last state is the start
  e.overlap_with_start = only_judged ? overlaps.ratio() : overlaps.ratio_within(-1.0, 1.0);
  e.unstable_fraction = Sums(outcomes, get(&End::unstable_fraction), all).ratio_within(0.0, 1.0);
  e.cycle_length = Sums(outcomes, get(&End::cycle_length), cycling)
                       .ratio_with_unseen(only_one_period(*this) ? 0.0 : 1.0);
  e.transient = Sums(outcomes, get(&End::transient), cycling).ratio_with_unseen(1.0);
  if (sees_cycles(options)) {
    e.cycles = fraction(Sums(outcomes, cycling, all));
    e.two_cycle_starts = Sums(outcomes, on_two_cycle, all).ratio_within(0.0, 1.0);
  } else {
    e.cycles = {nan, nan, nan};
    e.two_cycle_starts = {nan, nan};
  }
  return e;
}

}  // namespace steady::studies
