#include <apps/validation/experiment.hpp>

#include <algorithm>
#include <cmath>

#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/sampling/significance.hpp>

namespace steady::apps {
namespace {

// A task is a batch of networks, so that a row amortises the engine's cost per task.
constexpr std::uint64_t networks_per_batch = 64;

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

struct Batch {
  std::size_t experiment;
  std::uint64_t index;
};

std::vector<Batch> all_batches(const std::vector<Experiment>& experiments) {
  std::vector<Batch> batches;
  for (std::size_t e = 0; e < experiments.size(); ++e) {
    for (std::uint64_t i = 0; i * networks_per_batch < experiments[e].networks; ++i) {
      batches.push_back({e, i});
    }
  }
  return batches;
}

std::vector<Claim> make_claims(const Experiment& experiment, const sampling::Row& sums) {
  std::vector<Claim> claims;
  for (std::size_t i = 0; i < experiment.expectations.size(); ++i) {
    claims.push_back(make_claim(experiment.expectations[i],
                                static_cast<double>(experiment.networks), sums[2 * i],
                                sums[2 * i + 1]));
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
  const auto batches = all_batches(experiments);
  sampling::RunOptions run_options = options;
  run_options.costs.clear();
  for (const auto& batch : batches) run_options.costs.push_back(experiments[batch.experiment].cost);
  const auto result = sampling::run_tasks(
      batches.size(), 1,
      [&](const sampling::Task& task, const std::stop_token& stop) {
        const auto& batch = batches[task.point];
        return run_batch(experiments[batch.experiment], batch.index, stop);
      },
      run_options);

  Report report;
  report.stopped = result.stopped;
  if (report.stopped) return report;
  std::vector<sampling::Row> sums;
  for (const auto& experiment : experiments) sums.emplace_back(2 * experiment.expectations.size());
  for (std::size_t i = 0; i < batches.size(); ++i) {
    const auto& row = result.rows[i].front();
    auto& sum = sums[batches[i].experiment];
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += row[k];
  }
  for (std::size_t i = 0; i < experiments.size(); ++i) {
    const auto claims = make_claims(experiments[i], sums[i]);
    report.claims.insert(report.claims.end(), claims.begin(), claims.end());
  }
  // A NaN p-value compares false: a claim that could not be computed fails.
  const double threshold = significance / static_cast<double>(report.claims.size());
  for (auto& claim : report.claims) claim.passed = claim.p_value >= threshold;
  return report;
}

}  // namespace steady::apps
