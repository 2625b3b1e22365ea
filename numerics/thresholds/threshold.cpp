// Thresholds by trials placed round by round, eq. (7.9).
#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/thresholds/detail/placement.hpp>
#include <steady/numerics/thresholds/threshold.hpp>

namespace steady::thresholds {
namespace {

/// Probability that the threshold lies outside at which the search gives up.
constexpr double sure_outside = 0.99;

void require_options(const ThresholdOptions& options) {
  options::check(options);
  if (!(options.low < options.high))
    throw ArgumentError("low",
                        fmt::format("= {}, high = {} is no interval", options.low, options.high));
}

/// One study between its rounds.
class Search {
 public:
  explicit Search(const ThresholdStudy& study) : study_(study) {
    require_options(study.options);
    if (!study.trial) throw ArgumentError("trial", ": none given");
    decide();
  }

  bool finished() const { return planned_.empty(); }
  std::size_t planned() const { return planned_.size(); }
  double control(std::size_t k) const { return planned_[k]; }
  std::uint64_t done() const { return result_.trials.size(); }

  std::optional<TrialOutcome> run(std::size_t k, std::stop_token stop) const {
    return study_.trial(planned_[k], done() + k, std::move(stop));
  }

  /// Expected price of the planned trial, for the order of execution only.
  double cost(std::size_t k) const {
    const auto efforts = detail::mean_efforts(result_.trials);
    const double x = (planned_[k] - belief_.threshold) / belief_.width;
    const double p = 1.0 / (1.0 + std::exp(-std::clamp(x, -50.0, 50.0)));
    return study_.cost * (p * efforts.success + (1.0 - p) * efforts.failure);
  }

  void take(const std::vector<TrialOutcome>& outcomes) {
    const std::uint64_t first = done();
    for (std::size_t k = 0; k < planned_.size(); ++k)
      result_.trials.push_back({planned_[k], first + k, outcomes[k]});
    decide();
  }

  /// Trials that are still expected: as the error falls with their square root.
  double expected_trials() const {
    const double most = static_cast<double>(study_.options.max_samples - done());
    if (finished()) return 0.0;
    return std::min(most, std::max(static_cast<double>(planned_.size()), missing()));
  }

  Threshold stopped() && {
    result_.status = ThresholdStatus::stopped;
    return std::move(result_);
  }
  Threshold result() && { return std::move(result_); }

 private:
  const ThresholdOptions& options() const { return study_.options; }

  /// The larger of two errors: a fit of few trials can be overconfident.
  double error() const {
    if (!result_.fit.converged) return belief_.threshold_deviation;
    return std::max(result_.fit.threshold_error, belief_.threshold_deviation);
  }

  double missing() const {
    const double excess = std::pow(error() / options().target_error, 2) - 1.0;
    return std::max(0.0, excess) * static_cast<double>(done());
  }

  bool inside() const {
    return result_.fit.threshold >= options().low && result_.fit.threshold <= options().high;
  }

  void decide() {
    const auto levels = levels_of(result_.trials);
    belief_ = detail::believe(levels, options().low, options().high);
    result_.fit = fit_curve(levels, options().curve);
    planned_.clear();
    if (result_.fit.converged) result_.error = error();
    // Twice, since an error that is small by chance is a reason to stop too early.
    const bool precise = result_.fit.converged && inside() && error() <= options().target_error;
    const bool settled = precise && precise_before_;
    precise_before_ = precise;
    if (settled)
      result_.status = ThresholdStatus::converged;
    else if (belief_.below > sure_outside)
      result_.status = ThresholdStatus::always_succeeds;
    else if (belief_.above > sure_outside)
      result_.status = ThresholdStatus::never_succeeds;
    else if (done() >= options().max_samples)
      result_.status = at_the_limit();
    else
      plan(levels);
    if (finished()) judge(levels);
  }

  /// A curve that the trials do not look like has a threshold, but not the one that is meant.
  void judge(std::span<const Level> levels) {
    result_.goodness = goodness_of_fit(result_.fit, levels);
    if (result_.is_measured() && result_.goodness.rejected(curve_significance))
      result_.status = ThresholdStatus::curve_rejected;
  }

  ThresholdStatus at_the_limit() const {
    if (result_.fit.converged && inside()) return ThresholdStatus::sample_limit;
    if (belief_.below > 0.5) return ThresholdStatus::always_succeeds;
    if (belief_.above > 0.5) return ThresholdStatus::never_succeeds;
    return ThresholdStatus::no_fit;
  }

  /// Rounds grow with the number of trials, so that there are few of them and many threads find
  /// work; but no more than seem to be missing.
  void plan(std::span<const Level> levels) {
    const double batch = options().batch;
    const double growing = std::clamp(missing(), batch, std::max(batch, 0.5 * double(done())));
    const auto count =
        std::min(static_cast<std::uint64_t>(growing), options().max_samples - done());
    planned_ = detail::place(belief_, levels, detail::mean_efforts(result_.trials),
                             static_cast<int>(count), options().low, options().high);
  }

  const ThresholdStudy& study_;
  detail::Belief belief_{};
  std::vector<double> planned_;
  bool precise_before_ = false;
  Threshold result_;
};

struct Place {
  std::size_t study;
  std::size_t trial;
};

/// The planned trials of all searches, as tasks; false when a stop left some undone.
bool run_round(std::vector<Search>& searches, const sampling::RunOptions& run) {
  std::vector<Place> places;
  sampling::RunOptions tasks = run;
  tasks.costs.clear();
  for (std::size_t s = 0; s < searches.size(); ++s)
    for (std::size_t k = 0; k < searches[s].planned(); ++k) {
      places.push_back({s, k});
      tasks.costs.push_back(searches[s].cost(k));
    }
  const auto done = sampling::run_tasks<TrialOutcome>(
      places.size(), 1,
      [&](const sampling::Task& task, const std::stop_token& stop) {
        const auto& place = places[task.point];
        return searches[place.study].run(place.trial, stop);
      },
      tasks);
  if (done.stopped) return false;
  std::vector<std::vector<TrialOutcome>> outcomes(searches.size());
  for (std::size_t i = 0; i < places.size(); ++i)
    outcomes[places[i].study].push_back(*done.outcomes[i].front());
  for (std::size_t s = 0; s < searches.size(); ++s)
    if (!searches[s].finished()) searches[s].take(outcomes[s]);
  return true;
}

/// How far all rounds are, as far as one can tell.
sampling::Progress overall(const std::vector<Search>& searches, const sampling::Progress& round,
                           double seconds_before) {
  double done = 0.0, expected = 0.0;
  for (const auto& search : searches) {
    done += static_cast<double>(search.done());
    expected += search.expected_trials();
  }
  done += static_cast<double>(round.done);
  const double total = std::max(done, done + expected - static_cast<double>(round.done));
  return {static_cast<std::size_t>(done), static_cast<std::size_t>(std::ceil(total)),
          seconds_before + round.seconds, total > 0.0 ? done / total : 1.0};
}

}  // namespace

std::vector<Threshold> find_thresholds(std::span<const ThresholdStudy> studies,
                                       const sampling::RunOptions& run) {
  std::vector<Search> searches;
  for (const auto& study : studies) searches.emplace_back(study);
  double seconds = 0.0, round_seconds = 0.0;
  sampling::RunOptions options = run;
  options.recall = nullptr;
  options.on_row = nullptr;
  options.on_progress = [&](const sampling::Progress& round) {
    round_seconds = round.seconds;
    if (run.on_progress) run.on_progress(overall(searches, round, seconds));
  };
  const auto finished = [](const Search& search) { return search.finished(); };
  bool stopped = false;
  while (!stopped && !std::all_of(searches.begin(), searches.end(), finished)) {
    stopped = !run_round(searches, options);
    seconds += round_seconds;
  }
  std::vector<Threshold> results;
  for (auto& search : searches)
    results.push_back(search.finished() ? std::move(search).result() : std::move(search).stopped());
  return results;
}

Threshold find_threshold(const Trial& trial, const ThresholdOptions& options,
                         const sampling::RunOptions& run) {
  const ThresholdStudy study{trial, options};
  return std::move(find_thresholds({&study, 1}, run).front());
}

}  // namespace steady::thresholds
