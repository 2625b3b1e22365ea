// steady entropy: how many fixed points there are, in closed form.
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include <steady/theory/entropy.hpp>
#include <steady/theory/patterns.hpp>

#include <apps/frame/errors.hpp>
#include <apps/frame/signals.hpp>
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  std::vector<double> self_coupling;
  std::vector<double> symmetry{0.0};
  std::vector<double> mean_degree;       // empty: dense
  std::vector<double> external_field;    // empty: none
  std::vector<double> pattern_strength;  // with magnetisation; empty: none
  std::vector<double> magnetisation;
  std::vector<int> size;
};

struct Row {
  double self_coupling, symmetry, mean_degree, external_field, entropy;
  int size = 0;
  double log_mean = 0.0;
  double pattern_strength = 0.0;
  std::optional<double> magnetisation = {};
};

Columns<Row> columns() {
  Columns<Row> c;
  c.add("self_coupling", "J_D, the diagonal coupling of every neuron to itself",
        &Row::self_coupling)
      .add("symmetry",
           "η = corr(J_ij, J_ji): −1 antisymmetric, 0 asymmetric, 1 symmetric (the SK "
           "model)",
           &Row::symmetry)
      .only_with("--size")
      .add("size", "N, the number of neurons", &Row::size)
      .always()
      .add("entropy", "Σ = lim (1/N) ln E[#], nats per neuron; # is the number of fixed points",
           &Row::entropy)
      .only_with("--size")
      .add("mean_count", "E[#] at this N, exact; `inf` beyond 1.8e308",
           [](const Row& row) { return std::exp(row.log_mean); })
      .add("log_mean_count_per_neuron", "(1/N) ln E[#] at this N, exact, always finite",
           [](const Row& row) { return row.log_mean / row.size; })
      .only_with("--mean-degree")
      .add("mean_degree", "c of sparse networks", &Row::mean_degree)
      .only_with("--external-field")
      .add("external_field", "σ, standard deviation of the Gaussian external fields",
           &Row::external_field)
      .only_with("--magnetisation")
      .add("pattern_strength", "θ of networks with a pattern ξ", &Row::pattern_strength)
      .add("magnetisation", "m = (1/N) Σ ξ_i s_i of the fixed points counted",
           [](const Row& row) { return row.magnetisation.value_or(0.0); });
  return c;
}

const About about{
    "How many fixed points a network has: the annealed entropy, in closed form",
    "(2.1), (2.3)  Σ(J_D, η) = ln 2 + max_u [ −u²/2 + ln Φ(J_D + √η u) ]; at η = 0, ln[2 Φ(J_D)]\n"
    "  (2.2), (2.4)  E[#] at finite N, exact: 2^N ∫Dz Φ((J_D + z √(η/N)) / √((N−1−η)/N))^N\n"
    "  (2.8), (2.9)  the same at η < 0\n"
    "  (2.12), (2.13) of magnetisation m along the pattern of J_ij = z_ij/√N + θ ξ_i ξ_j/N; with\n"
    "          --size at the nearest number of neurons that differ from it (η = 0)\n"
    "  (2.6), (2.11) sparse networks (η = 0);  (2.10) with external fields",
    "steady entropy --self-coupling 0:1:0.05 --symmetry 0,0.5,1 --size 40\n"
    "  steady entropy --self-coupling 0.2 --mean-degree 1,2,3,5,10 --size 40",
    columns().described(),
    "Rows: self_coupling varies slowest, then symmetry, mean_degree, external_field, size.\n"
    "Annealed means ln of the mean; the typical entropy, the mean of ln #, is measured by\n"
    "`steady enumerate`. Antisymmetric networks (η = −1) have no fixed point at J_D ≤ 0: `-inf`."};

double entropy_of(const Row& row) {
  if (row.magnetisation)
    return theory::fixed_point_entropy_at(*row.magnetisation, row.self_coupling,
                                          row.pattern_strength, row.symmetry);
  if (row.mean_degree > 0.0)
    return theory::fixed_point_entropy_sparse(row.self_coupling, row.mean_degree,
                                              row.external_field);
  return theory::fixed_point_entropy(row.self_coupling, row.symmetry, row.external_field);
}

double log_mean_of(const Row& row) {
  if (row.magnetisation)
    return theory::log_mean_fixed_points_at(
        row.size, static_cast<int>(std::lrint(0.5 * row.size * (1.0 - *row.magnetisation))),
        row.self_coupling, row.pattern_strength);
  if (row.mean_degree > 0.0)
    return theory::log_mean_fixed_points_sparse(row.size, row.self_coupling, row.mean_degree,
                                                row.external_field);
  return theory::log_mean_fixed_points(row.size, row.self_coupling, row.symmetry,
                                       row.external_field);
}

void check_mean_degree(const Options& options) {
  if (options.mean_degree.empty()) return;
  for (const double symmetry : options.symmetry)
    if (symmetry != 0.0)
      throw UsageError(
          "--mean-degree",
          fmt::format("sparse networks have a closed form at --symmetry 0 only, got {}", symmetry));
  for (const double degree : options.mean_degree) {
    if (!(degree > 0.0)) throw UsageError("--mean-degree", "must be positive");
    for (const int size : options.size)
      if (degree > size - 1)
        throw UsageError("--mean-degree",
                         fmt::format("{} is more than the {} neighbours that a neuron can have at "
                                     "--size {}",
                                     degree, size - 1, size));
  }
}

void check_pattern(const Options& options) {
  if (options.pattern_strength.empty() != options.magnetisation.empty())
    throw UsageError(options.magnetisation.empty() ? "--pattern-strength" : "--magnetisation",
                     "--pattern-strength and --magnetisation go together");
  if (options.magnetisation.empty()) return;
  if (options.pattern_strength.size() > 1)
    throw UsageError("--pattern-strength", "takes one number");
  if (!options.mean_degree.empty() || !options.external_field.empty())
    throw UsageError("--magnetisation",
                     "has a closed form without --mean-degree and --external-field only");
  for (const double symmetry : options.symmetry)
    if (symmetry < -0.999 || (symmetry != 0.0 && !options.size.empty()))
      throw UsageError("--symmetry", fmt::format("{}: --magnetisation has a closed form above "
                                                 "-0.999, and with --size at 0 only",
                                                 symmetry));
}

void run_entropy(const Options& options, Run& run) {
  check_mean_degree(options);
  check_pattern(options);
  const bool finite = !options.size.empty();
  const auto or_none = [](const std::vector<double>& given) {
    return given.empty() ? std::vector<double>{0.0} : given;
  };
  const auto degrees = or_none(options.mean_degree);
  const auto fields = or_none(options.external_field);
  run.check_rows(static_cast<double>(options.self_coupling.size()) *
                 static_cast<double>(options.symmetry.size()) *
                 static_cast<double>(std::max<std::size_t>(1, options.magnetisation.size())) *
                 static_cast<double>(degrees.size()) * static_cast<double>(fields.size()) *
                 static_cast<double>(finite ? options.size.size() : 1));
  std::vector<Row> rows;
  const auto add = [&](Row row) {
    check_stop();
    row.entropy = entropy_of(row);
    if (!finite) rows.push_back(row);
    for (const int size : options.size) {
      row.size = size;
      row.log_mean = log_mean_of(row);
      rows.push_back(row);
    }
  };
  for (const double self_coupling : options.self_coupling)
    for (const double symmetry : options.symmetry)
      for (const double degree : degrees)
        for (const double field : fields) {
          const Row row{self_coupling, symmetry, degree, field, 0.0};
          if (options.magnetisation.empty()) add(row);
          for (const double m : options.magnetisation) {
            auto along = row;
            along.pattern_strength = options.pattern_strength.front();
            along.magnetisation = m;
            add(along);
          }
        }
  run.write(columns(), rows);
}

}  // namespace

void add_entropy(Program& program) {
  auto options = std::make_shared<Options>();
  program.add("entropy", about)
      .range("--self-coupling", options->self_coupling, self_coupling_bounds, "J_D, of either sign")
      .range("--symmetry", options->symmetry, {-1, 1}, "η in [−1,1]", "0")
      .optional_range("--mean-degree", options->mean_degree, {0, 1e6},
                      "c: sparse networks with c inputs a neuron on average")
      .optional_range("--external-field", options->external_field, {0, 50},
                      "σ, standard deviation of Gaussian external fields")
      .optional_range("--pattern-strength", options->pattern_strength, {-100, 100},
                      "θ: networks with a pattern (with --magnetisation)")
      .optional_range("--magnetisation", options->magnetisation, {-1, 1},
                      "m: the fixed points of this overlap with the pattern")
      .optional_integers("--size", options->size, {2, 1e9},
                         "N: also the exact mean count at this size")
      .action([options](Run& run) { run_entropy(*options, run); });
}

}  // namespace steady::apps
