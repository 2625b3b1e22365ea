#include <steady/numerics/studies/key.hpp>

#include <fmt/format.h>

#include <steady/theory/modules.hpp>

namespace steady::studies {

Key& Key::add(std::string_view name, double value) {
  text_ += fmt::format(" {}={}", name, value);
  return *this;
}

Key& Key::add(std::string_view name, std::string_view value) {
  text_ += fmt::format(" {}={}", name, value);
  return *this;
}

Key& Key::add(const network::NetworkSpec& networks) {
  add("size", networks.size).add("symmetry", networks.ensemble.symmetry);
  if (networks.ensemble.mean_degree) add("mean_degree", *networks.ensemble.mean_degree);
  if (networks.modules > 1)
    add("modules", networks.modules)
        .add("topology", static_cast<int>(networks.topology))
        .add("coupling", networks.coupling);
  return *this;
}

}  // namespace steady::studies
