// The networks of a file as what a study goes through: its samples.
#pragma once

#include <cstdint>
#include <filesystem>
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
  const std::string& fingerprint() const { return fingerprint_; }
  /// Σ J_ij J_ji / Σ J_ij² over all networks: 1 only where all are symmetric, −1 antisymmetric.
  double symmetry() const { return symmetry_; }
  /// Mean number of couplings of one.
  double mean_couplings() const { return mean_couplings_; }
  /// (mean of d_i + J_D) over the root mean square of Σ_j J_ij²: what J_D is in networks of unit
  /// field variance. A rough measure for forecasts of cost.
  double relative_self_coupling(double self_coupling) const;

 private:
  std::vector<GivenNetwork> networks_;
  std::string fingerprint_;
  double symmetry_ = 0.0;
  double mean_couplings_ = 0.0;
  double mean_self_coupling_ = 0.0;
  double field_size_ = 0.0;
};

/// All networks of a file. Throws files::FileError as read_given_network does.
std::shared_ptr<const GivenNetworks> read_given_networks(const std::filesystem::path& file,
                                                         const GivenOptions& options);

}  // namespace steady::network
