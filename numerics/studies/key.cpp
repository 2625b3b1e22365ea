#include <steady/numerics/studies/key.hpp>

#include <fmt/format.h>

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
  text_ += ' ' + network::key(networks);
  return *this;
}

Key& Key::add(const options::Entries& entries) {
  for (const auto& entry : entries) add(entry.name, std::string_view(options::text_of(entry)));
  return *this;
}

}  // namespace steady::studies
