// Included once per instruction set; the compiler turns the inner loop into its vectors.
static void project(std::size_t count, const std::uint32_t* rows, const float* values,
                    const float* matrix, float* sums) {
  float sum[projection_block] = {};
  for (std::size_t k = 0; k < count; ++k) {
    const float value = values[k];
    const float* row = matrix + rows[k] * projection_block;
    for (std::size_t i = 0; i < projection_block; ++i) sum[i] += value * row[i];
  }
  for (std::size_t i = 0; i < projection_block; ++i) sums[i] = sum[i];
}
