// steady validate: theory against exact enumeration, with a verdict per claim.
#include <memory>

#include <apps/frame/errors.hpp>
#include <apps/frame/signals.hpp>
#include <apps/validation/claims.hpp>

#include "subcommands.hpp"

namespace steady::apps {
namespace {

// The probability that a correct program fails its validation by chance.
constexpr double family_wise_significance = 1e-4;

Columns<Claim> columns() {
  Columns<Claim> c;
  c.add("claim", "what is compared, and where", &Claim::name)
      .add("theory", "the closed form's exact value at this size", &Claim::theory)
      .add("simulation", "mean over independent networks: enumerated, run, or solved by messages",
           &Claim::simulation)
      .add("error", "its standard error; 0 for claims that must hold network by network",
           &Claim::error)
      .add("z", "(simulation − theory) / error; `inf` when an exact claim is violated", &Claim::z)
      .add("p_value", "two-sided probability of so large a |z| if the claim is true",
           &Claim::p_value)
      .add("passed", "true or false", &Claim::passed);
  return c;
}

const About about{
    "Whether theory agrees with exact enumeration, with the dynamics and with message passing",
    "Each claim: z = (simulation − theory) / error. A claim passes when its two-sided normal\n"
    "  p-value is at least 1e-4 / (number of claims): all true claims pass together with\n"
    "  probability at least 0.9999 (Bonferroni). Closed forms: (2.2), (2.4), (2.6), (2.7), (3.1), "
    "(3.4),\n"
    "  (5.2), (6.1).",
    "steady validate --level quick", columns().described(),
    "quick takes less than a minute on two cores, full about half an hour. Another --seed makes\n"
    "an independent validation. Exit code 1 when a claim fails."};

void run_validation(Level level, Run& run) {
  const auto experiments = all_experiments(ClosedForms::of_the_library(), level, run.common.seed);
  auto options = run.task_options();
  const auto report = judge(experiments, family_wise_significance, options);
  check_stop();
  run.provenance.emplace_back("significance", family_wise_significance);
  run.write(columns(), report.claims);
  const auto failed = report.failures();
  if (failed > 0) {
    throw CheckFailed(std::to_string(failed) + " of " + std::to_string(report.claims.size()) +
                      " claims failed");
  }
  note("all " + std::to_string(report.claims.size()) + " claims passed");
}

}  // namespace

void add_validate(Program& program) {
  auto level = std::make_shared<Level>(Level::quick);
  program.add("validate", about, {.random = true, .fixed_samples = true})
      .choice("--level", *level, level_names, "how many networks, and how large")
      .action([level](Run& run) { run_validation(*level, run); });
}

}  // namespace steady::apps
