// A name of numbers or states for the key of a study: equal ones have the same.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace steady::network {

/// SHA-1, each part hashed in the space of the one before (RFC 9562, version 5).
class Fingerprint {
 public:
  Fingerprint();
  void add(std::span<const double> numbers) { add_bytes(std::as_bytes(numbers)); }
  void add(std::span<const std::int8_t> spins) { add_bytes(std::as_bytes(spins)); }
  /// 36 characters: hexadecimal digits in groups.
  std::string text() const;

 private:
  void add_bytes(std::span<const std::byte> bytes);

  std::array<std::uint8_t, 16> name_;
};

}  // namespace steady::network
