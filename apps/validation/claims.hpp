// The claims of `steady validate`: which networks, which closed forms.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <steady/numerics/studies/experiment.hpp>
#include <steady/theory/modules.hpp>

#include <steady/theory/names.hpp>

namespace steady::apps {

using studies::Claim;
using studies::Expectation;
using studies::Experiment;
using studies::judge;
using studies::Report;

/// The closed forms under test. Tests replace one by a wrong one and expect a failure.
struct ClosedForms {
  std::function<double(int size, double self_coupling, double symmetry)> log_mean_fixed_points;
  std::function<double(int size, double self_coupling, double mean_degree)>
      log_mean_fixed_points_sparse;
  std::function<double(int size, std::int64_t least_sum)> log_mean_fixed_points_binary;
  std::function<double(int size, double self_coupling, int hamming_distance)> log_mean_pairs;
  std::function<double(int size, double self_coupling)> log_mean_square_fixed_points;
  std::function<double(int size, double self_coupling)> log_mean_two_cycles;
  std::function<double(theory::Topology topology, int modules, int size, double coupling,
                       double self_coupling)>
      log_mean_fixed_points_modules;
  std::function<double(int size, double self_coupling, int hamming_distance)> log_mean_triples;
  std::function<double(double self_coupling, double symmetry)> fixed_point_entropy;
  std::function<double(theory::Topology topology, int modules, double coupling,
                       double self_coupling)>
      modules_entropy;

  /// Those of theory/.
  static ClosedForms of_the_library();
};

enum class Level { quick, full };
inline constexpr auto level_names =
    names<Level>("level", {{Level::quick, "quick"}, {Level::full, "full"}});

/// E[#] against exact enumeration, eqs. (2.2), (2.4), (2.6).
std::vector<Experiment> mean_count_experiments(const ClosedForms&, Level, std::uint64_t seed);

/// E[ordered pairs] at every Hamming distance, eq. (3.1).
std::vector<Experiment> pair_experiments(const ClosedForms&, Level, std::uint64_t seed);

/// E[#²], the fluctuation of the count, eq. (3.4).
std::vector<Experiment> fluctuation_experiments(const ClosedForms&, Level, std::uint64_t seed);

/// E[2-cycles] against the exhaustive parallel map, eq. (6.1).
std::vector<Experiment> two_cycle_experiments(const ClosedForms&, Level, std::uint64_t seed);

/// E[#] of coupled modules against exact enumeration, eq. (5.2).
std::vector<Experiment> modules_experiments(const ClosedForms&, Level, std::uint64_t seed);
/// E[ordered triples at equal mutual distances], theory/triples.hpp; and without neighbours
/// (J_D < 0) every fixed point is a cluster of its own at link distance 1.
std::vector<Experiment> cluster_experiments(const ClosedForms&, Level, std::uint64_t seed);

/// Messages: the Bethe entropy of the symmetric point is that of theory, eqs. (2.1), (2.3), (5.3),
/// and every solution is among the enumerated fixed points.
std::vector<Experiment> message_experiments(const ClosedForms&, Level, std::uint64_t seed);

/// Engine against engine: the counts of tree and sweep differ by exactly zero, and every fixed
/// point of the tree is one by direct evaluation.
std::vector<Experiment> engine_experiments(Level, std::uint64_t seed);

/// Where the dynamics goes: every fixed point it claims is among all of them; random starts on a
/// 2-cycle, eq. (6.1); the overlap after one parallel update (docs/theory.md, section 7.1).
std::vector<Experiment> relaxation_experiments(const ClosedForms&, Level, std::uint64_t seed);

/// Heat bath at T > 0: the overlap after one sweep in fixed order (docs/theory.md, section 7.1).
std::vector<Experiment> heat_bath_experiments(Level, std::uint64_t seed);

/// E[#] of ±1 couplings against exact enumeration, eq. (2.7).
std::vector<Experiment> binary_experiments(const ClosedForms&, Level, std::uint64_t seed);

/// The same of binary and sparse networks, eq. (5.13).
std::vector<Experiment> modules_of_other_laws(Level, std::uint64_t seed);

/// All of the above, with networks that no two experiments share.
std::vector<Experiment> all_experiments(const ClosedForms&, Level, std::uint64_t seed);

}  // namespace steady::apps
