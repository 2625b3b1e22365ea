// What `steady validate` measures: random networks against closed forms, claim by claim.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include <steady/numerics/sampling/tasks.hpp>

namespace steady::apps {

/// One number that theory predicts and an experiment measures.
struct Expectation {
  std::string claim;
  double theory;
  /// Exact standard deviation of one network's value, where theory knows it. Counts are heavy
  /// tailed: a sample that misses the tail has both a low mean and a small empirical error, and
  /// the exact deviation takes that correlation out of z. 0: the value is the same in every
  /// network, so that a single one that differs refutes the claim (with the error of the sample it
  /// would be one error bar away, whatever its size).
  std::optional<double> deviation;
};

/// Independent networks, one value per expectation from each.
struct Experiment {
  std::vector<Expectation> expectations;
  std::uint64_t networks;
  /// Relative cost of one network, for order and ETA only.
  double cost;
  /// Fills values[i] for expectation i from network number `network`; a pure function.
  std::function<void(std::uint64_t network, std::span<double> values)> measure;
};

struct Claim {
  std::string name;
  double theory;
  double simulation;
  double error;    ///< standard error of the simulation
  double z;        ///< (simulation − theory) / error
  double p_value;  ///< two-sided, normal
  bool passed;     ///< p_value at least the family-wise significance / number of claims
};

struct Report {
  std::vector<Claim> claims;
  bool stopped = false;  ///< ended early: there are no claims
  std::size_t failures() const;
  /// Every claim was judged and none failed.
  bool passed() const;
};

/// Runs every network of every experiment and judges all claims together: Bonferroni, so the
/// probability that any true claim fails is at most `significance`, whatever their dependence.
Report judge(const std::vector<Experiment>& experiments, double significance,
             const sampling::RunOptions& options);

}  // namespace steady::apps
