// Which neurons there are and who may feel whom: a plain description, to be filled in by hand, by
// one of the presets, or from a file. The numbers are drawn from it by learning::Model.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <steady/theory/modules.hpp>

namespace steady::learning {

enum class Pattern { none, dense, sparse };

/// Random couplings from one layer to another (or to itself): Gaussian with mean 0 and variance
/// strength²/K, with K the number of neurons they come from (dense) or the mean degree (sparse:
/// each coupling is present with probability K / that number). Never on the diagonal of a layer or
/// on that of a ferromagnetic bridge.
struct RandomCouplings {
  Pattern pattern = Pattern::none;
  double mean_degree = 0.0;  ///< K > 0; sparse only
  double strength = 1.0;     ///< > 0; also the unit of their learning rate
  bool learned = true;
};

/// How an outside pattern acts on a layer. random: through a Gaussian matrix. identity: as a field,
/// pattern element i on neuron i (sizes must agree; nothing to learn).
enum class Port { random, identity };

/// λ_x: W_in = λ_x N(0,1)/√N.
struct Input {
  double strength = 5.0;  ///< λ_x
  Port port = Port::random;
  bool learned = true;
};

/// λ_back: W_back = λ_back N(0,1)/√C, never learned. identity: λ_back times the target pattern.
struct Feedback {
  double strength = 0.9;  ///< λ_back
  Port port = Port::random;
};

struct Layer {
  int size = 0;                ///< H
  double self_coupling = 0.5;  ///< J_D, structure: never learned
  RandomCouplings internal = {.pattern = Pattern::dense};
  std::optional<Input> input;
  std::optional<Feedback> feedback;
  bool readout = false;       ///< W_out from this layer, N(0,1)/√H, learned
  bool learned_bias = false;  ///< a field b_i on every neuron, from 0, learned as an input of 1
};

/// Couplings between two different layers. The ferromagnetic part acts both ways between
/// same-index neurons (equal sizes) and is structure; the random parts are drawn independently.
struct Bridge {
  int from = 0;
  int to = 1;
  double ferromagnetic = 0.0;     ///< λ
  RandomCouplings forward = {};   ///< from → to
  RandomCouplings backward = {};  ///< to → from
};

/// A network of layers. Layers are numbered from 0.
struct Architecture {
  std::string name;    ///< free text
  int input_size = 0;  ///< N
  int classes = 0;     ///< C; 0 without labels
  std::vector<Layer> layers;
  std::vector<Bridge> bridges;

  bool operator==(const Architecture&) const;
};

/// Throws std::invalid_argument (sizes, layer numbers, ports, a repeated bridge, no readout and no
/// identity feedback) or std::domain_error (strengths, degrees, self-couplings not finite) naming
/// the field, as `layers[1].input.strength`.
void validate(const Architecture& architecture);

/// These throw std::invalid_argument for an unknown name.
Pattern parse_pattern(std::string_view name);
Port parse_port(std::string_view name);
theory::Topology parse_topology(std::string_view name);
std::string_view to_string(Pattern pattern);
std::string_view to_string(Port port);

/// Bridges like `prototype` between all neighbours of a topology of `layers` layers.
std::vector<Bridge> connect(theory::Topology topology, int layers, const Bridge& prototype);

/// The few numbers that the presets are functions of.
struct PresetNumbers {
  int input_size = 100;        ///< N
  int classes = 10;            ///< C
  int hidden = 1600;           ///< H, neurons in a layer
  int layers = 1;              ///< chain, modules
  double self_coupling = 0.5;  ///< J_D; modules: 0 unless said otherwise
  double coupling = 2.5;       ///< λ; chain and modules
  /// g: J is drawn with variance g²/H, and g is the unit of its learning rate.
  double coupling_strength = 1.0;
  double mean_degree = 100.0;                           ///< sparse
  double input_strength = 5.0;                          ///< λ_x
  double feedback_strength = 0.9;                       ///< λ_back
  theory::Topology topology = theory::Topology::chain;  ///< chain, modules
};

/// One layer with everything.
Architecture single(const PresetNumbers& numbers);
/// `layers` layers with J_D, joined by λ: input on the first, feedback and readout on the last.
Architecture chain(const PresetNumbers& numbers);
/// One layer with sparse couplings.
Architecture sparse(const PresetNumbers& numbers);
/// `layers` (at least two) layers without self-coupling, held by the excitatory λ alone; every one
/// has input, feedback and readout.
Architecture modules(const PresetNumbers& numbers);
/// One layer with fixed random couplings and inputs; only the readout learns.
Architecture reservoir(const PresetNumbers& numbers);
/// The same without couplings: the readout sees sign(W_in x).
Architecture random_features(const PresetNumbers& numbers);

std::vector<std::string> preset_names();
/// By the name on the command line, `random-features` and so on. Throws std::invalid_argument.
Architecture preset(std::string_view name, const PresetNumbers& numbers);

}  // namespace steady::learning
