// Counts the bytes that operator new has handed out, now and at most.
#pragma once

#include <cstddef>

namespace steady::tests {

/// Peak of the bytes in use since construction, above those in use then.
class CountedMemory {
 public:
  CountedMemory();
  double peak() const;

 private:
  std::ptrdiff_t before_;
};

}  // namespace steady::tests
