// steady solve: message passing looks for fixed points of random networks.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include <fmt/format.h>

#include <steady/numerics/messages/solver.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/sampling/tasks.hpp>

#include "frame/errors.hpp"
#include "frame/machine.hpp"
#include "module_options.hpp"
#include "networks.hpp"
#include "subcommands.hpp"

namespace steady::apps {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Options {
  std::vector<int> size;
  std::vector<double> self_coupling;
  std::vector<int> modules{1};
  std::vector<double> coupling{0.0};
  std::string topology = "ring";
  double symmetry = 0.0;
  std::vector<double> mean_degree;
  std::string algorithm = "reinforced";
  long long max_iterations = 2000;
  // Empty: the measured best.
  std::vector<double> margin, rate, added_variance, largest_field, symmetry_breaking;
  std::vector<int> repair;
  double damping = messages::Options().damping;
  long long attempts = 1;
};

const About about{
    "Whether message passing finds a fixed point, and after how many iterations",
    "(7.3)  ω = J m + b − V g' − R m',  H = Jᵀ g − A m' − R g'     fields\n"
    "  (7.5)  p(s) ∝ e^(sH) Φ((J_D + R + sω)/√V)                      spins\n"
    "  (7.7)  reinforced: H + ρ_t F(t−1), ρ_t = 1 − (1−r)^t;  (7.8) focusing: y replicas",
    "steady solve --size 1000 --self-coupling 0.1:0.14:0.02 --samples 20\n"
    "  steady solve --size 500 --self-coupling 0 --modules 3 --coupling 0.5,0.7 --samples 20\n"
    "  steady solve --size 100 --self-coupling 0.5 --algorithm plain --samples 1",
    {{"size", "N, the number of neurons (of one module)"},
     {"self_coupling", "J_D, at which solutions are tested"},
     {"algorithm", "reinforced, focusing, or plain: messages until they no longer change"},
     {"samples", "number of networks, one run each"},
     {"solved_fraction",
      "share of the networks with a fixed point found (plain: messages settled)"},
     {"fraction_low", "lower end of the Wilson interval of one standard error"},
     {"fraction_high", "its upper end"},
     {"mean_iterations", "mean number of iterations of the solved (`nan`: none)"},
     {"mean_iterations_error", "its standard error"},
     {"median_iterations", "their median"},
     {"repaired_fraction", "share of the networks solved by the local search at the end"},
     {"median_unstable", "fewest unstable neurons seen, median over the unsolved (`nan`: none)"},
     {"diverged_fraction", "share of the networks on which messages overflowed"},
     {"bethe_entropy", "plain: mean over the settled, nats per neuron, eq. (7.6)"},
     {"bethe_entropy_error", "its standard error"},
     {"margin", "δ: the messages ran at J_D − δ"},
     {"rate", "r of the protocol"},
     {"damping", "share of the old fields kept"},
     {"modules", "L, the number of modules"},
     {"coupling", "λ between same-index neurons of neighbouring modules"},
     {"added_variance", "v: stability was asked for with probability Φ(x/√v)"},
     {"largest_field", "bound of the remembered fields"},
     {"entropy_reliable", "whether bethe_entropy is one: all converged, with enough inputs"},
     {"seconds", "mean processor time of one network (only with --timing)"}},
    "Every solution is verified as a fixed point in integers, from scratch. Rows: size varies\n"
    "slowest, then modules, coupling, self_coupling. Networks without fixed points count as not\n"
    "solved. Plain messages start at the symmetric point m = 0 and stay there: their entropy is "
    "that\n"
    "of (7.6) at this point, attractive or not; with --symmetry-breaking they have to find back "
    "to\n"
    "it. Messages take the local fields as Gaussian. In sparse networks this makes bethe_entropy "
    "too\n"
    "large, by more than 5 % below some 20 inputs a neuron (section 7.3: precisely, below 8 "
    "effective\n"
    "inputs); it is printed, but not as reliable. What reinforced and focusing messages find is\n"
    "verified, however few the inputs. Exit code 1 when plain messages did not converge on every\n"
    "network, or their entropy is not reliable."};

struct Point {
  network::NetworkSpec spec;
  messages::Options options;
};

/// What one attempt is remembered by.
enum Field { status, iterations, unstable, repaired, entropy, seconds, fields };

double one_or(const std::string& option, const std::vector<double>& values, double otherwise) {
  if (values.size() > 1) throw UsageError(option, "takes one number");
  return values.empty() ? otherwise : values.front();
}

messages::Options message_options(const Options& o, double self_coupling) {
  messages::Options options;
  options.algorithm = messages::parse_algorithm(o.algorithm);
  const auto a = options.algorithm;
  options.self_coupling = self_coupling;
  options.max_iterations = static_cast<int>(o.max_iterations);
  options.margin = one_or("--margin", o.margin, messages::default_margin(a, self_coupling));
  options.rate = one_or(
      "--rate", o.rate,
      messages::default_rate(
          a, options.max_iterations / static_cast<int>(std::min(o.attempts, o.max_iterations))));
  options.damping = o.damping;
  options.added_variance = one_or("--added-variance", o.added_variance,
                                  messages::default_added_variance(a, self_coupling));
  options.largest_field =
      one_or("--largest-field", o.largest_field, messages::default_largest_field(a));
  options.symmetry_breaking =
      one_or("--symmetry-breaking", o.symmetry_breaking, messages::default_symmetry_breaking(a));
  options.attempts = static_cast<int>(o.attempts);
  if (o.attempts > o.max_iterations) throw UsageError("--attempts", "exceed --max-iterations");
  if (o.repair.size() > 1) throw UsageError("--repair", "takes one number");
  if (!o.repair.empty()) options.repair_unstable = o.repair.front();
  options.symmetry = o.symmetry;
  if (!(options.rate > 0.0)) throw UsageError("--rate", "must be above 0");
  if (!(options.damping < 1.0)) throw UsageError("--damping", "must be below 1");
  return options;
}

std::vector<Point> points_of(const Options& o) {
  check_couplings(o.modules, o.coupling);
  std::vector<Point> points;
  for (const int size : o.size) {
    const auto ensemble = ensemble_of(o.symmetry, o.mean_degree, size, "--size");
    for (const int modules : o.modules)
      for (const double coupling : o.coupling)
        for (const double self_coupling : o.self_coupling)
          points.push_back({{.ensemble = ensemble,
                             .size = size,
                             .modules = modules,
                             .topology = topology_of(o.topology),
                             .coupling = coupling},
                            message_options(o, self_coupling)});
  }
  return points;
}

void check_memory(const std::vector<Point>& points, int threads) {
  for (const auto& at : points)
    require_memory(threads * (network::draw_network_bytes(at.spec) +
                              messages::solve_bytes(at.options.algorithm, at.spec)),
                   fmt::format("networks of size {} in {} module(s) on {} thread(s)", at.spec.size,
                               at.spec.modules, threads),
                   "a smaller --size, fewer --modules or --threads");
}

sampling::Row attempt(const Point& at, std::uint64_t seed, std::uint64_t sample,
                      std::stop_token stop) {
  const auto network = network::draw_network(at.spec, seed, sample);
  auto options = at.options;
  options.stop = std::move(stop);
  const double begin = thread_seconds();
  const auto summary = messages::solve(network, options, {seed, "messages", sample});
  if (summary.status == messages::Status::stopped) return {};
  sampling::Row row(fields);
  row[status] = static_cast<double>(summary.status);
  row[iterations] = summary.iterations;
  row[unstable] = summary.unstable;
  row[repaired] = summary.repaired;
  row[entropy] = summary.bethe_entropy;
  row[seconds] = thread_seconds() - begin;
  return row;
}

double median(std::vector<double> values) {
  if (values.empty()) return nan;
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return 0.5 * (values[(n - 1) / 2] + values[n / 2]);
}

sampling::Estimate mean_or_nan(const std::vector<double>& values) {
  return values.empty() ? sampling::Estimate{nan, nan} : sampling::mean(values);
}

/// Statistics of one point.
class Statistics {
 public:
  explicit Statistics(const std::vector<sampling::Row>& attempts) : total_(attempts.size()) {
    for (const auto& row : attempts) {
      const auto ended = static_cast<messages::Status>(static_cast<int>(row[status]));
      const bool few_inputs = ended == messages::Status::few_inputs;
      const bool done =
          ended == messages::Status::solved || ended == messages::Status::converged || few_inputs;
      few_inputs_ += few_inputs;
      (done ? iterations_ : unstable_).push_back(row[done ? iterations : unstable]);
      if (done && !std::isnan(row[entropy])) entropies_.push_back(row[entropy]);
      diverged_ += ended == messages::Status::diverged;
      repaired_ += row[repaired];
      seconds_ += row[seconds];
    }
  }

  bool all_done() const { return unstable_.empty(); }
  bool few_inputs() const { return few_inputs_ > 0; }
  bool entropy_reliable() const { return entropies_.size() == total_ && !few_inputs(); }

  void append_to(std::vector<Cell>& row) const {
    const double n = static_cast<double>(total_);
    const auto solved = sampling::wilson(iterations_.size(), total_);
    const auto mean_iterations = mean_or_nan(iterations_);
    const auto mean_entropy = mean_or_nan(entropies_);
    row.insert(row.end(),
               {static_cast<std::uint64_t>(total_), solved.estimate, solved.low, solved.high,
                mean_iterations.value, mean_iterations.error, median(iterations_), repaired_ / n,
                median(unstable_), diverged_ / n, mean_entropy.value, mean_entropy.error});
  }

  double mean_seconds() const { return seconds_ / static_cast<double>(total_); }

 private:
  std::size_t total_, few_inputs_ = 0;
  std::vector<double> iterations_, unstable_, entropies_;
  double diverged_ = 0.0, repaired_ = 0.0, seconds_ = 0.0;
};

std::vector<std::string> columns(bool timing) {
  std::vector<std::string> names;
  for (const auto& [name, meaning] : about.columns)
    if (timing || name != "seconds") names.push_back(name);
  return names;
}

/// Options that would change nothing.
void refuse_idle(const Options& o, const Run& run) {
  if (o.algorithm == "plain")
    run.refuse({"--rate", "--attempts", "--repair", "--largest-field"},
               "plain messages run once, have no protocol and look for no state");
  const bool breaking = std::any_of(o.symmetry_breaking.begin(), o.symmetry_breaking.end(),
                                    [](double epsilon) { return epsilon > 0.0; });
  if (o.algorithm == "plain" && !breaking)
    run.refuse({"--damping"},
               "plain messages leave the symmetric point only with "
               "--symmetry-breaking above 0, and have nothing to damp there");
  if (o.algorithm == "focusing")
    run.refuse({"--largest-field"}, "only reinforced messages remember fields");
  const auto modules = std::max_element(o.modules.begin(), o.modules.end());
  if (*modules < 2) run.refuse({"--topology"}, "needs --modules 2 or more");
}

void run_solve(const Options& o, Run& run) {
  refuse_idle(o, run);
  const auto points = points_of(o);
  check_memory(points, run.common.threads);
  run.check_rows(static_cast<double>(points.size()) * static_cast<double>(run.common.samples));
  auto how = run.task_options();
  for (const auto& at : points) how.costs.push_back(network::mean_couplings(at.spec));
  const auto result = sampling::run_tasks(
      points.size(), run.common.samples,
      [&](const sampling::Task& task, std::stop_token stop) {
        return attempt(points[task.point], run.common.seed, task.sample, std::move(stop));
      },
      how);
  if (result.stopped) throw Interrupted();
  Table table(columns(run.common.timing));
  bool converged = true, few_inputs = false;
  for (std::size_t p = 0; p < points.size(); ++p) {
    const auto& at = points[p];
    const Statistics statistics(result.rows[p]);
    std::vector<Cell> row{std::int64_t{at.spec.size}, at.options.self_coupling, o.algorithm};
    statistics.append_to(row);
    row.insert(row.end(),
               {at.options.margin, at.options.rate, at.options.damping,
                std::int64_t{at.spec.modules}, at.spec.coupling, at.options.added_variance,
                at.options.largest_field, statistics.entropy_reliable()});
    if (run.common.timing) row.emplace_back(statistics.mean_seconds());
    table.add(std::move(row));
    converged = converged && statistics.all_done();
    few_inputs = few_inputs || statistics.few_inputs();
  }
  run.write(table);
  if (few_inputs)
    throw CheckFailed(
        fmt::format("below {} effective inputs a neuron plain messages give no reliable entropy "
                    "(entropy_reliable)",
                    messages::reliable_inputs));
  if (o.algorithm == "plain" && !converged)
    throw CheckFailed("plain messages did not converge on every network (solved_fraction)");
}

}  // namespace

void add_solve(Program& program) {
  auto o = std::make_shared<Options>();
  program.add("solve", about, {.random = true})
      .integers("--size", o->size, {2, 1e6}, "N, neurons of one module")
      .range("--self-coupling", o->self_coupling, self_coupling_bounds, "J_D, of either sign")
      .choice("--algorithm", o->algorithm, {"reinforced", "focusing", "plain"},
              "What drives the messages")
      .integer("--max-iterations", o->max_iterations, {1, 1e9},
               "Iterations allowed, at least 1: messages judge no start")
      .optional_range("--margin", o->margin, {0, 1e100},
                      "δ ≥ 0: messages run at J_D − δ (default: measured best)")
      .optional_range("--rate", o->rate, {0, 1},
                      "r in (0,1] of the protocol (default: measured best)")
      .number("--damping", o->damping, {0, 1}, "In [0,1): share of the old fields kept")
      .optional_range("--added-variance", o->added_variance, {0, 1e100},
                      "v ≥ 0, added to the variance of fields (default: measured best)")
      .optional_range("--symmetry-breaking", o->symmetry_breaking, {0, 1e100},
                      "ε ≥ 0: size of a persistent random field (default: 0.001; plain: 0)")
      .optional_range("--largest-field", o->largest_field, {1e-6, 1e100},
                      "Bound of the remembered fields (default: measured best)")
      .integer("--attempts", o->attempts, {1, 1e6},
               "Attempts that share --max-iterations equally, until one succeeds")
      .optional_integers("--repair", o->repair, {0, 1e6},
                         "Local search from states with at most so many unstable neurons; 0: none "
                         "(default: max(4, N/250))")
      .integers("--modules", o->modules, {1, messages::max_modules}, "L, the number of modules")
      .range("--coupling", o->coupling, {-100, 100}, "λ between modules (needs --modules)", "0")
      .choice("--topology", o->topology, topologies, "Which modules are neighbours")
      .number("--symmetry", o->symmetry, {0, 1}, "η, correlation of J_ij and J_ji")
      .optional_range("--mean-degree", o->mean_degree, {0, 1e6},
                      "c: sparse networks with c inputs a neuron on average")
      .action([o](Run& run) { run_solve(*o, run); });
}

}  // namespace steady::apps
