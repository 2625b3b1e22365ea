#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include <steady/numerics/learning/architecture.hpp>

namespace steady::learning {
namespace {

Architecture empty(const char* name, const PresetNumbers& numbers) {
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

void require_layers(const PresetNumbers& numbers, int least) {
  if (numbers.layers >= least) return;
  throw std::invalid_argument(
      fmt::format("preset: layers = {} is less than {}", numbers.layers, least));
}

}  // namespace

Architecture single(const PresetNumbers& numbers) {
  Architecture net = empty("single", numbers);
  net.layers.push_back(full_layer(numbers));
  validate(net);
  return net;
}

Architecture chain(const PresetNumbers& numbers) {
  require_layers(numbers, 1);
  Architecture net = empty("chain", numbers);
  net.layers.assign(static_cast<std::size_t>(numbers.layers), plain_layer(numbers));
  const Layer full = full_layer(numbers);
  net.layers.front().input = full.input;
  net.layers.back().feedback = full.feedback;
  net.layers.back().readout = true;
  net.bridges =
      connect(numbers.topology, numbers.layers, Bridge{.ferromagnetic = numbers.coupling});
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
  require_layers(numbers, 2);
  Architecture net = empty("modules", numbers);
  Layer layer = full_layer(numbers);
  layer.self_coupling = 0.0;
  net.layers.assign(static_cast<std::size_t>(numbers.layers), layer);
  net.bridges =
      connect(numbers.topology, numbers.layers, Bridge{.ferromagnetic = numbers.coupling});
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

std::vector<std::string> preset_names() {
  return {"single", "chain", "sparse", "modules", "reservoir", "random-features"};
}

Architecture preset(std::string_view name, const PresetNumbers& numbers) {
  if (name == "single") return single(numbers);
  if (name == "chain") return chain(numbers);
  if (name == "sparse") return sparse(numbers);
  if (name == "modules") return modules(numbers);
  if (name == "reservoir") return reservoir(numbers);
  if (name == "random-features") return random_features(numbers);
  throw std::invalid_argument(fmt::format(
      "preset must be single, chain, sparse, modules, reservoir or random-features, got '{}'",
      name));
}

}  // namespace steady::learning
