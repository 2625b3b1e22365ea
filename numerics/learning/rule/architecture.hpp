// Which neurons there are and who may feel whom: a plain description, to be filled in by hand, by
// one of the presets, or from a file. The numbers are drawn from it by learning::Model.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/options/described.hpp>
#include <steady/theory/topology.hpp>

namespace steady::learning {

enum class Pattern { none, dense, sparse };
inline constexpr auto pattern_names = names<Pattern>(
    "pattern", {{Pattern::none, "none"}, {Pattern::dense, "dense"}, {Pattern::sparse, "sparse"}});

/// A layer has at most so many neurons, an architecture so many layers.
inline constexpr int most_neurons = 1 << 20;
inline constexpr int most_layers = 10000;

/// What a self-coupling and the λ between layers may be, and the scale of random couplings: fields
/// have to stay exact.
inline constexpr auto structure_bounds = options::between(-256, 256);
inline constexpr auto strength_bounds = options::between(0, 512);

/// Random couplings from one layer to another (or to itself): Gaussian with mean 0 and variance
/// strength²/K, with K the number of neurons they come from (dense) or the mean degree (sparse:
/// each coupling is present with probability K / that number). Never on the diagonal of a layer or
/// on that of a ferromagnetic bridge.
struct RandomCouplings {
  Pattern pattern = Pattern::none;
  double mean_degree = 0.0;  ///< K > 0; sparse only
  double strength = 1.0;     ///< > 0 where there are any; also the unit of their learning rate
  bool learned = true;

  bool operator==(const RandomCouplings&) const = default;
  static constexpr auto fields() {
    using options::field, options::bounds, options::below;
    using C = RandomCouplings;
    return std::tuple{field("pattern", &C::pattern, pattern_names, "Which pairs are joined"),
                      field("mean_degree", &C::mean_degree, bounds(0, most_neurons),
                            "Inputs of a neuron: sparse"),
                      field("strength", &C::strength, below(0, 512),
                            "Standard deviation in units of 1/√K, and of the learning rate"),
                      field("learned", &C::learned, "Whether they learn")};
  }
};

/// How an outside pattern acts on a layer. random: through a Gaussian matrix. identity: as a field,
/// pattern element i on neuron i (sizes must agree; nothing to learn).
enum class Port { random, identity };
inline constexpr auto port_names =
    names<Port>("port", {{Port::random, "random"}, {Port::identity, "identity"}});

/// λ_x: W_in = λ_x N(0,1)/√N.
struct Input {
  double strength = 5.0;  ///< λ_x
  Port port = Port::random;
  bool learned = true;

  bool operator==(const Input&) const = default;
  static constexpr auto fields() {
    using options::field;
    return std::tuple{field("strength", &Input::strength, strength_bounds, "λ_x"),
                      field("port", &Input::port, port_names, "How it acts"),
                      field("learned", &Input::learned, "Whether W_in learns")};
  }
};

/// λ_back: W_back = λ_back N(0,1)/√C, never learned. identity: λ_back times the target pattern.
struct Feedback {
  double strength = 0.9;  ///< λ_back
  Port port = Port::random;

  bool operator==(const Feedback&) const = default;
  static constexpr auto fields() {
    using options::field;
    return std::tuple{field("strength", &Feedback::strength, strength_bounds, "λ_back"),
                      field("port", &Feedback::port, port_names, "How it acts")};
  }
};

struct Layer {
  int size = 0;                ///< H
  double self_coupling = 0.5;  ///< J_D, structure: never learned
  RandomCouplings internal = {.pattern = Pattern::dense};
  std::optional<Input> input;
  std::optional<Feedback> feedback;
  bool readout = false;       ///< W_out from this layer, N(0,1)/√H, learned
  bool learned_bias = false;  ///< a field b_i on every neuron, from 0, learned as an input of 1

  bool operator==(const Layer&) const = default;
  static constexpr auto fields() {
    using options::field, options::bounds;
    return std::tuple{
        field("size", &Layer::size, bounds(1, most_neurons), "H"),
        field("self_coupling", &Layer::self_coupling, structure_bounds, "J_D"),
        field("internal", &Layer::internal, "Random couplings inside the layer"),
        field("input", &Layer::input, "The outside pattern, if it acts here"),
        field("feedback", &Layer::feedback, "The label or target, if it acts here"),
        field("readout", &Layer::readout, "Whether the answer is read here"),
        field("learned_bias", &Layer::learned_bias, "Whether neurons have a bias that learns")};
  }
};

/// Couplings between two different layers. The ferromagnetic part acts both ways between
/// same-index neurons (equal sizes) and is structure; the random parts are drawn independently.
struct Bridge {
  int from = 0;
  int to = 1;
  double ferromagnetic = 0.0;     ///< λ
  RandomCouplings forward = {};   ///< from → to
  RandomCouplings backward = {};  ///< to → from

  bool operator==(const Bridge&) const = default;
  static constexpr auto fields() {
    using options::field, options::bounds;
    return std::tuple{field("from", &Bridge::from, bounds(0, most_layers - 1), "Number of a layer"),
                      field("to", &Bridge::to, bounds(0, most_layers - 1), "Number of another"),
                      field("ferromagnetic", &Bridge::ferromagnetic, structure_bounds, "λ"),
                      field("forward", &Bridge::forward, "Random couplings from → to"),
                      field("backward", &Bridge::backward, "Random couplings to → from")};
  }
};

/// A network of layers. Layers are numbered from 0.
struct Architecture {
  std::string name;    ///< free text
  int input_size = 0;  ///< N
  int classes = 0;     ///< C; 0 without labels
  std::vector<Layer> layers;
  std::vector<Bridge> bridges;

  bool operator==(const Architecture&) const = default;
  /// All but the lists.
  static constexpr auto fields() {
    using options::field, options::bounds;
    using A = Architecture;
    return std::tuple{field("name", &A::name, options::Text{}, "Free text"),
                      field("input_size", &A::input_size, bounds(1, most_neurons), "N"),
                      field("classes", &A::classes, bounds(0, 256), "C; 0 without labels")};
  }
};

/// Throws DomainError (a value outside its bounds) or ArgumentError (ports, a repeated bridge, no
/// readout and no identity feedback, …) naming the field, as `layers[1].input.strength`.
void validate(const Architecture& architecture);

/// Bridges like `prototype` between all neighbours of a topology of `layers` layers.
std::vector<Bridge> connect(theory::Topology topology, int layers, const Bridge& prototype);

/// The few numbers that the presets are functions of.
struct PresetNumbers {
  int input_size = 100;                                 ///< N
  int classes = 10;                                     ///< C
  int hidden = 1600;                                    ///< H
  int layers = 0;                                       ///< L
  double self_coupling = 0.5;                           ///< J_D
  double coupling = 2.5;                                ///< λ
  theory::Topology topology = theory::Topology::chain;  ///< of the λ
  double coupling_strength = 1.0;                       ///< g
  double mean_degree = 100.0;
  double input_strength = 5.0;     ///< λ_x
  double feedback_strength = 0.9;  ///< λ_back

  /// All but what the data decide.
  static constexpr auto fields() {
    using options::field, options::bounds, options::above;
    using P = PresetNumbers;
    return std::tuple{
        field("hidden", &P::hidden, bounds(1, most_neurons), "H, neurons in a layer"),
        field("layers", &P::layers, bounds(0, most_layers),
              "L of chain and modules; 0: as few as possible (2)"),
        field("self_coupling", &P::self_coupling, structure_bounds, "J_D; modules have none"),
        field("coupling", &P::coupling, structure_bounds, "λ between the layers"),
        field("topology", &P::topology, theory::topology_names, "Which layers λ joins"),
        field("coupling_strength", &P::coupling_strength, strength_bounds,
              "g: J is drawn with variance g²/H and learns in this unit"),
        field("mean_degree", &P::mean_degree, above(0, most_neurons), "Inputs of a neuron: sparse"),
        field("input_strength", &P::input_strength, strength_bounds, "λ_x"),
        field("feedback_strength", &P::feedback_strength, strength_bounds, "λ_back")};
  }
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
