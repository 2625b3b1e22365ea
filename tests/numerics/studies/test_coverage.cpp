// How often an interval of one standard error from 50 networks covers the truth. The truth is a
// closed form where there is one, else the mean over all networks of the test, whose own error is
// small against that of 50.
#include <cmath>
#include <span>
#include <vector>

#include <tests/catch.hpp>

#include <steady/numerics/studies/clusters.hpp>
#include <steady/numerics/studies/counting.hpp>
#include <steady/numerics/studies/relaxation.hpp>
#include <steady/theory/cycles.hpp>

using namespace steady;

namespace {

constexpr std::size_t networks = 50;

template <class S>
std::vector<typename S::Outcome> outcomes_of(const S& point, std::size_t blocks) {
  sampling::RunOptions run;
  run.threads = 2;
  const std::vector<S> points{point};
  return studies::run_all(std::span<const S>(points), 17, std::uint64_t{networks * blocks}, run)
      .front();
}

/// The share of blocks of 50 networks whose interval covers; blocks without one are left out.
struct Coverage {
  double covered = 0.0;
  double blocks = 0.0;

  void add(double truth, double low, double high) {
    if (std::isnan(low) || std::isnan(high)) return;
    blocks += 1.0;
    covered += low <= truth && truth <= high ? 1.0 : 0.0;
  }
  void add(double truth, const sampling::Estimate& found) {
    add(truth, found.value - found.error, found.value + found.error);
  }
  void add(double truth, const sampling::Interval& found) { add(truth, found.low, found.high); }
  void add(double truth, const studies::Range& found) { add(truth, found.low, found.high); }
  double share() const { return covered / blocks; }
};

void check(const char* column, const Coverage& coverage, double least, double most) {
  INFO(column << " covered in " << coverage.share() << " of " << coverage.blocks);
  CHECK(coverage.share() >= least);
  CHECK(coverage.share() <= most);
}

struct Limits {
  double least, most;
};

}  // namespace

TEST_CASE("Coverage at 50 networks: columns of enumerate", "[statistical]") {
  struct Case {
    int size;
    double self_coupling, symmetry;
    Limits mean, annealed, typical, empty;
  };
  constexpr std::size_t blocks = 1500;
  // Skewed counts make means come out low, with low errors; rare ones have upper limits.
  for (const auto& c : {Case{8, 0.2, 0.0, {0.62, 0.72}, {0.62, 0.72}, {0.64, 0.72}, {0.6, 0.76}},
                        Case{12, 0.0, 0.0, {0.6, 0.72}, {0.6, 0.74}, {0.6, 0.72}, {0.6, 0.76}},
                        Case{10, 0.0, 1.0, {0.62, 0.72}, {0.62, 0.72}, {0.62, 0.72}, {0.6, 1.0}},
                        Case{12, -0.3, 0.0, {0.6, 0.99}, {0.6, 0.95}, {0.6, 1.0}, {0.6, 0.99}}}) {
    const studies::Counting point{{.ensemble = {.symmetry = c.symmetry}, .size = c.size},
                                  c.self_coupling};
    const auto outcomes = outcomes_of(point, blocks);
    const auto all = point.estimate(outcomes);
    const double exact = network::log_expected_count(point.networks, point.self_coupling);
    CHECK(std::abs(all.mean_count.value - std::exp(exact)) < 4.5 * all.mean_count.error);
    Coverage mean, annealed, typical, empty;
    for (std::size_t b = 0; b < blocks; ++b) {
      const auto found = point.estimate(std::span(outcomes).subspan(b * networks, networks));
      mean.add(std::exp(exact), found.mean_count);
      annealed.add(exact / c.size, found.annealed_entropy);
      typical.add(all.typical_entropy.value, found.typical_entropy);
      empty.add(all.empty_fraction.estimate, found.empty_fraction);
    }
    INFO("N = " << c.size << ", J_D = " << c.self_coupling << ", eta = " << c.symmetry);
    check("mean_count", mean, c.mean.least, c.mean.most);
    check("annealed_entropy", annealed, c.annealed.least, c.annealed.most);
    check("typical_entropy", typical, c.typical.least, c.typical.most);
    check("empty_fraction", empty, c.empty.least, c.empty.most);
  }
}

TEST_CASE("Coverage at 50 networks: columns of clusters", "[statistical]") {
  constexpr std::size_t blocks = 1000;
  const studies::Clusters point{{.size = 10}, 0.3, 2};
  const auto outcomes = outcomes_of(point, blocks);
  const auto all = point.estimate(outcomes);
  using E = studies::ClustersEstimates;
  for (const auto& [column, member] : {std::pair{"clusters", &E::clusters},
                                       {"largest", &E::largest},
                                       {"largest_fraction", &E::largest_fraction},
                                       {"mean_log_size", &E::mean_log_size},
                                       {"isolated_fraction", &E::isolated_fraction},
                                       {"mean_diameter", &E::mean_diameter}}) {
    Coverage coverage;
    for (std::size_t b = 0; b < blocks; ++b)
      coverage.add((all.*member).value,
                   point.estimate(std::span(outcomes).subspan(b * networks, networks)).*member);
    check(column, coverage, 0.62, 0.73);
  }
}

TEST_CASE("Coverage at 50 networks: columns of relax", "[statistical]") {
  struct Case {
    dynamics::Rule rule;
    int starts;
    double self_coupling;
    Limits converged, sweeps, median, overlap, unstable, cycles, length, transient, two_cycle;
  };
  constexpr Limits good{0.62, 0.74}, rare{0.58, 1.0}, few{0.5, 0.74};
  constexpr Limits lattice{0.62, 1.0};  // of values: the interval may be a single one of them
  constexpr std::size_t blocks = 800;
  constexpr int size = 12;
  for (const auto& c :
       {Case{dynamics::Rule::asynchronous, 1, 0.4, good, good, good, good, good, {}, {}, {}, {}},
        Case{dynamics::Rule::asynchronous, 8, 0.4, good, good, good, good, good, {}, {}, {}, {}},
        Case{dynamics::Rule::asynchronous, 8, 0.9, rare, good, lattice, good, rare, {}, {}, {}, {}},
        Case{dynamics::Rule::parallel, 8, 0.1, good, good, lattice, good, good, good, good, good,
             rare},
        Case{dynamics::Rule::parallel, 8, 0.7, rare, good, lattice, good, rare, rare, few, few,
             rare}}) {
    studies::Relaxation point;
    point.networks.size = size;
    point.options.rule = c.rule;
    point.options.self_coupling = c.self_coupling;
    point.options.max_sweeps = c.rule == dynamics::Rule::parallel ? 1000 : 12;
    point.starts = c.starts;
    const bool parallel = c.rule == dynamics::Rule::parallel;
    const auto outcomes = outcomes_of(point, blocks);
    const auto all = point.estimate(outcomes);
    Coverage converged, sweeps, median, overlap, unstable, cycles, length, transient, two_cycle;
    for (std::size_t b = 0; b < blocks; ++b) {
      const auto found = point.estimate(std::span(outcomes).subspan(b * networks, networks));
      converged.add(all.converged.value, found.converged);
      sweeps.add(all.sweeps.value, found.sweeps);
      median.add(all.median_sweeps.value, found.median_sweeps);
      overlap.add(all.overlap_with_start.value, found.overlap_with_start);
      unstable.add(all.unstable_fraction.value, found.unstable_fraction);
      if (!parallel) continue;
      cycles.add(all.cycles.value, found.cycles);
      length.add(all.cycle_length.value, found.cycle_length);
      transient.add(all.transient.value, found.transient);
      two_cycle.add(
          2.0 * std::exp(theory::log_mean_two_cycles(size, c.self_coupling) - size * std::log(2.0)),
          found.two_cycle_starts);
    }
    INFO((parallel ? "parallel" : "asynchronous")
         << ", " << c.starts << " starts, J_D = " << c.self_coupling);
    check("converged_fraction", converged, c.converged.least, c.converged.most);
    check("mean_sweeps", sweeps, c.sweeps.least, c.sweeps.most);
    check("median_sweeps", median, c.median.least, c.median.most);
    check("mean_overlap_with_start", overlap, c.overlap.least, c.overlap.most);
    check("mean_unstable_fraction", unstable, c.unstable.least, c.unstable.most);
    if (!parallel) continue;
    check("cycle_fraction", cycles, c.cycles.least, c.cycles.most);
    check("mean_cycle_length", length, c.length.least, c.length.most);
    check("mean_transient", transient, c.transient.least, c.transient.most);
    check("two_cycle_starts", two_cycle, c.two_cycle.least, c.two_cycle.most);
  }
}
