// steady capacity: how many associations a chain of layers learns, against its depth.
#include <algorithm>
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include <apps/learning/association.hpp>
#include <apps/learning/training_options.hpp>
#include <steady/numerics/sampling/estimators.hpp>

#include "frame/errors.hpp"
#include "frame/signals.hpp"
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  std::vector<int> size{100};
  std::vector<int> layers{1};
  std::vector<double> loads;
  double resolution = 0.05;
  double largest_load = 4.0;
  AssociationTask task;
};

const About about{
    "How many random associations does a chain of layers learn, against its depth?",
    "(8.6)  capacity = largest P/N of which the input alone brings the last layer to the target,\n"
    "  up to a share 1 − --accuracy of wrong neurons, after learning with the target as a field\n"
    "  λ_h √(l/L) on layer l = 1 … L−1 and λ_back on the last",
    "steady capacity --size 50 --layers 1,2 --samples 4 --epochs 50 --resolution 0.1",
    {{"layers", "L, depth of the chain"},
     {"size", "N, neurons in a layer, and length of the patterns"},
     {"samples", "independent networks with their own patterns"},
     {"capacity", "mean over them of the largest P/N that is recalled"},
     {"capacity_error", "its standard error, the resolution's part included"},
     {"accuracy", "mean share of right neurons at that load"},
     {"unlimited_fraction", "share of samples that recalled even --largest-load"},
     {"trainings", "mean number of trainings the search took"},
     {"load, pairs", "with --loads: P/N and P, instead of the search"},
     {"accuracy_error, recalled_fraction",
      "error of its accuracy, and the share of samples that "
      "reached --accuracy"}},
    "P is doubled from resolution·N until the recall fails, then the interval is halved down to "
    "the\n"
    "resolution: the true limit of a sample lies uniformly within one resolution above what is "
    "found,\n"
    "half of which is added and its variance counted in the error. Training stops at the first "
    "epoch\n"
    "that recalls. --sweeps 0 means 3 + 2 L, with the target, without, and in recall."};

struct Point {
  int layers;
  int size;
  double load;
};

AssociationTask task_at(const Options& options, const Point& at) {
  auto task = options.task;
  task.layers = at.layers;
  task.size = at.size;
  return task;
}

int pairs_at(const Point& at) {
  return std::max(1, static_cast<int>(std::lround(at.load * at.size)));
}

std::vector<Point> points_of(const Options& options) {
  std::vector<Point> points;
  for (const int layers : options.layers)
    for (const int size : options.size) {
      if (options.loads.empty()) points.push_back({layers, size, 0.0});
      for (const double load : options.loads) points.push_back({layers, size, load});
    }
  return points;
}

std::vector<std::vector<sampling::Row>> measure(const Options& options,
                                                const std::vector<Point>& points, Run& run) {
  run.check_rows(static_cast<double>(points.size()) * static_cast<double>(run.common.samples));
  sampling::RunOptions how;
  how.threads = run.common.threads;
  how.stop = run.stop;
  how.on_progress = [&run](const auto& progress) { run.progress.update(progress); };
  for (const auto& at : points)
    how.costs.push_back(std::pow(at.layers, 2) * std::pow(at.size, 3) * std::max(1.0, at.load));
  auto result = sampling::run_tasks(
      points.size(), run.common.samples,
      [&](const sampling::Task& task, std::stop_token stop) -> sampling::Row {
        const auto& at = points[task.point];
        const auto what = task_at(options, at);
        if (!options.loads.empty()) {
          const double accuracy =
              recall_accuracy(what, pairs_at(at), run.common.seed, task.sample, stop);
          return std::isnan(accuracy) ? sampling::Row{} : sampling::Row{accuracy};
        }
        const auto found = find_capacity(what, options.resolution, options.largest_load,
                                         run.common.seed, task.sample, stop);
        if (found.stopped) return {};
        return {middle(found), found.accuracy, std::isnan(found.next) ? 1.0 : 0.0,
                static_cast<double>(found.trainings)};
      },
      how);
  if (result.stopped) throw Interrupted();
  return std::move(result.rows);
}

std::vector<double> column(const std::vector<sampling::Row>& rows, std::size_t index) {
  std::vector<double> values;
  for (const auto& row : rows) values.push_back(row[index]);
  return values;
}

Table capacities(const Options& options, const std::vector<Point>& points,
                 const std::vector<std::vector<sampling::Row>>& rows) {
  Table table({"layers", "size", "samples", "capacity", "capacity_error", "accuracy",
               "unlimited_fraction", "trainings"});
  for (std::size_t p = 0; p < points.size(); ++p) {
    const auto found = sampling::mean(column(rows[p], 0));
    const double error = capacity_error(found.error, load_step(points[p].size, options.resolution),
                                        static_cast<double>(rows[p].size()));
    table.add({std::int64_t{points[p].layers}, std::int64_t{points[p].size},
               static_cast<std::uint64_t>(rows[p].size()), found.value, error,
               sampling::mean(column(rows[p], 1)).value, sampling::mean(column(rows[p], 2)).value,
               sampling::mean(column(rows[p], 3)).value});
  }
  return table;
}

Table accuracies(const Options& options, const std::vector<Point>& points,
                 const std::vector<std::vector<sampling::Row>>& rows) {
  Table table({"layers", "size", "load", "pairs", "samples", "accuracy", "accuracy_error",
               "recalled_fraction"});
  for (std::size_t p = 0; p < points.size(); ++p) {
    const auto values = column(rows[p], 0);
    const auto found = sampling::mean(values);
    const auto recalled = std::count_if(values.begin(), values.end(), [&](double accuracy) {
      return accuracy >= options.task.accuracy;
    });
    table.add({std::int64_t{points[p].layers}, std::int64_t{points[p].size}, points[p].load,
               std::int64_t{pairs_at(points[p])}, static_cast<std::uint64_t>(values.size()),
               found.value, found.error,
               static_cast<double>(recalled) / static_cast<double>(values.size())});
  }
  return table;
}

void run_capacity(Options& options, Run& run) {
  if (options.loads.empty() && options.largest_load < options.resolution)
    throw UsageError("--largest-load", "is below --resolution");
  const auto points = points_of(options);
  const auto rows = naming_options(steady::options::entries(options.task),
                                   [&] { return measure(options, points, run); });
  run.write(options.loads.empty() ? capacities(options, points, rows)
                                  : accuracies(options, points, rows));
}

}  // namespace

void add_capacity(Program& program) {
  auto o = std::make_shared<Options>();
  const auto fields = options::entries(o->task);
  auto command = program.add("capacity", about, {.random = true});
  command.optional_integers("--size", o->size, {2, 10000}, "N, neurons in a layer (default: 100)")
      .optional_integers("--layers", o->layers, {1, 100}, "L, depths (default: 1)")
      .optional_range("--loads", o->loads, {1e-6, 100},
                      "Measure the accuracy at these P/N instead of searching");
  add_options(command, {options::find(fields, "accuracy")});
  command.number("--resolution", o->resolution, {1e-4, 1.0}, "Of P/N in the search")
      .number("--largest-load", o->largest_load, {1e-4, 100}, "Where the search ends");
  add_options(command, options::without(fields, {"accuracy"}));
  command.action([o](Run& run) { run_capacity(*o, run); });
}

}  // namespace steady::apps
