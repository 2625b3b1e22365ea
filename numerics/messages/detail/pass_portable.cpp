#include <steady/numerics/messages/detail/pass.hpp>

namespace steady::messages::detail {
namespace {

struct Lanes {
  float x[16];
  static Lanes set(float value) {
    Lanes r;
    for (float& y : r.x) y = value;
    return r;
  }
  static Lanes load(const float* p) {
    Lanes r;
    for (int k = 0; k < 16; ++k) r.x[k] = p[k];
    return r;
  }
  static Lanes load_couplings(const std::int16_t* p) {
    Lanes r;
    for (int k = 0; k < 16; ++k) r.x[k] = static_cast<float>(p[k]);
    return r;
  }
  void store(float* p) const {
    for (int k = 0; k < 16; ++k) p[k] = x[k];
  }
  Lanes operator+(const Lanes& o) const {
    Lanes r;
    for (int k = 0; k < 16; ++k) r.x[k] = x[k] + o.x[k];
    return r;
  }
  Lanes operator*(const Lanes& o) const {
    Lanes r;
    for (int k = 0; k < 16; ++k) r.x[k] = x[k] * o.x[k];
    return r;
  }
};

#include "pass.inl"

}  // namespace

void pass_portable(const PassBlock& block, const float* m, const float* g, float* into,
                   float* out) {
  pass(block, m, g, into, out);
}

Pass choose_pass(SimdLevel level) {
#if defined(__x86_64__)
  if (level == SimdLevel::avx512) return pass_avx512;
  if (level == SimdLevel::avx2) return pass_avx2;
#else
  (void)level;
#endif
  return pass_portable;
}

}  // namespace steady::messages::detail
