#include <steady/numerics/simd/aligned_vector.hpp>

#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace steady::detail {
namespace {

constexpr std::size_t cache_line = 64;
constexpr std::size_t large_page = std::size_t{1} << 21;

std::align_val_t alignment(std::size_t bytes) {
  return std::align_val_t{bytes >= large_page ? large_page : cache_line};
}

}  // namespace

void* allocate_aligned(std::size_t bytes) {
  void* memory = ::operator new(bytes, alignment(bytes));
#if defined(__linux__)
  // Weights are read line by line far apart: with small pages the translation of addresses is the
  // bottleneck. Only advice: failure is of no consequence.
  if (bytes >= large_page) madvise(memory, bytes / large_page * large_page, MADV_HUGEPAGE);
#endif
  return memory;
}

void release_aligned(void* memory, std::size_t bytes) {
  ::operator delete(memory, alignment(bytes));
}

}  // namespace steady::detail
