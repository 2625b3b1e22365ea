// The pass, given `Lanes`: sixteen floats with load, load_couplings, store, set, +, ·. Included
// once per instruction set. No multiplication and addition is fused, and sums run in one order, so
// all levels give the same bits.

static void pass(const PassBlock& block, const float* m, const float* g, float* into, float* out) {
  constexpr std::size_t width = 16, group = 4, line = 32;
  for (std::size_t j = 0; j < block.columns; j += group) {
    const std::int16_t* column = block.couplings + j * block.stride;
    // Asked for while these are worked on: a processor needs long to notice a new column by itself.
    const std::int16_t* next = j + group < block.columns ? column + group * block.stride : column;
    const Lanes m0 = Lanes::set(m[j]), m1 = Lanes::set(m[j + 1]), m2 = Lanes::set(m[j + 2]),
                m3 = Lanes::set(m[j + 3]);
    Lanes d0 = Lanes::set(0.0f), d1 = d0, d2 = d0, d3 = d0;
    for (std::size_t i = 0; i < block.stride; i += width) {
      if (i % line == 0)
        for (std::size_t c = 0; c < group; ++c) __builtin_prefetch(next + c * block.stride + i);
      const Lanes k0 = Lanes::load_couplings(column + i);
      const Lanes k1 = Lanes::load_couplings(column + block.stride + i);
      const Lanes k2 = Lanes::load_couplings(column + 2 * block.stride + i);
      const Lanes k3 = Lanes::load_couplings(column + 3 * block.stride + i);
      const Lanes gi = Lanes::load(g + i);
      const Lanes sum = (k0 * m0 + k1 * m1) + (k2 * m2 + k3 * m3);
      (Lanes::load(into + i) + sum).store(into + i);
      d0 = d0 + k0 * gi;
      d1 = d1 + k1 * gi;
      d2 = d2 + k2 * gi;
      d3 = d3 + k3 * gi;
    }
    const Lanes dots[group] = {d0, d1, d2, d3};
    for (std::size_t c = 0; c < group; ++c) {
      alignas(64) float lanes[width];
      dots[c].store(lanes);
      for (std::size_t half = width / 2; half > 0; half /= 2)
        for (std::size_t k = 0; k < half; ++k) lanes[k] += lanes[k + half];
      out[j + c] = lanes[0];
    }
  }
}
