// Counts the bytes that operator new has handed out, now and at most.
#pragma once

#include <cstddef>

namespace steady::tests {

/// Peak of the bytes in use since construction, above those in use then.
class CountedMemory {
 public:
  CountedMemory();
  /// False in programs built with a sanitizer: there the peak is always 0.
  static bool counts();
  double peak() const;

 private:
  std::ptrdiff_t before_;
};

}  // namespace steady::tests
