#include <steady/numerics/learning/architecture.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace steady::learning {
namespace {

void require_strength(double value, const std::string& name) {
  if (std::isfinite(value) && value > 0.0 && value < 512.0) return;
  throw std::domain_error(fmt::format("{} = {} is not in (0, 512)", name, value));
}

void require_structure(double value, const std::string& name) {
  if (std::isfinite(value) && std::abs(value) < 256.0) return;
  throw std::domain_error(fmt::format("{} = {} is not in (-256, 256)", name, value));
}

void validate_couplings(const RandomCouplings& couplings, int columns, const std::string& name) {
  if (couplings.pattern == Pattern::none) return;
  require_strength(couplings.strength, name + ".strength");
  if (couplings.pattern != Pattern::sparse) return;
  if (!(couplings.mean_degree > 0.0 && couplings.mean_degree <= columns)) {
    throw std::domain_error(
        fmt::format("{}.mean_degree = {} is not in (0, {}]", name, couplings.mean_degree, columns));
  }
}

void validate_ports(const Architecture& net, const Layer& layer, const std::string& name) {
  if (layer.input) {
    require_strength(layer.input->strength, name + ".input.strength");
    if (layer.input->port == Port::identity && layer.size != net.input_size) {
      throw std::invalid_argument(
          fmt::format("{}.input.port = identity needs a layer of input_size = {} neurons", name,
                      net.input_size));
    }
  }
  if (layer.feedback) {
    require_strength(layer.feedback->strength, name + ".feedback.strength");
    if ((layer.feedback->port == Port::random) != (net.classes > 0)) {
      throw std::invalid_argument(name +
                                  ".feedback.port must be random with classes, identity without");
    }
  }
  if (layer.readout && net.classes == 0)
    throw std::invalid_argument(name + ".readout without classes");
}

void validate_layer(const Architecture& net, std::size_t k) {
  const Layer& layer = net.layers[k];
  const std::string name = fmt::format("layers[{}]", k);
  if (layer.size < 1 || layer.size > (1 << 20))
    throw std::invalid_argument(fmt::format("{}.size = {}", name, layer.size));
  require_structure(layer.self_coupling, name + ".self_coupling");
  validate_couplings(layer.internal, layer.size, name + ".internal");
  validate_ports(net, layer, name);
}

void validate_bridge(const Architecture& net, std::size_t k, std::set<std::pair<int, int>>& seen) {
  const Bridge& bridge = net.bridges[k];
  const std::string name = fmt::format("bridges[{}]", k);
  const int layers = static_cast<int>(net.layers.size());
  if (bridge.from < 0 || bridge.from >= layers || bridge.to < 0 || bridge.to >= layers ||
      bridge.from == bridge.to) {
    throw std::invalid_argument(fmt::format("{}: from = {}, to = {} are not two of the {} layers",
                                            name, bridge.from, bridge.to, layers));
  }
  if (!seen.insert(std::minmax(bridge.from, bridge.to)).second)
    throw std::invalid_argument(name + " joins two layers that are joined already");
  const int from_size = net.layers[static_cast<std::size_t>(bridge.from)].size;
  const int to_size = net.layers[static_cast<std::size_t>(bridge.to)].size;
  require_structure(bridge.ferromagnetic, name + ".ferromagnetic");
  if (bridge.ferromagnetic != 0.0 && from_size != to_size)
    throw std::invalid_argument(name + ".ferromagnetic joins layers of different size");
  validate_couplings(bridge.forward, from_size, name + ".forward");
  validate_couplings(bridge.backward, to_size, name + ".backward");
}

bool same(const RandomCouplings& a, const RandomCouplings& b) {
  return a.pattern == b.pattern && a.mean_degree == b.mean_degree && a.strength == b.strength &&
         a.learned == b.learned;
}
bool same(const Layer& a, const Layer& b) {
  if (a.input.has_value() != b.input.has_value()) return false;
  if (a.feedback.has_value() != b.feedback.has_value()) return false;
  if (a.input && (a.input->strength != b.input->strength || a.input->port != b.input->port ||
                  a.input->learned != b.input->learned)) {
    return false;
  }
  if (a.feedback &&
      (a.feedback->strength != b.feedback->strength || a.feedback->port != b.feedback->port)) {
    return false;
  }
  return a.size == b.size && a.self_coupling == b.self_coupling && same(a.internal, b.internal) &&
         a.readout == b.readout && a.learned_bias == b.learned_bias;
}
bool same(const Bridge& a, const Bridge& b) {
  return a.from == b.from && a.to == b.to && a.ferromagnetic == b.ferromagnetic &&
         same(a.forward, b.forward) && same(a.backward, b.backward);
}
template <class T>
bool all_same(const std::vector<T>& a, const std::vector<T>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t k = 0; k < a.size(); ++k)
    if (!same(a[k], b[k])) return false;
  return true;
}

constexpr std::array<std::pair<Pattern, std::string_view>, 3> patterns{
    {{Pattern::none, "none"}, {Pattern::dense, "dense"}, {Pattern::sparse, "sparse"}}};

}  // namespace

bool Architecture::operator==(const Architecture& other) const {
  return name == other.name && input_size == other.input_size && classes == other.classes &&
         all_same(layers, other.layers) && all_same(bridges, other.bridges);
}

void validate(const Architecture& net) {
  if (net.input_size < 1 || net.input_size > (1 << 20))
    throw std::invalid_argument(fmt::format("input_size = {}", net.input_size));
  if (net.classes < 0 || net.classes > 256)
    throw std::invalid_argument(fmt::format("classes = {} is not in 0 … 256", net.classes));
  if (net.layers.empty()) throw std::invalid_argument("layers: there is none");
  bool has_input = false, has_output = net.classes == 0;
  for (std::size_t k = 0; k < net.layers.size(); ++k) {
    validate_layer(net, k);
    has_input = has_input || net.layers[k].input;
    has_output = has_output || net.layers[k].readout;
  }
  if (!has_input) throw std::invalid_argument("layers: none has an input");
  if (!has_output) throw std::invalid_argument("layers: none has a readout");
  std::set<std::pair<int, int>> seen;
  for (std::size_t k = 0; k < net.bridges.size(); ++k) validate_bridge(net, k, seen);
}

Pattern parse_pattern(std::string_view name) {
  for (const auto& [pattern, text] : patterns)
    if (text == name) return pattern;
  throw std::invalid_argument(fmt::format("pattern must be none, dense or sparse, got '{}'", name));
}

Port parse_port(std::string_view name) {
  if (name == "random") return Port::random;
  if (name == "identity") return Port::identity;
  throw std::invalid_argument(fmt::format("port must be random or identity, got '{}'", name));
}

theory::Topology parse_topology(std::string_view name) {
  if (name == "chain") return theory::Topology::chain;
  if (name == "ring") return theory::Topology::ring;
  if (name == "all") return theory::Topology::all;
  throw std::invalid_argument(fmt::format("topology must be chain, ring or all, got '{}'", name));
}

std::string_view to_string(Pattern pattern) {
  for (const auto& [known, text] : patterns)
    if (known == pattern) return text;
  return "none";
}

std::string_view to_string(Port port) {
  return port == Port::random ? "random" : "identity";
}

std::vector<Bridge> connect(theory::Topology topology, int layers, const Bridge& prototype) {
  std::vector<Bridge> bridges;
  const auto join = [&](int from, int to) {
    Bridge bridge = prototype;
    bridge.from = from;
    bridge.to = to;
    bridges.push_back(bridge);
  };
  for (int a = 0; a < layers; ++a) {
    for (int b = a + 1; b < layers; ++b) {
      const bool next = b == a + 1, closing = a == 0 && b == layers - 1;
      if (topology == theory::Topology::all || next ||
          (topology == theory::Topology::ring && closing)) {
        join(a, b);
      }
    }
  }
  return bridges;
}

}  // namespace steady::learning
