#include <steady/numerics/studies/experiment.hpp>

#include <algorithm>
#include <cmath>

#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/sampling/significance.hpp>
#include <steady/numerics/studies/key.hpp>

namespace steady::studies {
namespace {

Claim make_claim(const Expectation& expectation, std::span<const sampling::Group> batches,
                 double networks) {
  const auto excess = sampling::mean_of_groups(batches);
  const double error =
      expectation.deviation ? *expectation.deviation / std::sqrt(networks) : excess.error;
  const double simulation = expectation.theory + excess.value;
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
  std::vector<std::vector<double>> excesses(expectations.size());
  for (std::uint64_t network = first; network < last; ++network) {
    if (sample.stop.stop_requested()) return std::nullopt;
    measure(network, values);
    for (std::size_t i = 0; i < values.size(); ++i)
      excesses[i].push_back(values[i] - expectations[i].theory);
  }
  for (std::size_t i = 0; i < excesses.size(); ++i) {
    const auto group = sampling::group_of(excesses[i]);
    outcome.excesses[i] = {group.sum, group.squares};
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
  std::vector<Claim> claims;
  for (std::size_t i = 0; i < expectations.size(); ++i) {
    std::vector<sampling::Group> groups;
    for (std::uint64_t b = 0; b < batches.size(); ++b) {
      const auto size = std::min(networks_per_batch, networks - b * networks_per_batch);
      const auto& excess = batches[b].excesses[i];
      groups.push_back({static_cast<double>(size), excess.sum, excess.squares});
    }
    claims.push_back(make_claim(expectations[i], groups, static_cast<double>(networks)));
  }
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
