// steady enumerate: counts of all fixed points of random networks, beside the closed form.
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <unistd.h>

#include "counting.hpp"
#include "frame/errors.hpp"
#include "frame/signals.hpp"
#include "networks.hpp"
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  std::vector<int> size;
  std::vector<double> self_coupling;
  std::vector<double> symmetry{0.0};
  double mean_degree = std::numeric_limits<double>::quiet_NaN();  // NaN: dense
  std::string ensemble = "gaussian";
  std::string method = "auto";
  std::string simd;
  std::string states;
  bool per_sample = false;
  double max_time = 3600.0;
};

const About about{
    "All fixed points of random networks, counted exactly, beside the closed form",
    "(1.2)  s is a fixed point when s_i h_i + J_D ≥ 0 for every neuron, h_i = Σ_{j≠i} J_ij s_j\n"
    "  (2.5)  annealed ln E[#]/N and typical E[ln # | # > 0]/N\n"
    "  (2.2), (2.4), (2.6), (2.7)  E[#] in closed form",
    "steady enumerate --size 12:24:4 --self-coupling 0,0.1,0.5 --samples 200",
    {{"size", "N, the number of neurons"},
     {"self_coupling", "J_D, the diagonal coupling of every neuron to itself"},
     {"symmetry", "η = corr(J_ij, J_ji): 0 asymmetric, 1 symmetric (the SK model)"},
     {"samples", "number of random networks; # is the number of fixed points of one"},
     {"mean_count", "mean of # over the networks"},
     {"mean_count_error", "its standard error; 2/(samples + 1) where all # are equal (see below)"},
     {"expected_count", "E[#] in closed form, exact at this N (`nan`: sparse or binary at η > 0)"},
     {"annealed_entropy", "ln(mean of #)/N, nats per neuron, jackknife bias removed"},
     {"annealed_entropy_error", "its jackknife error"},
     {"typical_entropy", "mean of ln(#)/N over the networks with # > 0"},
     {"typical_entropy_error", "its standard error"},
     {"empty_fraction", "share of the networks with # = 0, left out of typical_entropy"},
     {"mean_degree", "c of the sparse ensemble (only with --mean-degree)"},
     {"empty_fraction_low", "lower end of its Wilson interval of one standard error"},
     {"empty_fraction_high", "its upper end"},
     {"ensemble", ensemble_meaning},
     {"mean_nodes, mean_seconds", "cost of one network (only with --timing)"}},
    "With --per-sample, one row per network: size, self_coupling, symmetry, sample, count\n"
    "(with --timing also method, nodes, seconds). A value that cannot be known, such as an error\n"
    "from one network, is `nan`; ln 0 is `-inf`. Rows: size varies slowest, then self_coupling,\n"
    "then symmetry. Network k of a size has the same couplings at every J_D.\n"
    "Errors are one standard error from the networks drawn. Where these all have the same # "
    "(none,\n"
    "or two), it is that of a network with one pair ±s more that was not seen yet: an upper "
    "limit.\n"
    "# has a heavy tail, at low J_D and high η above all: without its rare rich networks both the\n"
    "mean and its error come out low; prefer many networks, and expected_count where there is "
    "one.\n"
    "--states writes every fixed point: data sets /states/… of 64-bit words, bit i set for\n"
    "s_i = +1, and the couplings."};

std::vector<CountPoint> points_of(const Options& options, Run& run) {
  run.check_rows(
      static_cast<double>(options.size.size()) * static_cast<double>(options.self_coupling.size()) *
      static_cast<double>(options.symmetry.size()) * static_cast<double>(run.common.samples));
  std::vector<CountPoint> points;
  for (const int size : options.size)
    for (const double self_coupling : options.self_coupling)
      for (const double symmetry : options.symmetry)
        points.push_back({size, self_coupling, symmetry});
  return points;
}

void check_mean_degree(const Options& options) {
  if (!std::isnan(options.mean_degree) && !network::ensemble_info(options.ensemble).can_be_sparse)
    throw UsageError("--mean-degree",
                     fmt::format("networks of --ensemble {} are dense", options.ensemble));
  for (const int size : options.size)
    if (options.mean_degree > size - 1)
      throw UsageError("--mean-degree", fmt::format("{} is more than the {} neighbours that a "
                                                    "neuron can have at --size {}",
                                                    options.mean_degree, size - 1, size));
}

SimdLevel simd_level(const Options& options) {
  if (options.simd.empty()) return best_simd_level();
  const SimdLevel level = parse_simd_level(options.simd);
  if (level > best_simd_level())
    throw UsageError("--simd", fmt::format("this machine offers {} at best, not {}",
                                           to_string(best_simd_level()), options.simd));
  return level;
}

CountRequest request_of(const Options& options, Run& run) {
  check_mean_degree(options);
  CountRequest request;
  request.points = points_of(options, run);
  if (!std::isnan(options.mean_degree)) request.mean_degree = options.mean_degree;
  request.ensemble = options.ensemble;
  request.samples = run.common.samples;
  request.seed = run.common.seed;
  request.threads = run.common.threads;
  request.method = enumeration::parse_method(options.method);
  request.simd = simd_level(options);
  request.stop = run.stop;
  request.on_progress = [&run](const auto& progress) { run.progress.update(progress); };
  return request;
}

/// Bytes of the states file before compression.
double states_bytes(const CountRequest& request, const CountForecast& forecast) {
  double couplings = 0.0;
  for (const auto& point : request.points)
    couplings += 4.0 * point.size * point.size * static_cast<double>(request.samples);
  return 8.0 * forecast.fixed_points + couplings;
}

/// Refuses what would take too long or would not fit on the disk, before anything is done.
void check_cost(const Options& options, const CountRequest& request,
                const CountForecast& forecast) {
  if (!(forecast.seconds <= options.max_time))
    throw ResourceError(fmt::format(
        "expected to take about {}, more than --max-time {} s: fewer --samples, a smaller "
        "--size or --self-coupling, or a larger --max-time",
        human_time(forecast.seconds), options.max_time));
  if (options.states.empty()) return;
  const double needed = states_bytes(request, forecast);
  const auto folder = std::filesystem::absolute(options.states).parent_path();
  std::error_code unknown;
  const auto space = std::filesystem::space(folder, unknown);
  if (!unknown && needed > static_cast<double>(space.available))
    throw ResourceError(
        fmt::format("{}: about {} fixed points need {} at most, but only {} are free",
                    options.states, human_count(forecast.fixed_points), human_bytes(needed),
                    human_bytes(static_cast<double>(space.available))));
}

void announce(const Options& options, const CountRequest& request, const CountForecast& forecast) {
  constexpr double worth_saying = 10.0;  // seconds
  if (forecast.seconds < worth_saying) return;
  std::string text =
      fmt::format("expecting about {} for {} networks with about {} fixed points in all",
                  human_time(forecast.seconds), request.points.size() * request.samples,
                  human_count(forecast.fixed_points));
  if (!options.states.empty())
    text += fmt::format(", up to {} in {}", human_bytes(states_bytes(request, forecast)),
                        options.states);
  note(text);
}

using Samples = std::vector<std::vector<CountSample>>;

Table sample_table(const CountRequest& request, const Samples& samples, bool timing) {
  std::vector<std::string> columns{"size", "self_coupling", "symmetry", "sample", "count"};
  if (request.mean_degree) columns.push_back("mean_degree");
  columns.push_back("ensemble");
  if (timing) columns.insert(columns.end(), {"method", "nodes", "seconds"});
  Table table(columns);
  for (std::size_t p = 0; p < samples.size(); ++p) {
    const auto& point = request.points[p];
    for (std::size_t k = 0; k < samples[p].size(); ++k) {
      const auto& sample = samples[p][k];
      std::vector<Cell> row{std::int64_t{point.size}, point.self_coupling, point.symmetry,
                            std::uint64_t{k}, static_cast<std::uint64_t>(sample.count)};
      if (request.mean_degree) row.emplace_back(*request.mean_degree);
      row.emplace_back(request.ensemble);
      if (timing) {
        row.emplace_back(std::string(enumeration::to_string(sample.method)));
        row.emplace_back(static_cast<std::uint64_t>(sample.nodes));
        row.emplace_back(sample.seconds);
      }
      table.add(std::move(row));
    }
  }
  return table;
}

void append_cost(std::vector<Cell>& row, const std::vector<CountSample>& samples) {
  double nodes = 0.0, seconds = 0.0;
  for (const auto& sample : samples) {
    nodes += sample.nodes;
    seconds += sample.seconds;
  }
  const double n = static_cast<double>(samples.size());
  row.emplace_back(nodes / n);
  row.emplace_back(seconds / n);
}

Table estimate_table(const CountRequest& request, const Samples& samples, bool timing) {
  std::vector<std::string> columns{"size",
                                   "self_coupling",
                                   "symmetry",
                                   "samples",
                                   "mean_count",
                                   "mean_count_error",
                                   "expected_count",
                                   "annealed_entropy",
                                   "annealed_entropy_error",
                                   "typical_entropy",
                                   "typical_entropy_error",
                                   "empty_fraction"};
  if (request.mean_degree) columns.push_back("mean_degree");
  columns.insert(columns.end(), {"empty_fraction_low", "empty_fraction_high"});
  columns.push_back("ensemble");
  if (timing) columns.insert(columns.end(), {"mean_nodes", "mean_seconds"});
  Table table(columns);
  for (std::size_t p = 0; p < samples.size(); ++p) {
    const auto& point = request.points[p];
    const auto estimates = estimate_counts(point.size, samples[p]);
    std::vector<Cell> row{
        std::int64_t{point.size},
        point.self_coupling,
        point.symmetry,
        request.samples,
        estimates.mean_count.value,
        estimates.mean_count.error,
        std::exp(network::log_expected_count(networks_of(request, point), point.self_coupling)),
        estimates.annealed_entropy.value,
        estimates.annealed_entropy.error,
        estimates.typical_entropy.value,
        estimates.typical_entropy.error,
        estimates.empty_fraction.estimate};
    if (request.mean_degree) row.emplace_back(*request.mean_degree);
    row.insert(row.end(), {estimates.empty_fraction.low, estimates.empty_fraction.high});
    row.emplace_back(request.ensemble);
    if (timing) append_cost(row, samples[p]);
    table.add(std::move(row));
  }
  return table;
}

std::string provenance_text(const Run& run) {
  std::string text;
  for (const auto& [key, value] : run.provenance)
    text += fmt::format("{}: {}\n", key, to_text(value));
  return text;
}

void run_enumerate(const Options& options, Run& run) {
  auto request = request_of(options, run);
  const auto forecast = forecast_counts(request);
  check_cost(options, request, forecast);
  std::optional<enumeration::StatesFile> states;
  if (!options.states.empty()) {
    states.emplace(options.states,
                   enumeration::StatesFileInfo{program_version(), provenance_text(run)});
    request.states = &*states;
  }
  announce(options, request, forecast);
  const auto samples = count_fixed_points(request, forecast);
  const Table table = options.per_sample ? sample_table(request, samples, run.common.timing)
                                         : estimate_table(request, samples, run.common.timing);
  check_stop();
  if (states) states->close();
  run.write(table);
}

}  // namespace

void add_enumerate(Program& program) {
  auto o = std::make_shared<Options>();
  program.add("enumerate", about, {.random = true})
      .integers("--size", o->size, {2, 64}, "N, 2 to 64")
      .range("--self-coupling", o->self_coupling, self_coupling_bounds, "J_D, of either sign")
      .range("--symmetry", o->symmetry, {0, 1}, "η in [0,1]", "0")
      .number("--mean-degree", o->mean_degree, {1e-6, 63},
              "Sparse networks: c couplings per neuron on average")
      .choice("--ensemble", o->ensemble, ensemble_names(), ensemble_help())
      .choice("--method", o->method, {"auto", "tree", "sweep"},
              "Engine; counts do not depend on it")
      .text("--states", o->states, "FILE.h5", "Also write every fixed point to this HDF5 file")
      .flag("--per-sample", o->per_sample, "One row per network")
      .choice("--simd", o->simd, {"portable", "avx2", "avx512"},
              "Vector instructions; counts do not depend on it")
      .number("--max-time", o->max_time, {0, 1e15}, "Refuse what is expected to take more seconds")
      .action([o](Run& run) { run_enumerate(*o, run); });
}

}  // namespace steady::apps
