// --network FILE and the options that belong to it: a command's networks from a file instead of an
// ensemble.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <steady/numerics/network/given.hpp>
#include <steady/numerics/network/network_spec.hpp>
#include <steady/theory/names.hpp>

#include <apps/frame/program.hpp>

namespace steady::apps {

enum class Diagonal { keep, ignore };

struct NetworkFile {
  std::string file;
  network::GivenOptions options;
  Diagonal diagonal = Diagonal::keep;
  std::string field;

  bool given() const { return !file.empty(); }
  /// Of several files, one each. Throws UsageError for --field beside several.
  std::vector<NetworkFile> each() const;
};

/// Adds the options; `several`: --network takes files separated by commas.
/// `reads_states`: --states-as is for states of other files, too.
void add_network_file(Command& command, NetworkFile& networks, bool several = false,
                      bool reads_states = false);

/// The networks of the file, as many as --samples (all of them when it is not given). Throws
/// UsageError, files::FileError, sampling::LackOfMemory.
/// They will be asked at these J_D.
network::NetworkSpec networks_of(const NetworkFile& networks, Run& run,
                                 const std::vector<double>& self_couplings = {});

/// Says what rounding to the grid changes, if anything, in the networks of a run from a file;
/// `judged`: fixed points are judged by the values as read. When the options are known to be good.
void tell_rounding(const network::NetworkSpec& networks, const Run& run, bool judged = true);

/// --write-network FILE: also writes the random networks that the command draws.
void add_write_network(Command& command, std::string& file);

/// Writes the networks of a run, all of one kind, `network_0` and so on; a format of one array
/// takes one. External fields are `fields/network_0` and so on. Nothing without a file. Throws
/// UsageError for several kinds, an unknown format, or fields in a format of one array;
/// files::FileError.
void write_networks(const std::string& file, std::span<const network::NetworkSpec> specs,
                    const Run& run);

/// How a table is made, a line each.
std::string provenance_text(const Run& run);

/// A state as text, neuron 0 first: + and −, or 1 and 0.
std::string state_text(network::PackedState state, int size, network::StateConvention convention);
/// Of any number of neurons, 32 a word.
std::string state_text(std::span<const std::uint32_t> words, int size,
                       network::StateConvention convention);

}  // namespace steady::apps
