// The networks of a file as what a study goes through: its samples.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <steady/numerics/network/given.hpp>

namespace steady::network {

class GivenNetworks {
 public:
  /// Throws std::invalid_argument without networks or where their sizes differ.
  explicit GivenNetworks(std::vector<GivenNetwork> networks);

  int size() const { return networks_.front().size(); }
  std::uint64_t count() const { return networks_.size(); }
  /// Throws std::out_of_range beyond the last.
  const GivenNetwork& operator[](std::uint64_t sample) const {
    return networks_.at(static_cast<std::size_t>(sample));
  }

  /// Equal for equal values, wherever they were read: for keys of stored results.
  /// Goes through all values at every call.
  std::string fingerprint() const;
  /// Σ J_ij J_ji / Σ J_ij² over the first `networks` of them, or all: 1 only where all are
  /// symmetric, −1 antisymmetric; 0 without couplings.
  double symmetry(std::uint64_t networks = std::numeric_limits<std::uint64_t>::max()) const;
  /// Mean number of couplings of one.
  double mean_couplings() const { return mean_couplings_; }
  /// (mean of d_i + J_D) over the root mean square of Σ_j J_ij²: what J_D is in networks of unit
  /// field variance. A rough measure for forecasts of cost.
  double relative_self_coupling(double self_coupling) const;

 private:
  /// In units of 2^exponent², so that no square overflows or vanishes.
  struct Sums {
    double couplings = 0.0, squares = 0.0, both_ways = 0.0;
  };
  static Sums sums_of(const GivenNetwork& network, int exponent);

  std::vector<GivenNetwork> networks_;
  std::vector<Sums> sums_;  // of each
  double mean_couplings_ = 0.0;
  double mean_self_coupling_ = 0.0;
  double field_size_ = 0.0;
};

/// All networks of a file. Throws files::FileError as read_given_network does, and where their
/// sizes differ.
std::shared_ptr<const GivenNetworks> read_given_networks(const std::filesystem::path& file,
                                                         const GivenOptions& options);

}  // namespace steady::network
