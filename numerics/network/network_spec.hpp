// Which networks a study goes through: random ones by ensemble, size and modules, or those of a
// file. What every study, file and command means by "these networks".
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/network/ensembles.hpp>
#include <steady/theory/topology.hpp>

namespace steady::network {

class GivenNetworks;

struct NetworkSpec {
  Ensemble ensemble = {};  ///< of every module
  int size = 0;            ///< N, neurons in a module
  int modules = 1;         ///< L
  theory::Topology topology = theory::Topology::ring;
  double coupling = 0.0;        ///< λ; without effect for one module
  double external_field = 0.0;  ///< σ of independent Gaussian external fields b_i, in [0, 50]
  /// Networks of a file (given()): sample k is number k, the seed is without effect, and the other
  /// members only describe them. Nothing: networks are drawn.
  std::shared_ptr<const GivenNetworks> from_file = {};

  bool operator==(const NetworkSpec&) const = default;
};

/// The networks of a file, which must not be null, of which the first `count` are used (the
/// symmetry is theirs).
NetworkSpec given(std::shared_ptr<const GivenNetworks> networks,
                  std::uint64_t count = std::numeric_limits<std::uint64_t>::max());

/// J_D, a temperature or another energy of network `sample` in the units of its couplings as the
/// engines see them: the same number for drawn networks, times 2^scale for those of a file.
double to_engine(const NetworkSpec& spec, std::uint64_t sample, double value);

/// The name of the ensemble, or `given`.
std::string law(const NetworkSpec& spec);

/// L·N.
double neurons(const NetworkSpec& spec);

/// The spec as text, `size=20 ensemble=gaussian symmetry=0`, with `mean_degree`, `modules`,
/// `topology`, `coupling` and `external_field` only where they are in force. Numbers are written so
/// that they read back as the same double; equal texts mean the same networks, and the text of a
/// spec does not change from version to version: a key for stored results. Networks of a file are
/// named by what they hold: `size=11 given=…`.
std::string key(const NetworkSpec& spec);

/// Throws std::domain_error naming the parameter: as require_valid of the ensemble does, and for
/// modules < 1, a λ beyond the grid, |λ| ≥ 2^10/L, or an external field outside [0, 50].
void require_valid(const NetworkSpec& spec);

/// What draw_network can make: throws DomainError naming the parameter as require_valid does, and
/// for dense networks larger than largest_dense_size.
void require_drawable(const NetworkSpec& spec);

/// Network number `sample` as one matrix of L·N neurons, eq. (5.1); neuron i of module l has the
/// number l·N + i. Its fixed points are those of the modules with self-coupling J_D. The couplings
/// are those of draw_network: module l has a stream of its own, so that it is the same for any λ,
/// topology and number of modules above one. Meant for enumeration and other small networks.
/// Throws what draw_couplings of one ensemble throws, and std::domain_error for modules < 1 and
/// where the grid cannot hold a coupling: |λ| ≥ 2^10/(L·N), or dense L·N ≥ 119 √N (every L·N ≤ 64
/// is well inside).
Couplings draw_couplings(const NetworkSpec& spec, std::uint64_t seed, std::uint64_t sample);

/// b_i of network number `sample` in draw_couplings and draw_network: Gaussian, independent, of
/// standard deviation `strength`, for `neurons` in all modules.
std::vector<double> draw_external_field(double strength, int neurons, std::uint64_t seed,
                                        std::uint64_t sample);

/// ln E[number of fixed points] in closed form, exact at this N: eqs. (2.2), (2.4), (2.6), (2.7),
/// (2.9), (2.10), (2.13), (2.14), (5.2), (5.13). NaN where none is known: symmetric networks that
/// are sparse, binary or coupled modules. Throws std::domain_error outside the domain.
double log_expected_count(const NetworkSpec& spec, double self_coupling);

/// Mean number of couplings inside the modules: what an iteration goes through.
double mean_couplings(const NetworkSpec& spec);

/// Whether draw_network will store it sparsely: at most an eighth of the couplings present.
bool is_sparse(const NetworkSpec& spec);

/// Bytes that draw_network needs at its peak: ask before drawing. Proportional to the number of
/// couplings for a network stored sparsely.
double draw_network_bytes(const NetworkSpec& spec);

}  // namespace steady::network
