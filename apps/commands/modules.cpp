// steady modules: how many fixed points coupled modules have, in closed form.
#include <algorithm>
#include <cmath>
#include <memory>
#include <steady/theory/modules.hpp>

#include <apps/frame/errors.hpp>
#include <apps/frame/signals.hpp>
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  std::vector<int> modules;
  std::vector<double> coupling;
  std::vector<double> self_coupling;
  std::string topology = "chain";
  std::vector<int> size;
};

struct Row {
  std::string topology;
  int modules;
  double coupling, self_coupling, entropy;
  int size = 0;
  double log_mean = 0.0;
};

Columns<Row> columns() {
  Columns<Row> c;
  c.add("topology", "chain (open), ring (closed) or all (every pair); the same for L = 2",
        &Row::topology)
      .add("modules", "L, the number of modules, each with random couplings of its own",
           &Row::modules)
      .add("coupling", "λ, between same-index neurons of neighbouring modules, of either sign",
           &Row::coupling)
      .add("self_coupling", "J_D, the diagonal coupling of every neuron to itself",
           &Row::self_coupling)
      .only_with("--size")
      .add("size", "N, the number of neurons of one module", &Row::size)
      .always()
      .add("entropy", "Σ = lim (1/(NL)) ln E[#], nats per neuron; # is the number of fixed points",
           &Row::entropy)
      .only_with("--size")
      .add("mean_count", "E[#] at this N, exact; `inf` beyond 1.8e308",
           [](const Row& row) { return std::exp(row.log_mean); })
      .add("log_mean_count_per_neuron", "(1/(NL)) ln E[#] at this N, exact, always finite",
           [](const Row& row) { return row.log_mean / row.size / row.modules; });
  return c;
}

const About about{
    "How many fixed points modules have that excite each other, in closed form",
    "(5.3)  Σ = (1/L) ln Σ_{σ∈{±1}^L} Π_l Φ(J_D + λ σ_l Σ_{l'∼l} σ_l'), l' ∼ l: neighbours\n"
    "  (5.2)  E[#] at finite N, exact: the same sum, J_D and λ times √(N/(N−1)), to the power N",
    "steady modules --modules 2,5,1000 --coupling 0:0.5:0.1 --self-coupling 0 --topology ring\n"
    "  steady modules --modules 3 --coupling -0.2,0.2 --self-coupling 0.1 --topology all --size 6",
    columns().described(),
    "Rows: modules varies slowest, then coupling, self_coupling, size. Modules are asymmetric\n"
    "(η = 0). L = 1 and λ = 0 give the entropy of `steady entropy`."};

// One row without sizes, or one for each size.
void add_rows(std::vector<Row>& rows, const Options& options, int modules, double coupling,
              double self_coupling) {
  check_stop();
  const auto topology = theory::parse_topology(options.topology);
  const double entropy = theory::modules_entropy(topology, modules, coupling, self_coupling);
  if (options.size.empty())
    rows.push_back({options.topology, modules, coupling, self_coupling, entropy});
  for (const int size : options.size)
    rows.push_back(
        {options.topology, modules, coupling, self_coupling, entropy, size,
         theory::log_mean_fixed_points_modules(topology, modules, size, coupling, self_coupling)});
}

// λ and the neighbours mean nothing where no L is above one; a scan may begin at one.
void refuse_lone_module(const Options& options, const Run& run) {
  if (std::any_of(options.modules.begin(), options.modules.end(), [](int l) { return l > 1; }))
    return;
  const std::string why = "needs --modules 2 or more: one module has no neighbours";
  run.refuse({"--topology"}, why);
  for (const double coupling : options.coupling)
    if (coupling != 0.0) throw UsageError("--coupling", why);
}

void run_modules(const Options& options, Run& run) {
  refuse_lone_module(options, run);
  const bool finite = !options.size.empty();
  run.check_rows(static_cast<double>(options.modules.size()) *
                 static_cast<double>(options.coupling.size()) *
                 static_cast<double>(options.self_coupling.size()) *
                 static_cast<double>(finite ? options.size.size() : 1));
  std::vector<Row> rows;
  for (const int modules : options.modules)
    for (const double coupling : options.coupling)
      for (const double self_coupling : options.self_coupling)
        add_rows(rows, options, modules, coupling, self_coupling);
  run.write(columns(), rows);
}

}  // namespace

void add_modules(Program& program) {
  auto options = std::make_shared<Options>();
  program.add("modules", about)
      .integers("--modules", options->modules, {1, 1e6}, "L, the number of modules")
      .range("--coupling", options->coupling, coupling_bounds, "λ, between modules, of either sign")
      .range("--self-coupling", options->self_coupling, self_coupling_bounds, "J_D, of either sign")
      .choice("--topology", options->topology, theory::topology_names.all(),
              "which modules are neighbours")
      .optional_integers("--size", options->size, {2, 1e9},
                         "N of one module: also the exact mean count at this size")
      .action([options](Run& run) { run_modules(*options, run); });
}

}  // namespace steady::apps
