// steady threshold: from which self-coupling (or coupling between modules) on fixed points are
// found, and by whom.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <apps/frame/errors.hpp>
#include <apps/frame/signals.hpp>
#include <steady/numerics/messages/solver.hpp>

#include "accessibility.hpp"
#include "gap_closing.hpp"
#include "networks.hpp"
#include "subcommands.hpp"

namespace steady::apps {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

struct Options {
  std::string algorithms = "reinforced,annealing,greedy,asynchronous";
  std::vector<int> sizes;
  std::string control = "self-coupling";
  double self_coupling = nan;
  double coupling = nan;
  long long modules = 1;
  std::string topology = "ring";
  double symmetry = 0.0;
  std::vector<double> mean_degree;  // empty: dense
  double low = 0.0, high = 1.0;
  double target_error = 0.02;
  long long max_sweeps = 1000;
  long long max_iterations = 2000;
  std::string extrapolation = "inverse-root";
};

const About about{
    "From which self-coupling on searches reach fixed points: thresholds against size, with errors",
    "(7.9)   P(success) = 1/(1 + exp(−(J − J*)/w)): threshold J* and width w\n"
    "  (7.10)  J*(N) = J_∞ + c N^(−ω) for N → ∞\n"
    "  (4.13)  gap_closing: below it there are no dense clusters of fixed points (theory)",
    "steady threshold --sizes 200,800,3200 --algorithm reinforced,asynchronous\n"
    "  steady threshold --sizes 200,400,800 --modules 2 --control coupling --self-coupling 0",
    {{"algorithm", "gap_closing (theory), or who searched"},
     {"size", "N, neurons in a module; `inf`: theory, or extrapolated"},
     {"threshold", "J*, or λ* with --control coupling; J_∞ at size `inf`"},
     {"threshold_error",
      "its standard error; extrapolated: times √(χ²/degrees of freedom) where that is above 1; "
      "theory: half-width of an interval with the transition inside"},
     {"status",
      "converged; sample_limit: error above --target-error; always_succeeds, never_succeeds: "
      "outside [--low, --high]; no_fit; no_limit, too_few_sizes: no extrapolation"},
     {"width", "w, from 27 % to 73 % success"},
     {"width_error", "its standard error"},
     {"trials", "networks searched"},
     {"success_effort", "median sweeps or iterations of the searches that succeeded"},
     {"max_effort", "the budget of one search"},
     {"effort_unit", "sweeps, or iterations of message passing"},
     {"form", "theory, logistic, or the form of the extrapolation"},
     {"amplitude", "c of the extrapolation"},
     {"exponent", "ω"},
     {"chi_squared", "of the extrapolation"},
     {"degrees_of_freedom", "of the extrapolation"},
     {"form_spread", "largest change of J_∞ under the other forms: the systematic error"}},
    "--samples is the largest number of networks for one threshold; each is searched once. They "
    "are\n"
    "placed by what earlier ones say, so that most are near the threshold. A threshold belongs to\n"
    "its budget: state --max-sweeps and --max-iterations beside it. Algorithms: asynchronous,\n"
    "permutation, greedy, parallel (dynamics); reinforced, focusing (message passing); annealing,\n"
    "replicated (Monte Carlo). Exit code 1 when a threshold did not reach --target-error."};

std::vector<std::string> algorithms_of(const Options& options) {
  const auto known = search::searcher_names();
  std::vector<std::string> names;
  std::size_t begin = 0;
  while (begin <= options.algorithms.size()) {
    const auto end = std::min(options.algorithms.find(',', begin), options.algorithms.size());
    const std::string name = options.algorithms.substr(begin, end - begin);
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw UsageError("--algorithm",
                       fmt::format("'{}' is not one of {}", name, fmt::join(known, ", ")));
    if (std::find(names.begin(), names.end(), name) != names.end())
      throw UsageError("--algorithm", fmt::format("'{}' appears twice", name));
    names.push_back(name);
    begin = end + 1;
  }
  return names;
}

theory::Topology topology_of(const Options& options) {
  if (options.topology == "ring") return theory::Topology::ring;
  return options.topology == "all" ? theory::Topology::all : theory::Topology::chain;
}

/// The grid of couplings holds 2^10 in all.
void check_coupling_range(const Options& options) {
  const bool by_coupling = options.control == "coupling";
  const double largest = by_coupling ? std::max(std::abs(options.low), std::abs(options.high))
                         : std::isnan(options.coupling) ? 0.0
                                                        : std::abs(options.coupling);
  if (largest * static_cast<double>(options.modules) >= 1024.0)
    throw UsageError(
        by_coupling ? "--high" : "--coupling",
        fmt::format("{} times {} modules is not below 1024", largest, options.modules));
}

void check_options(const Options& options) {
  const bool by_coupling = options.control == "coupling";
  if (!(options.low < options.high))
    throw UsageError("--low", fmt::format("{} is not below --high {}", options.low, options.high));
  if (by_coupling && options.modules < 2)
    throw UsageError("--control", "coupling needs --modules 2 or more");
  if (by_coupling && !std::isnan(options.coupling))
    throw UsageError("--coupling", "is the result with --control coupling");
  if (!by_coupling && !std::isnan(options.self_coupling))
    throw UsageError("--self-coupling", "is the result without --control coupling");
  if (!by_coupling && options.modules > 1 && std::isnan(options.coupling))
    throw UsageError("--coupling", "required with --modules, or --control coupling to look for it");
  if (options.modules == 1 && !std::isnan(options.coupling))
    throw UsageError("--coupling", "needs --modules 2 or more");
  check_coupling_range(options);
  auto sizes = options.sizes;
  std::sort(sizes.begin(), sizes.end());
  if (std::adjacent_find(sizes.begin(), sizes.end()) != sizes.end())
    throw UsageError("--sizes", "a size appears twice");
  for (const int size : sizes) ensemble_of(options.symmetry, options.mean_degree, size, "--sizes");
}

Landscape landscape_of(const Options& options, int size, std::uint64_t seed) {
  Landscape landscape;
  landscape.networks = {ensemble_of(options.symmetry, options.mean_degree, size, "--sizes"), size,
                        static_cast<int>(options.modules), topology_of(options),
                        std::isnan(options.coupling) ? 0.0 : options.coupling};
  landscape.control = options.control == "coupling" ? Control::coupling : Control::self_coupling;
  landscape.self_coupling = std::isnan(options.self_coupling) ? 0.0 : options.self_coupling;
  landscape.seed = seed;
  return landscape;
}

/// One row; what does not apply stays NaN or empty.
struct RowData {
  std::string algorithm;
  double size = infinity;
  double threshold = nan, error = nan;
  std::string status;
  double width = nan, width_error = nan;
  std::uint64_t trials = 0;
  double success_effort = nan, max_effort = nan;
  std::string effort_unit;
  std::string form;
  double amplitude = nan, exponent = nan, chi_squared = nan;
  int degrees_of_freedom = 0;
  double form_spread = nan;
};

void add(Table& table, const RowData& row) {
  table.add({row.algorithm, row.size, row.threshold, row.error, row.status, row.width,
             row.width_error, row.trials, row.success_effort, row.max_effort, row.effort_unit,
             row.form, row.amplitude, row.exponent, row.chi_squared,
             std::int64_t{row.degrees_of_freedom}, row.form_spread});
}

Table empty_table() {
  return Table({"algorithm", "size", "threshold", "threshold_error", "status", "width",
                "width_error", "trials", "success_effort", "max_effort", "effort_unit", "form",
                "amplitude", "exponent", "chi_squared", "degrees_of_freedom", "form_spread"});
}

/// What went wrong, for the exit code.
class Troubles {
 public:
  void add(const RowData& row) {
    if (row.status == "converged" || row.status == "too_few_sizes") return;
    text_ += fmt::format("{}{} at size {}: {}", text_.empty() ? "" : "; ", row.algorithm, row.size,
                         row.status);
  }
  void report() const {
    if (!text_.empty()) throw CheckFailed(text_);
  }

 private:
  std::string text_;
};

/// One algorithm with its thresholds at all sizes.
struct Entry {
  search::Searcher searcher;
  double max_effort;
  std::vector<dynamics::Threshold> thresholds;
};

RowData row_of(const Entry& entry, int size, const dynamics::Threshold& found) {
  RowData row;
  row.algorithm = entry.searcher.name;
  row.size = size;
  row.threshold = found.fit.threshold;
  row.error = found.error;
  row.status = std::string(to_string(found.status));
  row.width = found.fit.width;
  row.width_error = found.fit.width_error;
  row.trials = found.trials.size();
  row.success_effort = median_effort(found.trials);
  row.max_effort = entry.max_effort;
  row.effort_unit = entry.searcher.effort_unit;
  row.form = "logistic";
  // Outside the interval the curve is only a guess.
  if (row.status == "always_succeeds" || row.status == "never_succeeds")
    row.threshold = row.error = row.width = row.width_error = nan;
  return row;
}

double form_spread(const std::vector<dynamics::SizeThreshold>& points,
                   const dynamics::Limit& chosen) {
  using dynamics::Extrapolation;
  double spread = nan;
  for (const auto form :
       {Extrapolation::power, Extrapolation::inverse, Extrapolation::inverse_root}) {
    if (form == chosen.form || (form == Extrapolation::power && points.size() < 3)) continue;
    const auto other = dynamics::extrapolate(points, form);
    if (other.converged) spread = std::fmax(spread, std::abs(other.value - chosen.value));
  }
  return spread;
}

RowData limit_row(const Entry& entry, const std::vector<int>& sizes, dynamics::Extrapolation form) {
  RowData row;
  row.algorithm = entry.searcher.name;
  row.max_effort = entry.max_effort;
  row.effort_unit = entry.searcher.effort_unit;
  row.form = std::string(to_string(form));
  std::vector<dynamics::SizeThreshold> points;
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    const auto& found = entry.thresholds[k];
    row.trials += found.trials.size();
    const bool usable = found.status == dynamics::ThresholdStatus::converged ||
                        found.status == dynamics::ThresholdStatus::sample_limit;
    if (usable) points.push_back({sizes[k], found.fit.threshold, found.error});
  }
  const std::size_t needed = form == dynamics::Extrapolation::power ? 3 : 2;
  row.status = "too_few_sizes";
  if (points.size() < needed) return row;
  const auto limit = dynamics::extrapolate(points, form);
  row.status = limit.converged ? "converged" : "no_limit";
  row.amplitude = limit.amplitude;
  row.exponent = limit.exponent;
  row.chi_squared = limit.chi_squared;
  row.degrees_of_freedom = limit.degrees_of_freedom;
  if (form == dynamics::Extrapolation::logarithm) {
    row.status = "no_limit";  // by its nature
    return row;
  }
  row.threshold = limit.value;
  row.error = dynamics::scaled_error(limit);
  if (limit.converged) row.form_spread = form_spread(points, limit);
  return row;
}

std::vector<Entry> find_all(const Options& options, Run& run) {
  const Efforts efforts{static_cast<double>(options.max_sweeps),
                        static_cast<double>(options.max_iterations), options.symmetry};
  std::vector<Entry> entries;
  std::vector<dynamics::ThresholdStudy> studies;
  for (const auto& name : algorithms_of(options)) {
    const auto searcher = searcher_within(name, efforts);
    if (searcher.effort_unit == "iterations" && options.modules > messages::max_modules)
      throw UsageError("--modules", fmt::format("{} is more than the {} that {} can do",
                                                options.modules, messages::max_modules, name));
    entries.push_back(
        {searcher,
         searcher.effort_unit == "iterations" ? efforts.max_iterations : efforts.max_sweeps,
         {}});
    for (const int size : options.sizes) {
      const auto landscape = landscape_of(options, size, run.common.seed);
      check_memory(landscape, searcher, run.common.threads);
      dynamics::ThresholdOptions study;
      study.low = options.low;
      study.high = options.high;
      study.max_samples = run.common.samples;
      study.target_error = options.target_error;
      studies.push_back({trial_of(landscape, searcher), study, std::pow(size, 2.0)});
    }
  }
  sampling::RunOptions tasks;
  tasks.threads = run.common.threads;
  tasks.stop = run.stop;
  tasks.on_progress = [&run](const auto& progress) { run.progress.update(progress); };
  auto found = dynamics::find_thresholds(studies, tasks);
  check_stop();
  for (std::size_t s = 0; s < found.size(); ++s)
    entries[s / options.sizes.size()].thresholds.push_back(std::move(found[s]));
  return entries;
}

void run_threshold(const Options& options, Run& run) {
  check_options(options);
  const auto form = dynamics::parse_extrapolation(options.extrapolation);
  run.check_rows(static_cast<double>(run.common.samples));
  const auto entries = find_all(options, run);
  Table table = empty_table();
  Troubles troubles;
  const auto write = [&](const RowData& row) {
    add(table, row);
    troubles.add(row);
  };
  if (const auto theory =
          gap_closing_of(landscape_of(options, options.sizes.front(), run.common.seed))) {
    RowData row;
    row.algorithm = "gap_closing";
    row.threshold = theory->value;
    row.error = theory->uncertainty;
    row.status = theory->status;
    row.form = "theory";
    write(row);
  }
  for (const auto& entry : entries) {
    for (std::size_t k = 0; k < options.sizes.size(); ++k)
      write(row_of(entry, options.sizes[k], entry.thresholds[k]));
    const auto limit = limit_row(entry, options.sizes, form);
    add(table, limit);
    if (form != dynamics::Extrapolation::logarithm) troubles.add(limit);
  }
  run.write(table);
  troubles.report();
}

}  // namespace

void add_threshold(Program& program) {
  auto o = std::make_shared<Options>();
  program.add("threshold", about, {.random = true})
      .integers("--sizes", o->sizes, {2, 1e6}, "N, neurons in a module")
      .text("--algorithm", o->algorithms, "LIST", "Who searches, see below")
      .choice("--control", o->control, {"self-coupling", "coupling"}, "What is varied")
      .number("--low", o->low, {-100, 100}, "The threshold is looked for from here")
      .number("--high", o->high, {-100, 100}, "to here")
      .number("--target-error", o->target_error, {1e-6, 10}, "Standard error that is good enough")
      .integer("--max-sweeps", o->max_sweeps, {1, 1e12}, "Budget of dynamics and Monte Carlo")
      .integer("--max-iterations", o->max_iterations, {1, 1e9}, "Budget of message passing")
      .choice("--extrapolation", o->extrapolation,
              {"power", "inverse", "inverse-root", "logarithm"}, "Form of J*(N)")
      .number("--symmetry", o->symmetry, {0, 1}, "η in [0,1]")
      .optional_range("--mean-degree", o->mean_degree, {0, 1e6},
                      "c: sparse networks with c inputs a neuron on average")
      .integer("--modules", o->modules, {1, 1000}, "L, modules of N neurons each")
      .choice("--topology", o->topology, {"chain", "ring", "all"}, "which modules are neighbours")
      .number("--coupling", o->coupling, {-100, 100}, "λ between modules")
      .number("--self-coupling", o->self_coupling, {-100, 100},
              "J_D with --control coupling (0 when not given)")
      .action([o](Run& run) { run_threshold(*o, run); });
}

}  // namespace steady::apps
