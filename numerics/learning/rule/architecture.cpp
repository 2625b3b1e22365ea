#include <steady/numerics/learning/rule/architecture.hpp>

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace steady::learning {
namespace {

void validate_couplings(const RandomCouplings& couplings, int columns, const std::string& name) {
  if (couplings.pattern == Pattern::none) return;
  const auto check = [&](const char* field, double value, const options::Bounds& bounds) {
    options::detail::check_number(name + field, value, bounds);
  };
  check(".strength", couplings.strength, strength_bounds);
  if (couplings.pattern == Pattern::sparse)
    check(".mean_degree", couplings.mean_degree, options::above(0, columns));
}

void validate_ports(const Architecture& net, const Layer& layer, const std::string& name) {
  if (layer.input && layer.input->port == Port::identity && layer.size != net.input_size) {
    const auto field = name + ".input.port";
    throw ArgumentError(
        field, fmt::format("= identity needs a layer of input_size = {} neurons", net.input_size));
  }
  if (layer.feedback && (layer.feedback->port == Port::random) != (net.classes > 0)) {
    const auto field = name + ".feedback.port";
    throw ArgumentError(field, "must be random with classes, identity without");
  }
  if (layer.readout && net.classes == 0) throw ArgumentError(name + ".readout", "without classes");
}

void validate_layer(const Architecture& net, std::size_t k) {
  const Layer& layer = net.layers[k];
  const std::string name = fmt::format("layers[{}]", k);
  options::check(layer, name + ".");
  validate_couplings(layer.internal, layer.size, name + ".internal");
  validate_ports(net, layer, name);
}

void validate_bridge(const Architecture& net, std::size_t k, std::set<std::pair<int, int>>& seen) {
  const Bridge& bridge = net.bridges[k];
  const std::string name = fmt::format("bridges[{}]", k);
  const int layers = static_cast<int>(net.layers.size());
  if (bridge.from < 0 || bridge.from >= layers || bridge.to < 0 || bridge.to >= layers ||
      bridge.from == bridge.to) {
    throw ArgumentError(name, fmt::format(": from = {}, to = {} are not two of the {} layers",
                                          bridge.from, bridge.to, layers));
  }
  if (!seen.insert(std::minmax(bridge.from, bridge.to)).second)
    throw ArgumentError(name, "joins two layers that are joined already");
  const int from_size = net.layers[static_cast<std::size_t>(bridge.from)].size;
  const int to_size = net.layers[static_cast<std::size_t>(bridge.to)].size;
  options::check(bridge, name + ".");
  if (bridge.ferromagnetic != 0.0 && from_size != to_size)
    throw ArgumentError(name + ".ferromagnetic", "joins layers of different size");
  validate_couplings(bridge.forward, from_size, name + ".forward");
  validate_couplings(bridge.backward, to_size, name + ".backward");
}

}  // namespace

void validate(const Architecture& net) {
  options::check(net);
  const auto fail = [](const char* why) { throw ArgumentError("layers", std::string(": ") + why); };
  if (net.layers.empty()) fail("there is none");
  bool has_input = false, has_output = net.classes == 0;
  for (std::size_t k = 0; k < net.layers.size(); ++k) {
    validate_layer(net, k);
    has_input = has_input || net.layers[k].input;
    has_output = has_output || net.layers[k].readout;
  }
  if (!has_input) fail("none has an input");
  if (!has_output) fail("none has a readout");
  std::set<std::pair<int, int>> seen;
  for (std::size_t k = 0; k < net.bridges.size(); ++k) validate_bridge(net, k, seen);
}

std::vector<Bridge> connect(theory::Topology topology, int layers, const Bridge& prototype) {
  std::vector<Bridge> bridges;
  const auto join = [&](int from, int to) {
    Bridge bridge = prototype;
    bridge.from = from;
    bridge.to = to;
    bridges.push_back(bridge);
  };
  for (int a = 0; a < layers; ++a)
    for (int b = a + 1; b < layers; ++b)
      if (theory::are_neighbours(topology, layers, a, b)) join(a, b);
  return bridges;
}

}  // namespace steady::learning
