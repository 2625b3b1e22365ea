// steady solve: message passing looks for fixed points of random networks.
#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/studies/solving.hpp>

#include <apps/frame/described.hpp>
#include <apps/frame/errors.hpp>
#include "doubts.hpp"
#include "network_columns.hpp"
#include "network_options.hpp"
#include "states_options.hpp"
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  NetworkOptions networks{{.max_modules = messages::max_modules}};
  std::string algorithm = "reinforced";
  long long max_iterations = 2000;
  // Empty: the measured best.
  std::vector<double> margin, rate, added_variance, largest_field, symmetry_breaking;
  std::vector<int> repair;
  double damping = messages::Options().damping;
  long long attempts = 1;
  StatesOptions states;
};

/// A row of the table.
struct Row {
  studies::Solving at;
  studies::SolvingEstimates estimates;
  std::uint64_t samples;
};

Columns<Row> columns() {
  const auto option = [](auto member) {
    return [member](const Row& row) { return row.at.options.*member; };
  };
  const auto found = [](auto member) {
    return [member](const Row& row) { return row.estimates.*member; };
  };
  const auto part = [](auto member, auto of) {
    return [member, of](const Row& row) { return row.estimates.*member.*of; };
  };
  using E = studies::SolvingEstimates;
  using O = messages::Options;
  using sampling::Estimate;
  using sampling::Interval;
  Columns<Row> c;
  add_network_columns(c, {"size", "self_coupling"})
      .add("algorithm", "reinforced, focusing, or plain: messages until they no longer change",
           [](const Row& row) { return messages::to_string(row.at.options.algorithm); })
      .add("samples", "number of networks, one run each", &Row::samples)
      .add("solved_fraction",
           "share of the networks with a fixed point found (plain: messages settled)",
           part(&E::solved, &Interval::estimate))
      .add("fraction_low", "lower end of the Wilson interval of one standard error",
           part(&E::solved, &Interval::low))
      .add("fraction_high", "its upper end", part(&E::solved, &Interval::high))
      .add("mean_iterations", "mean number of iterations of the solved (`nan`: none)",
           part(&E::iterations, &Estimate::value))
      .add("mean_iterations_error", "its standard error", part(&E::iterations, &Estimate::error))
      .add("median_iterations", "their median", found(&E::median_iterations))
      .add("repaired_fraction", "share of the networks solved by the local search at the end",
           part(&E::repaired_fraction, &Interval::estimate))
      .add("median_unstable",
           "fewest unstable neurons seen, median over the unsolved (`nan`: none)",
           found(&E::median_unstable))
      .add("diverged_fraction", "share of the networks on which messages overflowed",
           part(&E::diverged_fraction, &Interval::estimate))
      .add("bethe_entropy", "plain: mean over the settled, nats per neuron, eq. (7.6)",
           part(&E::bethe_entropy, &Estimate::value))
      .add("bethe_entropy_error", "its standard error", part(&E::bethe_entropy, &Estimate::error))
      .add("margin", "δ: the messages ran at J_D − δ", option(&O::margin))
      .add("rate", "r of the protocol", option(&O::rate))
      .add("damping", "share of the old fields kept", option(&O::damping));
  add_network_columns(c, {"modules", "coupling"})
      .add("added_variance", "v: stability was asked for with probability Φ(x/√v)",
           option(&O::added_variance))
      .add("largest_field", "bound of the remembered fields", option(&O::largest_field))
      .add(
          "entropy_reliable",
          "whether all settled, with enough inputs for the two errors of bethe_entropy to be right",
          found(&E::entropy_reliable));
  add_network_columns(c, {"ensemble"})
      .add("repaired_low", "lower end of repaired_fraction's interval",
           part(&E::repaired_fraction, &Interval::low))
      .add("repaired_high", "its upper end", part(&E::repaired_fraction, &Interval::high))
      .add("diverged_low", "lower end of diverged_fraction's interval",
           part(&E::diverged_fraction, &Interval::low))
      .add("diverged_high", "its upper end", part(&E::diverged_fraction, &Interval::high))
      .add("bethe_entropy_systematic_error",
           "how far few inputs a neuron may put it off besides, in every network alike; nan where "
           "they are too few to tell; (7.16)",
           found(&E::systematic_error));
  add_network_columns(c, {"symmetry", "mean_degree", "external_field"})
      .only_with("--timing")
      .add("seconds", "mean processor time of one network", found(&E::seconds));
  return c;
}

About about() {
  return {
      "Whether message passing finds a fixed point, and after how many iterations",
      "(7.3)  ω = J m + b − V g' − R m',  H = Jᵀ g − A m' − R g'     fields\n"
      "  (7.5)  p(s) ∝ e^(sH) Φ((J_D + R + sω)/√V)                      spins\n"
      "  (7.7)  reinforced: H + ρ_t F(t−1), ρ_t = 1 − (1−r)^t;  (7.8) focusing: y replicas",
      "steady solve --size 1000 --self-coupling 0.1:0.14:0.02 --samples 20\n"
      "  steady solve --size 500 --self-coupling 0 --modules 3 --coupling 0.5,0.7 --samples 20\n"
      "  steady solve --size 100 --self-coupling 0.5 --algorithm plain --samples 1",
      columns().described(),
      "Every solution is verified as a fixed point in integers, from scratch. Rows: size varies\n"
      "slowest, then modules, coupling, self_coupling, symmetry, mean_degree, external_field. "
      "Networks\n"
      "without fixed points count as not solved. Plain messages start at the symmetric point m = 0 "
      "and stay there: their entropy is\n"
      "that of (7.6) at this point, attractive or not; with --symmetry-breaking they have to find\n"
      "back to it. Messages take the local fields as Gaussian. In sparse networks this makes "
      "(7.6)\n"
      "too large. bethe_entropy is corrected for it by (7.16) where symmetry is 0, in one module "
      "and\n"
      "without fields, and bethe_entropy_systematic_error says how much may be left; elsewhere it "
      "is\n"
      "not, and that error is the size of (7.16). Below some 20 inputs a neuron (8 effective "
      "inputs,\n"
      "section 7.3) the entropy is printed as it is, but not as reliable. What reinforced and\n"
      "focusing messages find is verified, however few the inputs. Exit code 1 when plain "
      "messages\n"
      "did not converge on every network, or their entropy is not reliable."};
}

double one_or(const std::string& option, const std::vector<double>& values, double otherwise) {
  if (values.size() > 1) throw UsageError(option, "takes one number");
  return values.empty() ? otherwise : values.front();
}

messages::Options message_options(const Options& o, const NetworkPoint& at) {
  if (o.attempts > o.max_iterations) throw UsageError("--attempts", "exceed --max-iterations");
  if (o.repair.size() > 1) throw UsageError("--repair", "takes one number");
  constexpr double best = std::numeric_limits<double>::quiet_NaN();  // the measured best
  messages::Options options;
  options.algorithm = messages::parse_algorithm(o.algorithm);
  options.self_coupling = at.self_coupling;
  options.max_iterations = static_cast<int>(o.max_iterations);
  options.attempts = static_cast<int>(o.attempts);
  options.margin = one_or("--margin", o.margin, best);
  options.rate = one_or("--rate", o.rate, best);
  options.damping = o.damping;
  options.added_variance = one_or("--added-variance", o.added_variance, best);
  options.largest_field = one_or("--largest-field", o.largest_field, best);
  options.symmetry_breaking = one_or("--symmetry-breaking", o.symmetry_breaking, best);
  if (!o.repair.empty()) options.repair_unstable = o.repair.front();
  options.symmetry = at.networks.ensemble.symmetry;
  options = messages::resolved(options, static_cast<int>(network::neurons(at.networks)));
  naming_options(options::entries(options), [&] { options::check(options); });
  return options;
}

/// Options that would change nothing.
void refuse_idle(const Options& o, const std::vector<NetworkPoint>& points, const Run& run) {
  if (o.algorithm == "plain")
    run.refuse({"--rate", "--attempts", "--repair", "--largest-field", "--states"},
               "plain messages run once, have no protocol and look for no state");
  const bool breaking = std::any_of(o.symmetry_breaking.begin(), o.symmetry_breaking.end(),
                                    [](double epsilon) { return epsilon > 0.0; });
  const bool symmetric =
      !breaking && std::all_of(points.begin(), points.end(), [](const NetworkPoint& at) {
        return !at.networks.from_file && at.networks.external_field == 0.0;
      });
  if (o.algorithm == "plain" && symmetric)
    run.refuse({"--damping"},
               "plain messages leave the symmetric point only with --symmetry-breaking or "
               "--external-field above 0, and have nothing to damp there");
  if (o.algorithm == "focusing")
    run.refuse({"--largest-field"}, "only reinforced messages remember fields");
}

void run_solve(const Options& o, Run& run) {
  const auto networks = o.networks.points(run);
  refuse_idle(o, networks, run);
  std::vector<studies::Solving> points;
  for (const auto& at : networks) points.push_back({at.networks, message_options(o, at)});
  o.networks.write(networks, run);
  NetworkOptions::tell_rounding(networks, run);
  const auto outcomes = outcomes_and_states(o.states, points, run);
  tell_doubts(outcomes, run);
  std::vector<Row> rows;
  for (std::size_t p = 0; p < points.size(); ++p)
    rows.push_back({points[p], points[p].estimate(outcomes[p]), run.common.samples});
  run.write(columns(), rows);
  const auto any = [&rows](auto&& holds) { return std::any_of(rows.begin(), rows.end(), holds); };
  if (any([](const Row& row) { return row.estimates.few_inputs; }))
    throw CheckFailed(
        fmt::format("below {} effective inputs a neuron plain messages give no reliable entropy "
                    "(entropy_reliable)",
                    messages::reliable_inputs));
  if (o.algorithm == "plain" &&
      any([](const Row& row) { return row.estimates.solved.estimate < 1.0; }))
    throw CheckFailed("plain messages did not converge on every network (solved_fraction)");
}

}  // namespace

void add_solve(Program& program) {
  auto o = std::make_shared<Options>();
  auto command = program.add("solve", about(), {.random = true, .timing = true});
  messages::Options described;
  const auto entries = options::entries(described);
  const auto bounds = [&](const char* field) -> Bounds {
    const auto& entry = options::find(entries, field);
    return {entry.bounds.low, entry.bounds.high};
  };
  const auto meaning = [&](const char* field) { return options::find(entries, field).meaning; };
  const auto best = [&](const char* field, std::vector<double>& values,
                        const std::string& otherwise = "measured best") {
    command.optional_range(option_of(field), values, bounds(field),
                           meaning(field) + " (default: " + otherwise + ")");
  };
  o->networks.add_to(command);
  command.choice("--algorithm", o->algorithm, messages::algorithm_names.all(), meaning("algorithm"))
      .integer("--max-iterations", o->max_iterations, bounds("max_iterations"),
               meaning("max_iterations"));
  best("margin", o->margin);
  best("rate", o->rate);
  command.number("--damping", o->damping, bounds("damping"), meaning("damping"));
  best("added_variance", o->added_variance);
  best("symmetry_breaking", o->symmetry_breaking, "0.001; plain: 0");
  best("largest_field", o->largest_field);
  command.integer("--attempts", o->attempts, {1, 1e6}, meaning("attempts"))
      .optional_integers("--repair", o->repair, {0, 1e6},
                         "Local search from states with at most so many unstable neurons; 0: none "
                         "(default: max(4, N/250))");
  add_states(command, o->states, "the fixed points found, of others the best state seen,");
  command.action([o](Run& run) { run_solve(*o, run); });
}

}  // namespace steady::apps
