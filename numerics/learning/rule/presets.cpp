#include <string>

#include <fmt/format.h>

#include <steady/numerics/learning/rule/architecture.hpp>

namespace steady::learning {
namespace {

Architecture empty(const char* name, const PresetNumbers& numbers) {
  options::check(numbers);
  Architecture net;
  net.name = name;
  net.input_size = numbers.input_size;
  net.classes = numbers.classes;
  return net;
}

Layer plain_layer(const PresetNumbers& numbers) {
  Layer layer;
  layer.size = numbers.hidden;
  layer.self_coupling = numbers.self_coupling;
  layer.internal.strength = numbers.coupling_strength;
  return layer;
}

Layer full_layer(const PresetNumbers& numbers) {
  Layer layer = plain_layer(numbers);
  layer.input = Input{.strength = numbers.input_strength};
  layer.feedback = Feedback{.strength = numbers.feedback_strength};
  layer.readout = true;
  return layer;
}

// L, of which a preset has at least `least`; 0 stands for two.
int layers_of(const PresetNumbers& numbers, int least) {
  const int layers = numbers.layers > 0 ? numbers.layers : 2;
  require_at_least("layers", layers, least);
  return layers;
}

}  // namespace

Architecture single(const PresetNumbers& numbers) {
  Architecture net = empty("single", numbers);
  net.layers.push_back(full_layer(numbers));
  validate(net);
  return net;
}

Architecture chain(const PresetNumbers& numbers) {
  const int layers = layers_of(numbers, 1);
  Architecture net = empty("chain", numbers);
  net.layers.assign(static_cast<std::size_t>(layers), plain_layer(numbers));
  const Layer full = full_layer(numbers);
  net.layers.front().input = full.input;
  net.layers.back().feedback = full.feedback;
  net.layers.back().readout = true;
  net.bridges = connect(numbers.topology, layers, Bridge{.ferromagnetic = numbers.coupling});
  validate(net);
  return net;
}

Architecture sparse(const PresetNumbers& numbers) {
  Architecture net = empty("sparse", numbers);
  Layer layer = full_layer(numbers);
  layer.internal.pattern = Pattern::sparse;
  layer.internal.mean_degree = numbers.mean_degree;
  net.layers.push_back(layer);
  validate(net);
  return net;
}

Architecture modules(const PresetNumbers& numbers) {
  const int layers = layers_of(numbers, 2);
  Architecture net = empty("modules", numbers);
  Layer layer = full_layer(numbers);
  layer.self_coupling = 0.0;
  net.layers.assign(static_cast<std::size_t>(layers), layer);
  net.bridges = connect(numbers.topology, layers, Bridge{.ferromagnetic = numbers.coupling});
  validate(net);
  return net;
}

Architecture reservoir(const PresetNumbers& numbers) {
  Architecture net = single(numbers);
  net.name = "reservoir";
  net.layers[0].internal.learned = false;
  net.layers[0].input->learned = false;
  net.layers[0].feedback.reset();
  return net;
}

Architecture random_features(const PresetNumbers& numbers) {
  Architecture net = reservoir(numbers);
  net.name = "random-features";
  net.layers[0].internal.pattern = Pattern::none;
  validate(net);
  return net;
}

namespace {

struct Preset {
  std::string_view name;
  Architecture (*make)(const PresetNumbers&);
};
constexpr Preset presets[] = {{"single", single},       {"chain", chain},
                              {"sparse", sparse},       {"modules", modules},
                              {"reservoir", reservoir}, {"random-features", random_features}};

}  // namespace

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const auto& known : presets) names.emplace_back(known.name);
  return names;
}

Architecture preset(std::string_view name, const PresetNumbers& numbers) {
  for (const auto& known : presets)
    if (known.name == name) return known.make(numbers);
  throw ArgumentError(
      "preset", fmt::format("must be one of {}, got '{}'", fmt::join(preset_names(), ", "), name));
}

}  // namespace steady::learning
