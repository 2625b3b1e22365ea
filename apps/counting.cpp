#include "counting.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <steady/numerics/network/network_spec.hpp>

#include "frame/errors.hpp"

namespace steady::apps {
namespace {

using enumeration::Method;
using sampling::Row;
using sampling::Task;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

enumeration::Options engine_options(const CountRequest& request, int threads) {
  enumeration::Options options;
  options.method = request.method;
  options.simd = request.simd;
  options.threads = threads;
  return options;
}

enumeration::Summary count_and_keep(const CountRequest& request, const enumeration::NetworkKey& key,
                                    const network::Couplings& couplings,
                                    const enumeration::Options& options) {
  if (request.states == nullptr)
    return enumeration::enumerate_fixed_points(couplings, key.self_coupling, options);
  auto kept = request.states->begin_network(key, &couplings);
  const auto summary = enumeration::enumerate_fixed_points(
      couplings, key.self_coupling, options, [&kept](auto states) { kept.append(states); });
  kept.finish(summary.status == enumeration::Status::complete);
  return summary;
}

Row count_one(const CountRequest& request, std::size_t point, std::uint64_t sample,
              enumeration::Options options) {
  const CountPoint& at = request.points[point];
  const auto networks = networks_of(request, at);
  const auto couplings = network::draw_couplings(networks, request.seed, sample);
  const auto summary = count_and_keep(request, {networks, at.self_coupling, request.seed, sample},
                                      couplings, options);
  if (summary.status == enumeration::Status::stopped) return {};
  return {static_cast<double>(summary.count), static_cast<double>(summary.method),
          static_cast<double>(summary.nodes), summary.seconds};
}

/// Points that share their threads in one way.
struct Batch {
  std::vector<std::size_t> points;
  int tasks_at_a_time = 1;
  int threads_per_task = 1;
};

/// A network that alone is a large share of what one thread has to do would leave the others
/// idle at the end: all threads work on it together. Short ones are not worth sharing.
std::vector<Batch> divide(const CountRequest& request, const CountForecast& forecast) {
  constexpr double worth_sharing = 0.05;  // seconds
  constexpr double large_share = 0.125;
  double total = 0.0;
  for (const double cost : forecast.costs) total += cost * static_cast<double>(request.samples);
  Batch together{{}, 1, request.threads}, apart{{}, request.threads, 1};
  for (std::size_t p = 0; p < request.points.size(); ++p) {
    const double cost = forecast.costs[p];
    const bool large =
        request.threads > 1 && cost > worth_sharing && cost > large_share * total / request.threads;
    (large ? together : apart).points.push_back(p);
  }
  std::vector<Batch> batches;
  for (auto* batch : {&together, &apart})
    if (!batch->points.empty()) batches.push_back(std::move(*batch));
  return batches;
}

/// The progress of one batch as progress of the whole.
class TotalProgress {
 public:
  TotalProgress(const CountRequest& request, const CountForecast& forecast) : request_(request) {
    for (const double cost : forecast.costs) work_ += cost;
    total_ = request.points.size() * request.samples;
  }

  void begin(double work, std::size_t tasks) {
    done_before_ += tasks_;
    work_before_ += batch_work_;
    seconds_before_ += seconds_;
    tasks_ = tasks;
    batch_work_ = work_ > 0 ? work / work_ : 1.0;
    seconds_ = 0.0;
  }

  void report(const sampling::Progress& progress) {
    seconds_ = progress.seconds;
    if (!request_.on_progress) return;
    request_.on_progress({done_before_ + progress.done, total_, seconds_before_ + progress.seconds,
                          work_before_ + batch_work_ * progress.work_done});
  }

 private:
  const CountRequest& request_;
  double work_ = 0.0, work_before_ = 0.0, batch_work_ = 0.0;
  double seconds_ = 0.0, seconds_before_ = 0.0;
  std::size_t total_ = 0, tasks_ = 0, done_before_ = 0;
};

CountSample sample_of(const Row& row) {
  return {row[0], static_cast<Method>(static_cast<int>(row[1])), row[2], row[3]};
}

}  // namespace

CountForecast forecast_counts(const CountRequest& request) {
  CountForecast result;
  const auto options = engine_options(request, 1);
  const double samples = static_cast<double>(request.samples);
  for (const auto& point : request.points) {
    const auto one =
        enumeration::forecast(point.size, point.self_coupling, point.symmetry, options);
    result.costs.push_back(one.seconds);
    result.seconds += samples * one.seconds / request.threads;
    result.fixed_points += samples * one.fixed_points;
  }
  return result;
}

std::vector<std::vector<CountSample>> count_fixed_points(const CountRequest& request,
                                                         const CountForecast& forecast) {
  std::vector<std::vector<CountSample>> samples(request.points.size());
  TotalProgress total(request, forecast);
  for (const Batch& batch : divide(request, forecast)) {
    const auto options = engine_options(request, batch.threads_per_task);
    sampling::RunOptions run;
    run.threads = batch.tasks_at_a_time;
    run.stop = request.stop;
    double work = 0.0;
    for (const auto p : batch.points) {
      run.costs.push_back(forecast.costs[p]);
      work += forecast.costs[p];
    }
    total.begin(work, batch.points.size() * request.samples);
    run.on_progress = [&total](const auto& progress) { total.report(progress); };
    const auto task = [&](const Task& t, std::stop_token stop) {
      auto stoppable = options;
      stoppable.stop = stop;
      return count_one(request, batch.points[t.point], t.sample, stoppable);
    };
    const auto result = sampling::run_tasks(batch.points.size(), request.samples, task, run);
    if (result.stopped) throw Interrupted();
    for (std::size_t i = 0; i < batch.points.size(); ++i)
      for (const Row& row : result.rows[i]) samples[batch.points[i]].push_back(sample_of(row));
  }
  return samples;
}

network::NetworkSpec networks_of(const CountRequest& request, const CountPoint& point) {
  return {.ensemble = {point.symmetry, request.mean_degree, request.ensemble}, .size = point.size};
}

CountEstimates estimate_counts(int size, const std::vector<CountSample>& samples) {
  constexpr double pair = 2.0;  // with s also −s is a fixed point
  std::vector<double> counts, logs;
  double most = 0.0;
  for (const auto& sample : samples) {
    counts.push_back(sample.count);
    most = std::max(most, sample.count);
    if (sample.count > 0) logs.push_back(std::log(sample.count) / size);
  }
  const double one_more = std::log1p(pair / most);
  const auto log_mean = sampling::with_unseen(sampling::log_mean(counts), counts.size(), one_more);
  return {sampling::with_unseen(sampling::mean(counts), counts.size(), pair),
          {log_mean.value / size, log_mean.error / size},
          logs.empty() ? sampling::Estimate{nan, nan}
                       : sampling::with_unseen(sampling::mean(logs), logs.size(), one_more / size),
          sampling::wilson(counts.size() - logs.size(), counts.size())};
}

}  // namespace steady::apps
