// Sixteen 32-bit lanes in plain C++, written so that compilers vectorise the loops; see
// lanes_avx512.hpp.
#pragma once

#include <cstdint>

namespace steady::enumeration::detail::tree {

struct Portable {
  static constexpr int width = 16;
  struct Ints {
    std::int32_t lane[width];
  };
  struct Floats {
    float lane[width];
  };
  using Mask = std::uint32_t;

  static Ints load(const std::int32_t* p) {
    return make<Ints>([p](int k) { return p[k]; });
  }
  static Floats load(const float* p) {
    return make<Floats>([p](int k) { return p[k]; });
  }
  static void store(float* p, Floats x) {
    for (int k = 0; k < width; ++k) p[k] = x.lane[k];
  }
  static void store(std::int32_t* p, const Ints& x) {
    for (int k = 0; k < width; ++k) p[k] = x.lane[k];
  }
  static Ints fill(std::int32_t x) {
    return make<Ints>([x](int) { return x; });
  }
  static Floats fill(float x) {
    return make<Floats>([x](int) { return x; });
  }

  static Ints add(const Ints& a, const Ints& b) {
    return make<Ints>([&](int k) { return a.lane[k] + b.lane[k]; });
  }
  static Ints sub(const Ints& a, const Ints& b) {
    return make<Ints>([&](int k) { return a.lane[k] - b.lane[k]; });
  }
  static Ints abs(const Ints& a) {
    return make<Ints>([&](int k) { return a.lane[k] < 0 ? -a.lane[k] : a.lane[k]; });
  }
  static Mask at_least(const Ints& a, const Ints& b) {
    Mask m = 0;
    for (int k = 0; k < width; ++k) m |= static_cast<Mask>(a.lane[k] >= b.lane[k]) << k;
    return m;
  }
  static Mask negative(const Ints& a) {
    Mask m = 0;
    for (int k = 0; k < width; ++k) m |= static_cast<Mask>(a.lane[k] < 0) << k;
    return m;
  }
  static Ints select(Mask m, const Ints& yes, const Ints& no) {
    return make<Ints>([&](int k) { return (m >> k) & 1 ? yes.lane[k] : no.lane[k]; });
  }
  static Ints negate_if(Mask m, const Ints& a) {
    return make<Ints>([&](int k) { return (m >> k) & 1 ? -a.lane[k] : a.lane[k]; });
  }

  static Floats to_floats(const Ints& a) {
    return make<Floats>([&](int k) { return static_cast<float>(a.lane[k]); });
  }
  static Floats add(const Floats& a, const Floats& b) {
    return make<Floats>([&](int k) { return a.lane[k] + b.lane[k]; });
  }
  static Floats sub(const Floats& a, const Floats& b) {
    return make<Floats>([&](int k) { return a.lane[k] - b.lane[k]; });
  }
  static Floats mul(const Floats& a, const Floats& b) {
    return make<Floats>([&](int k) { return a.lane[k] * b.lane[k]; });
  }
  static Floats div(const Floats& a, const Floats& b) {
    return make<Floats>([&](int k) { return a.lane[k] / b.lane[k]; });
  }
  static Floats max(const Floats& a, const Floats& b) {
    return make<Floats>([&](int k) { return a.lane[k] > b.lane[k] ? a.lane[k] : b.lane[k]; });
  }
  static Floats abs(const Floats& a) {
    return make<Floats>([&](int k) { return __builtin_fabsf(a.lane[k]); });
  }
  static Mask negative(const Floats& a) {
    Mask m = 0;
    for (int k = 0; k < width; ++k) m |= static_cast<Mask>(__builtin_signbit(a.lane[k]) != 0) << k;
    return m;
  }
  static Mask greater(const Floats& a, const Floats& b) {
    Mask m = 0;
    for (int k = 0; k < width; ++k) m |= static_cast<Mask>(a.lane[k] > b.lane[k]) << k;
    return m;
  }
  static Floats negate_if(Mask m, const Floats& a) {
    return make<Floats>([&](int k) { return (m >> k) & 1 ? -a.lane[k] : a.lane[k]; });
  }
  static Floats keep_if(Mask m, const Floats& a) {
    return make<Floats>([&](int k) { return (m >> k) & 1 ? a.lane[k] : 0.0f; });
  }

  static float sum(const Floats& a) {
    return fold(a, [](float x, float y) { return x + y; });
  }
  static float largest(const Floats& a) {
    return fold(a, [](float x, float y) { return x > y ? x : y; });
  }

 private:
  template <class T, class F>
  static T make(F lane) {
    T result;
    for (int k = 0; k < width; ++k) result.lane[k] = lane(k);
    return result;
  }
  /// Halves are combined, as the wide registers do it.
  template <class F>
  static float fold(Floats a, F combine) {
    for (int half = width / 2; half > 0; half /= 2) {
      for (int k = 0; k < half; ++k) a.lane[k] = combine(a.lane[k], a.lane[k + half]);
    }
    return a.lane[0];
  }
};

}  // namespace steady::enumeration::detail::tree
