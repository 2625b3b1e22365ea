// What the tree engine costs: nodes, time and growth, and its gain over the simple tree.
//   bench_enumeration_tree               the sizes, one core, then two
//   bench_enumeration_tree N J_D [instances [threads]]
// Times are processor times of the searching thread (one thread) or wall times (more).
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <steady/numerics/enumeration/detail/tree.hpp>
#include <tests/oracles/simple_tree.hpp>
#include <tests/oracles/test_networks.hpp>
#include <vector>

namespace {

using namespace steady;

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

struct Cost {
  double seconds;      // median over instances
  double log2_nodes;   // mean over instances
  double ns_per_node;  // pooled
};

Cost tree_cost(int size, double self_coupling, int instances, int threads,
               SimdLevel simd = best_simd_level()) {
  std::vector<double> seconds;
  double log2_nodes = 0, nodes = 0, total = 0, fixed_points = 0;
  for (int k = 1; k <= instances; ++k) {
    const auto couplings = oracles::gaussian_network(size, 0.0, static_cast<std::uint64_t>(k));
    enumeration::Options options;
    options.threads = threads;
    options.simd = simd;
    const enumeration::Visitor nobody;
    const enumeration::detail::Sink sink(nobody, size, true);
    const auto clock = threads == 1 ? processor_seconds : wall_seconds;
    const double begin = clock();
    const auto summary = enumeration::detail::enumerate_tree(
        couplings, network::stability_thresholds(self_coupling, size, {}), options, sink);
    seconds.push_back(clock() - begin);
    total += seconds.back();
    nodes += static_cast<double>(summary.nodes);
    log2_nodes += std::log2(static_cast<double>(summary.nodes)) / instances;
    fixed_points += static_cast<double>(summary.count) / instances;
  }
  const Cost cost{median(seconds), log2_nodes, 1e9 * total / nodes};
  std::printf("%3d %6.2f %-8s %7d %11.4f s %10.2f %8.0f ns %14.1f\n", size, self_coupling,
              std::string(to_string(simd)).c_str(), threads, cost.seconds, cost.log2_nodes,
              cost.ns_per_node, fixed_points);
  std::fflush(stdout);
  return cost;
}

void simple_ratio(int size, double self_coupling, int instances) {
  std::vector<double> ratios;
  for (int k = 1; k <= instances; ++k) {
    const auto couplings = oracles::gaussian_network(size, 0.0, static_cast<std::uint64_t>(k));
    const enumeration::Visitor nobody;
    const enumeration::detail::Sink sink(nobody, size, true);
    double begin = processor_seconds();
    const auto summary = enumeration::detail::enumerate_tree(
        couplings, network::stability_thresholds(self_coupling, size, {}), {}, sink);
    const double tree = processor_seconds() - begin;
    oracles::SimpleTree simple(couplings, self_coupling);
    begin = processor_seconds();
    const std::uint64_t count = simple.count();
    const double reference = processor_seconds() - begin;
    ratios.push_back(reference / tree);
    std::printf("  instance %d: simple tree %.2f s (2^%.2f nodes), tree %.4f s (2^%.2f), %s\n", k,
                reference, std::log2(static_cast<double>(simple.nodes())), tree,
                std::log2(static_cast<double>(summary.nodes)),
                count == summary.count ? "same count" : "COUNTS DIFFER");
    std::fflush(stdout);
    if (count != summary.count) std::exit(1);
  }
  std::printf("  N = %d, J_D = %g: %.0f times the simple tree (median of %d)\n", size,
              self_coupling, median(ratios), instances);
}

void growth(double self_coupling, int first, int last, int step, int instances) {
  Cost low{}, high{};
  for (int size = first; size <= last; size += step) {
    high = tree_cost(size, self_coupling, instances, 1);
    if (size == first) low = high;
  }
  const double spins = last - first;
  std::printf("  J_D = %g: nodes grow as 2^(%.3f N), time as 2^(%.3f N)\n", self_coupling,
              (high.log2_nodes - low.log2_nodes) / spins,
              std::log2(high.seconds / low.seconds) / spins);
}

}  // namespace

int main(int argc, char** argv) {
  std::printf("  N    J_D level    threads  median time  mean log2n     per node   fixed points\n");
  if (argc > 2) {
    const int instances = argc > 3 ? std::atoi(argv[3]) : 5;
    tree_cost(std::atoi(argv[1]), std::atof(argv[2]), instances, argc > 4 ? std::atoi(argv[4]) : 1);
    return 0;
  }
  growth(0.0, 32, 56, 8, 5);
  growth(0.1, 32, 48, 8, 5);
  growth(0.5, 28, 40, 4, 5);
  for (const auto level : {SimdLevel::portable, SimdLevel::avx2, SimdLevel::avx512}) {
    if (level <= best_simd_level()) tree_cost(40, 0.0, 5, 1, level);
  }
  const double one = tree_cost(48, 0.0, 5, 1).seconds;
  const double two = tree_cost(48, 0.0, 5, 2).seconds;
  std::printf("  two threads: %.2f times as fast as one\n", one / two);
  simple_ratio(40, 0.0, 5);
  return 0;
}
