// Which networks a command goes through: --size, --self-coupling and all the other options that
// say so, the same in every command, or --network FILE instead of them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <steady/numerics/network/network_spec.hpp>

#include <apps/frame/program.hpp>
#include "network_file.hpp"

namespace steady::apps {

/// A point of the grid that the options span.
struct NetworkPoint {
  network::NetworkSpec networks;
  double self_coupling = 0.0;
  double temperature = 0.0;
};

/// Which of the options a command has, and in what range.
struct NetworkTraits {
  std::string size_option = "--size";
  Bounds sizes{2, 1e6};
  int max_modules = 1000;                  ///< 1: neither --modules nor --coupling nor --topology
  bool lists = true;                       ///< several values of each; else only of the size
  bool from_files = true;                  ///< --network and what belongs to it
  bool several_files = false;              ///< of --network, one a size
  bool to_files = true;                    ///< --write-network
  bool reads_states = false;               ///< --states-as without --network: of other files
  bool needs_self_coupling = true;         ///< without --network
  std::string no_self_coupling_with = {};  ///< an option with which it is not needed either
  std::vector<std::string> instead_of_size = {"--network"};
};

class NetworkOptions {
 public:
  explicit NetworkOptions(NetworkTraits traits = {}) : traits_(std::move(traits)) {}

  /// Adds the options; this must outlive the program.
  void add_to(Command& command);

  /// All of them, or those of the files: the size varies slowest, then modules, coupling,
  /// temperature, self_coupling, symmetry, mean_degree, external_field. Throws UsageError naming
  /// the option for what network::require_drawable refuses and for options that mean nothing
  /// beside the others; what networks_of throws; ResourceError for more rows, one a network, than
  /// memory holds.
  std::vector<NetworkPoint> points(Run& run, const std::vector<double>& temperatures = {0.0}) const;

  /// tell_rounding once a file.
  static void tell_rounding(const std::vector<NetworkPoint>& points, const Run& run,
                            bool judged = true);

  /// The networks of all points where --write-network asks for it; see write_networks.
  void write(const std::vector<NetworkPoint>& points, const Run& run) const;

  bool from_file() const { return file_.given(); }
  const NetworkFile& file() const { return file_; }

 private:
  void add_lists(Command& command);
  void add_modules(Command& command);
  void add_files(Command& command);
  /// The options that --network replaces.
  std::vector<std::string> of_ensembles() const;
  void check(const Run& run) const;
  std::vector<NetworkPoint> of_files(Run& run, const std::vector<double>& temperatures) const;
  /// The specs of one size, modules and coupling.
  std::vector<network::NetworkSpec> specs(int size, int modules, double coupling) const;

  NetworkTraits traits_;
  std::vector<int> size_;
  std::vector<int> modules_{1};
  std::vector<double> coupling_{0.0};
  theory::Topology topology_ = theory::Topology::ring;
  std::vector<double> self_coupling_;
  std::vector<double> symmetry_{0.0};
  std::vector<double> mean_degree_;  // empty: dense
  std::vector<double> external_field_{0.0};
  std::string ensemble_ = "gaussian";
  NetworkFile file_;
  std::string write_network_;
};

/// Throws UsageError for what network::require_drawable refuses, naming the option of the argument:
/// --mean-degree for mean_degree, or the one that is listed.
void require_drawable(const network::NetworkSpec& networks,
                      const std::map<std::string, std::string>& options = {});

}  // namespace steady::apps
