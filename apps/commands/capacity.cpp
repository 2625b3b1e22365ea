// steady capacity: how many associations a chain of layers learns, against its depth.
#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <apps/frame/described.hpp>
#include <steady/numerics/studies/capacity.hpp>

#include <apps/frame/errors.hpp>
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  std::vector<int> size{100};
  std::vector<int> layers{1};
  std::vector<double> loads;
  studies::Capacity search;  ///< with the task of all points
};

struct Searched {
  studies::Capacity point;
  studies::CapacityEstimates found;
  std::uint64_t samples;
};

Columns<Searched> search_columns() {
  Columns<Searched> columns;
  columns
      .add("layers", "L, depth of the chain", [](const auto& row) { return row.point.task.layers; })
      .add("size", "N, neurons in a layer, and length of the patterns",
           [](const auto& row) { return row.point.task.size; })
      .add("samples", "independent networks with their own patterns", &Searched::samples)
      .add("capacity", "mean over them of the largest P/N that is recalled",
           [](const auto& row) { return row.found.capacity.value; })
      .add("capacity_error", "its standard error, the resolution's part included",
           [](const auto& row) { return row.found.capacity.error; })
      .add("accuracy", "mean share of right neurons at that load",
           [](const auto& row) { return row.found.accuracy; })
      .add("unlimited_fraction", "share of samples that recalled even --largest-load",
           [](const auto& row) { return row.found.unlimited_fraction.estimate; })
      .add("trainings", "mean number of trainings the search took",
           [](const auto& row) { return row.found.trainings; })
      .add("unlimited_low", "lower end of the Wilson interval of one standard error",
           [](const auto& row) { return row.found.unlimited_fraction.low; })
      .add("unlimited_high", "its upper end",
           [](const auto& row) { return row.found.unlimited_fraction.high; });
  return columns;
}

struct Recalled {
  studies::Recall point;
  double load;
  studies::RecallEstimates found;
  std::uint64_t samples;
};

Columns<Recalled> recall_columns() {
  Columns<Recalled> columns;
  columns
      .add("layers", "L, depth of the chain", [](const auto& row) { return row.point.task.layers; })
      .add("size", "N, neurons in a layer, and length of the patterns",
           [](const auto& row) { return row.point.task.size; })
      .add("load", "with --loads: P/N as given; P is the whole number nearest to it",
           &Recalled::load)
      .add("pairs", "with --loads: P", [](const auto& row) { return row.point.pairs; })
      .add("samples", "independent networks with their own patterns", &Recalled::samples)
      .add("accuracy", "mean share of right neurons at that load",
           [](const auto& row) { return row.found.accuracy.value; })
      .add("accuracy_error", "with --loads: its standard error",
           [](const auto& row) { return row.found.accuracy.error; })
      .add("recalled_fraction", "with --loads: share of samples that reached --accuracy",
           [](const auto& row) { return row.found.recalled_fraction.estimate; })
      .add("recalled_low", "with --loads: lower end of the Wilson interval of one standard error",
           [](const auto& row) { return row.found.recalled_fraction.low; })
      .add("recalled_high", "with --loads: its upper end",
           [](const auto& row) { return row.found.recalled_fraction.high; });
  return columns;
}

const About about{
    "How many random associations does a chain of layers learn, against its depth?",
    "(8.6)  capacity = largest P/N of which the input alone brings the last layer to the target,\n"
    "  up to a share 1 − --accuracy of wrong neurons, after learning with the target as a field\n"
    "  λ_h √(l/L) on layer l = 1 … L−1 and λ_back on the last",
    "steady capacity --size 50 --layers 1,2 --samples 4 --epochs 50 --resolution 0.1",
    described_together(search_columns(), recall_columns()),
    "P is doubled from resolution·N until the recall fails, then the interval is halved down to "
    "the\n"
    "resolution: the true limit of a sample lies uniformly within one resolution above what is "
    "found,\n"
    "half of which is added and its variance counted in the error. Training stops at the first "
    "epoch\n"
    "that recalls. --sweeps 0 means 3 + 2 L, with the target, without, and in recall."};

/// The task at every depth and size.
std::vector<studies::Association> tasks_of(const Options& options) {
  std::vector<studies::Association> tasks;
  for (const int layers : options.layers)
    for (const int size : options.size) {
      tasks.push_back(options.search.task);
      tasks.back().layers = layers;
      tasks.back().size = size;
    }
  return tasks;
}

void search(const Options& options, Run& run) {
  std::vector<studies::Capacity> points;
  for (const auto& task : tasks_of(options)) {
    points.push_back(options.search);
    points.back().task = task;
  }
  const auto outcomes = run.outcomes<studies::Capacity>(points);
  std::vector<Searched> rows;
  for (std::size_t p = 0; p < points.size(); ++p)
    rows.push_back({points[p], points[p].estimate(outcomes[p]), run.common.samples});
  run.write(search_columns(), rows);
}

void recall(const Options& options, Run& run) {
  std::vector<studies::Recall> points;
  std::vector<double> loads;
  for (const auto& task : tasks_of(options))
    for (const double load : options.loads) {
      const auto pairs = static_cast<int>(std::lround(load * task.size));
      if (pairs < 1)
        throw UsageError("--loads",
                         fmt::format("{} of {} neurons is less than a pair", load, task.size));
      points.push_back({task, pairs});
      loads.push_back(load);
    }
  const auto outcomes = run.outcomes<studies::Recall>(points);
  std::vector<Recalled> rows;
  for (std::size_t p = 0; p < points.size(); ++p)
    rows.push_back({points[p], loads[p], points[p].estimate(outcomes[p]), run.common.samples});
  run.write(recall_columns(), rows);
}

void run_capacity(Options& options, Run& run) {
  if (!options.loads.empty())
    run.refuse({"--resolution", "--largest-load"}, "nothing is searched with --loads");
  if (options.layers == std::vector<int>{1})
    run.refuse({"--bridge-strength", "--backward-strength", "--hidden-feedback", "--coupling"},
               "needs --layers 2 or more");
  const auto& task = options.search.task;
  const bool deep = options.layers != std::vector<int>{1};
  if (task.strength == 0.0 &&
      !(deep && (task.bridge_strength > 0.0 || task.backward_strength > 0.0)))
    run.refuse({"--rate"}, "there are no couplings that learn: --layers 2 or more, or --strength");
  if (task.input_port == learning::Port::identity)
    run.refuse({"--rate-input"}, "the input of --input-port identity learns nothing");
  if (options.loads.empty() && options.search.largest_load < options.search.resolution)
    throw UsageError("--largest-load", "is below --resolution");
  naming_options(steady::options::entries(options.search.task),
                 [&] { options.loads.empty() ? search(options, run) : recall(options, run); });
}

}  // namespace

void add_capacity(Program& program) {
  auto o = std::make_shared<Options>();
  const auto fields = options::entries(o->search.task);
  auto command = program.add("capacity", about, {.random = true});
  command.optional_integers("--size", o->size, {2, 10000}, "N, neurons in a layer (default: 100)")
      .optional_integers("--layers", o->layers, {1, 100}, "L, depths (default: 1)")
      .optional_range("--loads", o->loads, {1e-6, 100},
                      "Measure the accuracy at these P/N instead of searching");
  add_options(command, {options::find(fields, "accuracy")});
  command.number("--resolution", o->search.resolution, {1e-4, 1.0}, "Of P/N in the search")
      .number("--largest-load", o->search.largest_load, {1e-4, 100}, "Where the search ends");
  add_options(command, options::without(fields, {"accuracy"}));
  command.action([o](Run& run) { run_capacity(*o, run); });
}

}  // namespace steady::apps
