// What every study has in common. A study asks one question of random networks: which fixed points
// has one, where does the dynamics go, does message passing find a solution … An object of its type
// is one point of it: all parameters but the seed and the sample. Commands, figures, `validate`,
// stores and other languages use studies and nothing below them.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <steady/numerics/sampling/machine.hpp>
#include <steady/numerics/sampling/tasks.hpp>

namespace steady::studies {

/// One execution of a study at a point.
struct Sample {
  std::uint64_t seed = 1;   ///< master seed
  std::uint64_t index = 0;  ///< of the network and of all other random numbers
  int threads = 1;          ///< that the run may use; results do not depend on it
  std::stop_token stop = {};
};

/// The verbs of a study:
///   name      of the study, as in a store;
///   version   of its numbers: raised when the same point and sample give another outcome;
///   Outcome   what one run yields, a struct that names its members (sampling::Described);
///   run       one sample; nothing when stopped. A pure function of point, seed and index;
///   key       text that identifies the point: equal keys, equal outcomes. Numbers in it read back
///             as the same numbers;
///   describe  a few words for messages, such as "networks of 100 neurons";
///   cost      of one run, relative to other points; in seconds on one thread where known;
///   bytes     that one run needs at its peak;
///   estimate  statistics over the outcomes of samples.
template <class S>
concept Study = sampling::Described<typename S::Outcome> &&
    requires(const S& study, const Sample& sample, std::span<const typename S::Outcome> outcomes) {
  { S::name } -> std::convertible_to<std::string_view>;
  { S::version } -> std::convertible_to<int>;
  { study.run(sample) } -> std::same_as<std::optional<typename S::Outcome>>;
  { study.key() } -> std::same_as<std::string>;
  { study.describe() } -> std::same_as<std::string>;
  { study.cost() } -> std::convertible_to<double>;
  { study.bytes() } -> std::convertible_to<double>;
  study.estimate(outcomes);
};

/// A study whose run can itself use several threads says where that pays: `together(points,
/// samples, threads)` names the points whose runs get all threads, one run after the other.
template <class S>
concept SharesThreads = requires(std::span<const S> points,
                                 std::span<const std::uint64_t> samples) {
  { S::together(points, samples, 1) } -> std::same_as<std::vector<bool>>;
};

/// Throws sampling::LackOfMemory when `threads` runs at a time do not fit into memory.
template <Study S>
void require_memory(std::span<const S> points, int threads) {
  for (const auto& point : points)
    sampling::require_memory(threads * point.bytes(),
                             point.describe() + " on " + std::to_string(threads) + " thread(s)",
                             "smaller networks or fewer threads");
}

/// outcomes[point][sample] for all samples below samples[point]. Of `run`, the threads, the stop,
/// the meter and the store's hooks are used. Sample k has the same random numbers at every point.
/// Throws sampling::Stopped when a stop was requested before the end, and what require_memory and
/// the study's run throw.
template <Study S>
std::vector<std::vector<typename S::Outcome>> run_all(std::span<const S> points, std::uint64_t seed,
                                                      std::span<const std::uint64_t> samples,
                                                      sampling::RunOptions run) {
  require_memory(points, run.threads);
  run.costs.clear();
  for (const auto& point : points) run.costs.push_back(point.cost());
  if constexpr (SharesThreads<S>) run.together = S::together(points, samples, run.threads);
  return sampling::run_tasks<typename S::Outcome>(
             samples,
             [&](const sampling::Task& task, const std::stop_token& stop) {
               return points[task.point].run({seed, task.sample, task.threads, stop});
             },
             run)
      .all();
}

/// The same number of samples at every point.
template <Study S>
std::vector<std::vector<typename S::Outcome>> run_all(std::span<const S> points, std::uint64_t seed,
                                                      std::uint64_t samples,
                                                      const sampling::RunOptions& run) {
  return run_all(points, seed, std::vector<std::uint64_t>(points.size(), samples), run);
}

}  // namespace steady::studies
