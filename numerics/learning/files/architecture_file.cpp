#include <steady/numerics/learning/files/architecture_file.hpp>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <sstream>
#include <string_view>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

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
  void allow(const std::vector<std::string_view>& keys) const {
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

  /// A name of this table.
  template <class Enum, std::size_t Count>
  void read_name(std::string_view key, Enum& value, const Names<Enum, Count>& names) const {
    std::string name;
    read(key, name);
    if (!has(key)) return;
    try {
      value = names.parse(name);
    } catch (const ArgumentError& error) {
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

/// The names of all fields, and more keys.
template <options::Described T>
std::vector<std::string_view> keys_of(const T& value, std::vector<std::string_view> more = {}) {
  std::vector<std::string_view> keys;
  options::for_each_field(value,
                          [&](const auto& field, const auto&) { keys.push_back(field.name); });
  keys.insert(keys.end(), more.begin(), more.end());
  return keys;
}

template <options::Described T>
void read_table(const Section& section, T& value, const std::vector<std::string_view>& more = {}) {
  section.allow(keys_of(value, more));
  options::for_each_field(value, [&]<class F, class Value>(const F& field, Value& member) {
    if constexpr (std::is_enum_v<Value>) {
      section.read_name(field.name, member, field.domain);
    } else if constexpr (options::Described<Value>) {
      section.with_table(field.name, [&](const Section& s) { read_table(s, member); });
    } else if constexpr (options::detail::IsOptional<Value>::value) {
      section.with_table(field.name, [&](const Section& s) { read_table(s, member.emplace()); });
    } else {
      section.read(field.name, member);
    }
  });
  if constexpr (std::is_same_v<T, RandomCouplings>)
    if (section.has("mean_degree") && value.pattern != Pattern::sparse)
      section.fail("mean_degree is for pattern = \"sparse\"");
}

void read_layer(const Section& section, std::vector<Layer>& layers) {
  Layer layer;
  int copies = 1;
  read_table(section, layer, {"copies"});
  section.read("copies", copies);
  if (copies < 1) section.fail("copies must be at least 1");
  if (layers.size() + static_cast<std::size_t>(copies) > most_layers)
    section.fail("too many layers");
  layers.insert(layers.end(), static_cast<std::size_t>(copies), layer);
}

/// Bridges between all neighbours of a topology.
struct Connection {
  theory::Topology topology = theory::Topology::chain;
  double ferromagnetic = 0.0;
  RandomCouplings forward = {}, backward = {};

  static constexpr auto fields() {
    using options::field;
    using C = Connection;
    return std::tuple{field("topology", &C::topology, theory::topology_names, "Who are neighbours"),
                      field("ferromagnetic", &C::ferromagnetic, structure_bounds, "λ"),
                      field("forward", &C::forward, "From the lower number to the higher"),
                      field("backward", &C::backward, "The other way")};
  }
};

void read_connect(const Section& section, Architecture& architecture) {
  Connection how;
  read_table(section, how);
  const auto bridges = connect(
      how.topology, static_cast<int>(architecture.layers.size()),
      {.ferromagnetic = how.ferromagnetic, .forward = how.forward, .backward = how.backward});
  architecture.bridges.insert(architecture.bridges.end(), bridges.begin(), bridges.end());
}

Architecture interpret(const toml::table& table, const fs::path& name, const DataSizes& sizes) {
  const Section root(table, "the file", name);
  Architecture architecture;
  architecture.input_size = sizes.input_size;
  architecture.classes = sizes.classes;
  read_table(root, architecture, {"layer", "bridge", "connect"});
  root.with_tables("layer", [&](const Section& s) { read_layer(s, architecture.layers); });
  root.with_tables("bridge",
                   [&](const Section& s) { read_table(s, architecture.bridges.emplace_back()); });
  root.with_table("connect", [&](const Section& s) { read_connect(s, architecture); });
  return architecture;
}

template <options::Described T>
toml::table to_table(const T& value) {
  toml::table table;
  options::for_each_field(value, [&]<class F, class Value>(const F& field, const Value& member) {
    if constexpr (std::is_enum_v<Value>) {
      table.insert(field.name, field.domain.of(member));
    } else if constexpr (options::Described<Value>) {
      table.insert(field.name, to_table(member));
    } else if constexpr (options::detail::IsOptional<Value>::value) {
      if (member) table.insert(field.name, to_table(*member));
    } else {
      table.insert(field.name, member);
    }
  });
  if constexpr (std::is_same_v<T, RandomCouplings>)
    if (value.pattern != Pattern::sparse) table.erase("mean_degree");
  return table;
}

/// An array of tables, whose own tables are written in a line each.
template <class T>
toml::array to_array(const std::vector<T>& values) {
  toml::array array;
  for (const auto& value : values) {
    auto table = to_table(value);
    for (auto&& [key, node] : table)
      if (auto* inner = node.as_table()) inner->is_inline(true);
    array.push_back(std::move(table));
  }
  return array;
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
  auto table = to_table(architecture);
  table.insert("layer", to_array(architecture.layers));
  if (!architecture.bridges.empty()) table.insert("bridge", to_array(architecture.bridges));
  std::ostringstream text;
  text << toml::toml_formatter(table) << '\n';
  return text.str();
}

}  // namespace steady::learning
