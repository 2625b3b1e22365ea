// A std::vector whose storage starts on a cache line.
#pragma once

#include <cstddef>
#include <vector>

namespace steady {

namespace detail {
/// Memory that starts on a cache line; large arrays in large pages where the system has them.
void* allocate_aligned(std::size_t bytes);
void release_aligned(void* memory, std::size_t bytes);
}  // namespace detail

template <class T>
struct CacheLineAllocator {
  using value_type = T;
  CacheLineAllocator() = default;
  template <class U>
  CacheLineAllocator(const CacheLineAllocator<U>&) {}
  T* allocate(std::size_t count) {
    return static_cast<T*>(detail::allocate_aligned(count * sizeof(T)));
  }
  void deallocate(T* p, std::size_t count) { detail::release_aligned(p, count * sizeof(T)); }
  template <class U>
  bool operator==(const CacheLineAllocator<U>&) const {
    return true;
  }
};

template <class T>
using AlignedVector = std::vector<T, CacheLineAllocator<T>>;

}  // namespace steady
