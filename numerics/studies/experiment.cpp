#include <steady/numerics/studies/experiment.hpp>

#include <algorithm>
#include <cmath>

#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/sampling/significance.hpp>
#include <steady/numerics/studies/key.hpp>

namespace steady::studies {
namespace {

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

}  // namespace

std::optional<Experiment::Outcome> Experiment::run(const Sample& sample) const {
  const std::uint64_t first = sample.index * networks_per_batch;
  const std::uint64_t last = std::min(first + networks_per_batch, networks);
  Outcome outcome{std::vector<Excess>(expectations.size())};
  std::vector<double> values(expectations.size());
  for (std::uint64_t network = first; network < last; ++network) {
    if (sample.stop.stop_requested()) return std::nullopt;
    measure(network, values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double excess = values[i] - expectations[i].theory;
      outcome.excesses[i].sum += excess;
      outcome.excesses[i].squares += excess * excess;
    }
  }
  return outcome;
}

std::string Experiment::key() const {
  Key key(name);
  key.add("networks", networks);
  for (const auto& expectation : expectations)
    key.add("claim", expectation.claim).add("theory", expectation.theory);
  return key.text();
}

std::string Experiment::describe() const {
  return expectations.empty() ? std::string("an experiment")
                              : "the experiment of \"" + expectations.front().claim + "\"";
}

double Experiment::bytes() const {
  return 64.0 * static_cast<double>(expectations.size());
}

std::vector<Claim> Experiment::estimate(std::span<const Outcome> batches) const {
  std::vector<Excess> sums(expectations.size());
  for (const auto& batch : batches)
    for (std::size_t i = 0; i < sums.size(); ++i) {
      sums[i].sum += batch.excesses[i].sum;
      sums[i].squares += batch.excesses[i].squares;
    }
  std::vector<Claim> claims;
  for (std::size_t i = 0; i < sums.size(); ++i)
    claims.push_back(
        make_claim(expectations[i], static_cast<double>(networks), sums[i].sum, sums[i].squares));
  return claims;
}

std::size_t Report::failures() const {
  return static_cast<std::size_t>(std::count_if(claims.begin(), claims.end(),
                                                [](const Claim& claim) { return !claim.passed; }));
}

bool Report::passed() const {
  return !stopped && !claims.empty() && failures() == 0;
}

Report judge(const std::vector<Experiment>& experiments, double significance,
             const sampling::RunOptions& options) {
  std::vector<std::uint64_t> batches;
  for (const auto& experiment : experiments) batches.push_back(experiment.batches());
  Report report;
  try {
    // The experiments know their seeds; that of the study is not used.
    const auto outcomes = run_all(std::span<const Experiment>(experiments), 0, batches, options);
    for (std::size_t e = 0; e < experiments.size(); ++e) {
      const auto claims = experiments[e].estimate(outcomes[e]);
      report.claims.insert(report.claims.end(), claims.begin(), claims.end());
    }
  } catch (const sampling::Stopped&) {
    report.stopped = true;
    return report;
  }
  // A NaN p-value compares false: a claim that could not be computed fails.
  const double threshold = significance / static_cast<double>(report.claims.size());
  for (auto& claim : report.claims) claim.passed = claim.p_value >= threshold;
  return report;
}

}  // namespace steady::studies
