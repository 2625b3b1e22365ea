// Replaces operator new and delete of the whole test program, but not under sanitizers, which have
// their own and link them into only a part of it.
#include "counted_memory.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STEADY_COUNTS_MEMORY false
#else
#define STEADY_COUNTS_MEMORY true
#endif

namespace {

std::atomic<std::ptrdiff_t> in_use{0};
std::atomic<std::ptrdiff_t> most{0};

#if STEADY_COUNTS_MEMORY
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
#endif

}  // namespace

#if STEADY_COUNTS_MEMORY
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

#endif

namespace steady::tests {

bool CountedMemory::counts() {
  return STEADY_COUNTS_MEMORY;
}

CountedMemory::CountedMemory() : before_(in_use) {
  most = before_;
}

double CountedMemory::peak() const {
  return static_cast<double>(most - before_);
}

}  // namespace steady::tests
