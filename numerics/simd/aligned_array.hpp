// A fixed-size array that starts on a cache line.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

namespace steady {

/// Uninitialised storage for `count` numbers, aligned to 64 bytes.
template <class T>
class AlignedArray {
 public:
  AlignedArray() = default;
  explicit AlignedArray(std::size_t count)
      : size_(count),
        data_(static_cast<T*>(::operator new (count * sizeof(T), std::align_val_t{64}))) {}
  AlignedArray(std::size_t count, T value) : AlignedArray(count) {
    std::fill_n(data(), count, value);
  }
  AlignedArray(const AlignedArray& other) : AlignedArray(other.size_) {
    std::copy_n(other.data(), size_, data());
  }
  AlignedArray& operator=(const AlignedArray& other) { return *this = AlignedArray(other); }
  AlignedArray(AlignedArray&&) noexcept = default;
  AlignedArray& operator=(AlignedArray&&) noexcept = default;
  ~AlignedArray() = default;

  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  std::size_t size() const { return size_; }
  T& operator[](std::size_t k) { return data_.get()[k]; }
  const T& operator[](std::size_t k) const { return data_.get()[k]; }

 private:
  struct Release {
    void operator()(T* p) const { ::operator delete (p, std::align_val_t{64}); }
  };
  std::size_t size_ = 0;
  std::unique_ptr<T, Release> data_;
};

}  // namespace steady
