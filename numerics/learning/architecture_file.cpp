#include <steady/numerics/learning/architecture_file.hpp>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <sstream>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <toml++/toml.h>

#include <steady/numerics/files/atomic_file.hpp>

namespace steady::learning {
namespace {

namespace fs = std::filesystem;

/// One table of the file: reads keys by name and refuses those nobody asked for.
class Section {
 public:
  Section(const toml::table& table, std::string where, const fs::path& file)
      : table_(table), where_(std::move(where)), file_(file) {}

  [[noreturn]] void fail(const toml::node& at, const std::string& why) const {
    throw files::FileError("cannot read", file_,
                           fmt::format("line {}: {}", at.source().begin.line, why));
  }
  [[noreturn]] void fail(const std::string& why) const { fail(table_, why); }

  /// To be called first: every key that this section may have.
  void allow(std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, node] : table_)
      if (std::find(keys.begin(), keys.end(), key.str()) == keys.end())
        throw files::FileError(
            "cannot read", file_,
            fmt::format("line {}: unknown key '{}' in {} (known: {})", key.source().begin.line,
                        key.str(), where_, fmt::join(keys, ", ")));
  }

  bool has(std::string_view key) const { return table_.contains(key); }

  void read(std::string_view key, double& value) const {
    if (const auto* node = table_.get(key)) {
      const auto number = node->is_number() ? node->value<double>() : std::nullopt;
      if (!number || !std::isfinite(*number)) wrong(key, *node, "a finite number");
      value = *number;
    }
  }

  void read(std::string_view key, int& value) const {
    if (const auto* node = table_.get(key)) {
      const auto number = node->is_integer() ? node->value<std::int64_t>() : std::nullopt;
      if (!number || *number < 0 || *number > std::numeric_limits<int>::max())
        wrong(key, *node, "a whole number ≥ 0");
      value = static_cast<int>(*number);
    }
  }

  void read(std::string_view key, bool& value) const {
    if (const auto* node = table_.get(key)) {
      if (!node->is_boolean()) wrong(key, *node, "true or false");
      value = *node->value<bool>();
    }
  }

  void read(std::string_view key, std::string& value) const {
    if (const auto* node = table_.get(key)) {
      if (!node->is_string()) wrong(key, *node, "a text in quotes");
      value = *node->value<std::string>();
    }
  }

  /// A name that `parse` knows.
  template <class Value>
  void read_name(std::string_view key, Value& value, Value (*parse)(std::string_view)) const {
    std::string name;
    read(key, name);
    if (!has(key)) return;
    try {
      value = parse(name);
    } catch (const std::invalid_argument& error) {
      fail(*table_.get(key), fmt::format("'{}' in {}: {}", key, where_, error.what()));
    }
  }

  /// Calls `visit` with the table under that key, if there is one.
  template <class Visit>
  void with_table(std::string_view key, const Visit& visit) const {
    if (const auto* node = table_.get(key)) {
      if (!node->is_table()) wrong(key, *node, "a table, { … }");
      visit(Section(*node->as_table(), fmt::format("{}.{}", where_, key), file_));
    }
  }

  /// Calls `visit` with every table of an array of tables, if there is one.
  template <class Visit>
  void with_tables(std::string_view key, const Visit& visit) const {
    const auto* node = table_.get(key);
    if (node == nullptr) return;
    const auto* array = node->as_array();
    if (array == nullptr || !array->is_homogeneous(toml::node_type::table))
      wrong(key, *node, fmt::format("an array of tables, [[{}]]", key));
    for (const auto& item : *array) visit(Section(*item.as_table(), std::string(key), file_));
  }

 private:
  [[noreturn]] void wrong(std::string_view key, const toml::node& node,
                          const std::string& wanted) const {
    fail(node, fmt::format("'{}' in {} must be {}", key, where_, wanted));
  }

  const toml::table& table_;
  std::string where_;
  fs::path file_;
};

void read_couplings(const Section& section, RandomCouplings& couplings) {
  section.allow({"pattern", "mean_degree", "strength", "learned"});
  section.read_name<Pattern>("pattern", couplings.pattern, parse_pattern);
  section.read("mean_degree", couplings.mean_degree);
  section.read("strength", couplings.strength);
  section.read("learned", couplings.learned);
  if (section.has("mean_degree") && couplings.pattern != Pattern::sparse)
    section.fail("mean_degree is for pattern = \"sparse\"");
}

void read_input(const Section& section, Input& input) {
  section.allow({"strength", "port", "learned"});
  section.read("strength", input.strength);
  section.read_name<Port>("port", input.port, parse_port);
  section.read("learned", input.learned);
}

void read_feedback(const Section& section, Feedback& feedback) {
  section.allow({"strength", "port"});
  section.read("strength", feedback.strength);
  section.read_name<Port>("port", feedback.port, parse_port);
}

void read_layer(const Section& section, std::vector<Layer>& layers) {
  section.allow({"size", "copies", "self_coupling", "internal", "input", "feedback", "readout",
                 "learned_bias"});
  Layer layer;
  int copies = 1;
  section.read("size", layer.size);
  section.read("copies", copies);
  section.read("self_coupling", layer.self_coupling);
  section.with_table("internal", [&](const Section& s) { read_couplings(s, layer.internal); });
  section.with_table("input", [&](const Section& s) { read_input(s, layer.input.emplace()); });
  section.with_table("feedback",
                     [&](const Section& s) { read_feedback(s, layer.feedback.emplace()); });
  section.read("readout", layer.readout);
  section.read("learned_bias", layer.learned_bias);
  if (copies < 1) section.fail("copies must be at least 1");
  if (layers.size() + static_cast<std::size_t>(copies) > 10000) section.fail("too many layers");
  layers.insert(layers.end(), static_cast<std::size_t>(copies), layer);
}

void read_joint(const Section& section, Bridge& bridge) {
  section.read("ferromagnetic", bridge.ferromagnetic);
  section.with_table("forward", [&](const Section& s) { read_couplings(s, bridge.forward); });
  section.with_table("backward", [&](const Section& s) { read_couplings(s, bridge.backward); });
}

void read_bridge(const Section& section, std::vector<Bridge>& bridges) {
  section.allow({"from", "to", "ferromagnetic", "forward", "backward"});
  Bridge bridge;
  section.read("from", bridge.from);
  section.read("to", bridge.to);
  read_joint(section, bridge);
  bridges.push_back(bridge);
}

void read_connect(const Section& section, Architecture& architecture) {
  section.allow({"topology", "ferromagnetic", "forward", "backward"});
  auto topology = theory::Topology::chain;
  section.read_name<theory::Topology>("topology", topology, parse_topology);
  Bridge prototype;
  read_joint(section, prototype);
  const auto bridges = connect(topology, static_cast<int>(architecture.layers.size()), prototype);
  architecture.bridges.insert(architecture.bridges.end(), bridges.begin(), bridges.end());
}

Architecture interpret(const toml::table& table, const fs::path& name, const DataSizes& sizes) {
  const Section root(table, "the file", name);
  root.allow({"name", "input_size", "classes", "layer", "bridge", "connect"});
  Architecture architecture;
  architecture.input_size = sizes.input_size;
  architecture.classes = sizes.classes;
  root.read("name", architecture.name);
  root.read("input_size", architecture.input_size);
  root.read("classes", architecture.classes);
  root.with_tables("layer", [&](const Section& s) { read_layer(s, architecture.layers); });
  root.with_tables("bridge", [&](const Section& s) { read_bridge(s, architecture.bridges); });
  root.with_table("connect", [&](const Section& s) { read_connect(s, architecture); });
  return architecture;
}

/// A number as TOML floats are written, shortest that reads back the same.
std::string real(double value) {
  auto text = fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      result += {'\\', c};
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      result += fmt::format("\\u{:04x}", static_cast<int>(c));
    else
      result += c;
  }
  return result + '"';
}

std::string couplings_text(const RandomCouplings& couplings) {
  auto text = fmt::format("{{ pattern = \"{}\"", to_string(couplings.pattern));
  if (couplings.pattern == Pattern::sparse)
    text += fmt::format(", mean_degree = {}", real(couplings.mean_degree));
  return text + fmt::format(", strength = {}, learned = {} }}", real(couplings.strength),
                            couplings.learned);
}

std::string layer_text(const Layer& layer) {
  auto text = fmt::format("\n[[layer]]\nsize = {}\nself_coupling = {}\ninternal = {}\n", layer.size,
                          real(layer.self_coupling), couplings_text(layer.internal));
  if (layer.input)
    text += fmt::format("input = {{ strength = {}, port = \"{}\", learned = {} }}\n",
                        real(layer.input->strength), to_string(layer.input->port),
                        layer.input->learned);
  if (layer.feedback)
    text += fmt::format("feedback = {{ strength = {}, port = \"{}\" }}\n",
                        real(layer.feedback->strength), to_string(layer.feedback->port));
  return text + fmt::format("readout = {}\nlearned_bias = {}\n", layer.readout, layer.learned_bias);
}

std::string bridge_text(const Bridge& bridge) {
  return fmt::format(
      "\n[[bridge]]\nfrom = {}\nto = {}\nferromagnetic = {}\nforward = {}\nbackward = {}\n",
      bridge.from, bridge.to, real(bridge.ferromagnetic), couplings_text(bridge.forward),
      couplings_text(bridge.backward));
}

}  // namespace

Architecture parse_architecture(const std::string& text, const fs::path& name,
                                const DataSizes& sizes) {
  try {
    auto architecture = interpret(toml::parse(text, name.string()), name, sizes);
    validate(architecture);
    return architecture;
  } catch (const toml::parse_error& error) {
    throw files::FileError(
        "cannot read", name,
        fmt::format("line {}: {}", error.source().begin.line, error.description()));
  } catch (const std::logic_error& error) {  // domain_error, invalid_argument of validate()
    throw files::FileError("cannot read", name, error.what());
  }
}

Architecture read_architecture(const fs::path& file, const DataSizes& sizes) {
  std::error_code error;
  if (!fs::is_regular_file(file, error))
    throw files::FileError("cannot read", file,
                           error ? error.message() : std::string("not a regular file"));
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) throw files::FileError("cannot read", file, std::generic_category().message(errno));
  return parse_architecture(text.str(), file, sizes);
}

std::string to_toml(const Architecture& architecture) {
  auto text = fmt::format("name = {}\ninput_size = {}\nclasses = {}\n", quoted(architecture.name),
                          architecture.input_size, architecture.classes);
  for (const auto& layer : architecture.layers) text += layer_text(layer);
  for (const auto& bridge : architecture.bridges) text += bridge_text(bridge);
  return text;
}

}  // namespace steady::learning
