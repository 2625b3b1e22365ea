#include <steady/numerics/thresholds/trials.hpp>

#include <map>
#include <utility>

#include <steady/numerics/sampling/estimators.hpp>

namespace steady::thresholds {

std::vector<Level> levels_of(std::span<const TrialRecord> trials) {
  std::map<double, Level> levels;
  for (const auto& trial : trials) {
    auto& level = levels.try_emplace(trial.control, Level{trial.control, 0, 0}).first->second;
    ++level.trials;
    level.successes += trial.outcome.success ? 1 : 0;
  }
  std::vector<Level> result;
  for (const auto& [control, level] : levels) result.push_back(level);
  return result;
}

double median_success_effort(std::span<const TrialRecord> trials) {
  std::vector<double> efforts;
  for (const auto& trial : trials)
    if (trial.outcome.success) efforts.push_back(trial.outcome.effort);
  return sampling::median(std::move(efforts));
}

}  // namespace steady::thresholds
