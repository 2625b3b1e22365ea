// The text that identifies a point of a study.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/options/entries.hpp>

namespace steady::studies {

/// `study name=value name=value …`, in the order of the calls. Doubles are written with the fewest
/// digits that read back as the same double, so that different points have different keys.
class Key {
 public:
  explicit Key(std::string_view study) : text_(study) {}

  Key& add(std::string_view name, double value);
  Key& add(std::string_view name, std::string_view value);
  Key& add(std::string_view name, std::integral auto value) {
    return add(name, std::string_view(std::to_string(value)));
  }
  /// Everything that the networks depend on, network::key.
  Key& add(const network::NetworkSpec& networks);

  /// Every option by its name.
  Key& add(const options::Entries& entries);

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace steady::studies
