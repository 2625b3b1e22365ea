#include <apps/validation/experiment.hpp>

#include <algorithm>
#include <cmath>

#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/sampling/significance.hpp>

namespace steady::apps {
namespace {

// A task is a batch of networks, so that a row amortises the engine's cost per task.
constexpr std::uint64_t networks_per_batch = 64;

std::uint64_t batches(const Experiment& experiment) {
  return (experiment.networks + networks_per_batch - 1) / networks_per_batch;
}

// Σ (x − theory) and Σ (x − theory)² per expectation: centred, so nothing cancels.
sampling::Row run_batch(const Experiment& experiment, std::uint64_t batch,
                        const std::stop_token& stop) {
  const std::size_t width = experiment.expectations.size();
  const std::uint64_t first = batch * networks_per_batch;
  const std::uint64_t last = std::min(first + networks_per_batch, experiment.networks);
  sampling::Row row(2 * width, 0.0);
  std::vector<double> values(width);
  for (std::uint64_t network = first; network < last; ++network) {
    if (stop.stop_requested()) return {};
    experiment.measure(network, values);
    for (std::size_t i = 0; i < width; ++i) {
      const double excess = values[i] - experiment.expectations[i].theory;
      row[2 * i] += excess;
      row[2 * i + 1] += excess * excess;
    }
  }
  return row;
}

Claim make_claim(const Expectation& expectation, double networks, double sum,
                 double sum_of_squares) {
  const double excess = sum / networks;
  const double variance = (sum_of_squares / networks - excess * excess) / (networks - 1);
  const double error = expectation.deviation ? *expectation.deviation / std::sqrt(networks)
                                             : std::sqrt(std::max(0.0, variance));
  const double simulation = expectation.theory + excess;
  const double z = sampling::z_score({simulation, error}, expectation.theory);
  return {expectation.claim,
          expectation.theory,
          simulation,
          error,
          z,
          sampling::two_sided_p_value(z),
          false};
}

std::vector<Claim> collect(const Experiment& experiment, const std::vector<sampling::Row>& rows) {
  std::vector<Claim> claims;
  for (std::size_t i = 0; i < experiment.expectations.size(); ++i) {
    double sum = 0.0;
    double sum_of_squares = 0.0;
    for (const auto& row : rows) {
      if (row.empty()) continue;
      sum += row[2 * i];
      sum_of_squares += row[2 * i + 1];
    }
    claims.push_back(make_claim(experiment.expectations[i],
                                static_cast<double>(experiment.networks), sum, sum_of_squares));
  }
  return claims;
}

}  // namespace

std::size_t Report::failures() const {
  return static_cast<std::size_t>(std::count_if(claims.begin(), claims.end(),
                                                [](const Claim& claim) { return !claim.passed; }));
}

bool Report::passed() const {
  return !stopped && !claims.empty() && failures() == 0;
}

Report judge(const std::vector<Experiment>& experiments, double significance,
             const sampling::RunOptions& options) {
  Report report;
  std::uint64_t most = 0;
  for (const auto& experiment : experiments) most = std::max(most, batches(experiment));
  sampling::RunOptions run_options = options;
  run_options.costs.clear();
  for (const auto& experiment : experiments) {
    // Experiments with fewer batches pad with empty tasks: their cost per slot shrinks with them.
    run_options.costs.push_back(experiment.cost * static_cast<double>(batches(experiment)) /
                                static_cast<double>(most));
  }
  const auto result = sampling::run_tasks(
      experiments.size(), most,
      [&](const sampling::Task& task, const std::stop_token& stop) -> sampling::Row {
        const auto& experiment = experiments[task.point];
        if (task.sample >= batches(experiment)) return {};
        return run_batch(experiment, task.sample, stop);
      },
      run_options);
  report.stopped = result.stopped;
  for (std::size_t i = 0; i < experiments.size(); ++i) {
    const auto claims = collect(experiments[i], result.rows[i]);
    report.claims.insert(report.claims.end(), claims.begin(), claims.end());
  }
  // A NaN p-value compares false: a claim that could not be computed fails.
  const double threshold = significance / static_cast<double>(report.claims.size());
  for (auto& claim : report.claims) claim.passed = !report.stopped && claim.p_value >= threshold;
  return report;
}

}  // namespace steady::apps
