// Replaces operator new and delete of the whole test program.
#include "counted_memory.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::ptrdiff_t> in_use{0};
std::atomic<std::ptrdiff_t> most{0};

// The size is kept in front of the block, as far in front as the alignment asks.
void* allocate(std::size_t size, std::size_t alignment) {
  const std::size_t ahead = alignment < 16 ? 16 : alignment;
  void* block = std::aligned_alloc(ahead, (size + 2 * ahead - 1) / ahead * ahead);
  if (block == nullptr) throw std::bad_alloc();
  *static_cast<std::size_t*>(block) = size;
  const auto now = in_use += static_cast<std::ptrdiff_t>(size);
  auto before = most.load();
  while (before < now && !most.compare_exchange_weak(before, now)) {
  }
  return static_cast<char*>(block) + ahead;
}

void release(void* p, std::size_t alignment) {
  if (p == nullptr) return;
  const std::size_t ahead = alignment < 16 ? 16 : alignment;
  void* block = static_cast<char*>(p) - ahead;
  in_use -= static_cast<std::ptrdiff_t>(*static_cast<std::size_t*>(block));
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) {
  return allocate(size, 16);
}
void* operator new[](std::size_t size) {
  return allocate(size, 16);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* p) noexcept {
  release(p, 16);
}
void operator delete[](void* p) noexcept {
  release(p, 16);
}
void operator delete(void* p, std::size_t) noexcept {
  release(p, 16);
}
void operator delete[](void* p, std::size_t) noexcept {
  release(p, 16);
}
void operator delete(void* p, std::align_val_t alignment) noexcept {
  release(p, static_cast<std::size_t>(alignment));
}
void operator delete[](void* p, std::align_val_t alignment) noexcept {
  release(p, static_cast<std::size_t>(alignment));
}
void operator delete(void* p, std::size_t, std::align_val_t alignment) noexcept {
  release(p, static_cast<std::size_t>(alignment));
}
void operator delete[](void* p, std::size_t, std::align_val_t alignment) noexcept {
  release(p, static_cast<std::size_t>(alignment));
}

namespace steady::tests {

CountedMemory::CountedMemory() : before_(in_use) {
  most = before_;
}

double CountedMemory::peak() const {
  return static_cast<double>(most - before_);
}

}  // namespace steady::tests
