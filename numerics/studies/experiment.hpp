// Study: numbers that theory predicts, measured on random networks and judged claim by claim. This
// is what `steady validate` does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

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

struct Claim {
  std::string name;
  double theory;
  double simulation;
  double error;    ///< standard error of the simulation
  double z;        ///< (simulation − theory) / error
  double p_value;  ///< two-sided, normal
  bool passed;     ///< p_value at least the family-wise significance / number of claims
};

/// Independent networks, one value per expectation from each. A sample of the study is a batch of
/// networks, so that it amortises the cost of a task.
struct Experiment {
  static constexpr std::string_view name = "experiment";
  static constexpr int version = 2;
  static constexpr std::uint64_t networks_per_batch = 64;

  std::vector<Expectation> expectations;
  std::uint64_t networks;
  /// Relative cost of one network, for order and ETA only.
  double network_cost;
  /// Fills values[i] for expectation i from network number `network`; a pure function, which knows
  /// its own seed.
  std::function<void(std::uint64_t network, std::span<double> values)> measure;

  /// Of what exceeds the prediction, over a batch.
  struct Excess {
    double sum = 0.0;
    double squares = 0.0;  ///< about the batch's own mean, so that nothing cancels

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{
          field("sum", &Excess::sum, "of value − theory"),
          field("squares", &Excess::squares, "of their distances from the batch's mean")};
    }
  };
  struct Outcome {
    std::vector<Excess> excesses;  ///< one an expectation

    static constexpr auto fields() {
      return std::tuple{sampling::field("excesses", &Outcome::excesses, "one an expectation")};
    }
  };

  std::uint64_t batches() const { return (networks + networks_per_batch - 1) / networks_per_batch; }

  std::optional<Outcome> run(const Sample& sample) const;
  std::string key() const;
  std::string describe() const;
  double cost() const { return network_cost; }
  double bytes() const;
  /// Of all batches; not judged yet.
  std::vector<Claim> estimate(std::span<const Outcome> batches) const;
};

/// What an experiment measures, by another study: `read(outcome, values)` takes the values out of
/// the outcome of one network.
template <Study S, class Read>
auto measured_by(S study, std::uint64_t seed, Read read) {
  return [study = std::move(study), seed, read = std::move(read)](std::uint64_t network,
                                                                  std::span<double> values) {
    read(study.run({seed, network}).value(), values);
  };
}

struct Report {
  std::vector<Claim> claims;
  bool stopped = false;  ///< ended early: there are no claims
  std::size_t failures() const;
  /// Every claim was judged and none failed.
  bool passed() const;
};

/// Runs every network of every experiment and judges all claims together: Bonferroni, so the
/// probability that any true claim fails is at most `significance`, whatever their dependence. Of
/// `options`, threads, stop and meter are used.
Report judge(const std::vector<Experiment>& experiments, double significance,
             const sampling::RunOptions& options);

}  // namespace steady::studies
