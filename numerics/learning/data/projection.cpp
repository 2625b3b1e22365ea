#include <steady/numerics/learning/data/projection.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/learning/detail/projection_kernel.hpp>
#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/sampling/tasks.hpp>

namespace steady::learning {

using detail::projection_block;

namespace {

/// The numbers of a vector that are not zero: of images most are.
struct NonZero {
  std::vector<std::uint32_t> rows;
  std::vector<float> values;

  void take(std::span<const float> vector) {
    rows.clear();
    values.clear();
    for (std::size_t d = 0; d < vector.size(); ++d)
      if (vector[d] != 0.0F) {
        rows.push_back(static_cast<std::uint32_t>(d));
        values.push_back(vector[d]);
      }
  }
};

int checked(int size, const char* name) {
  if (size < 1)
    throw std::domain_error(fmt::format("SignProjection: {} = {} is below 1", name, size));
  return size;
}

}  // namespace

SignProjection::SignProjection(int inputs, int outputs, std::uint64_t seed, std::uint64_t sample)
    : inputs_(checked(inputs, "inputs")), outputs_(checked(outputs, "outputs")) {
  const auto columns = static_cast<std::size_t>(outputs_);
  const auto blocks = (columns + projection_block - 1) / projection_block;
  const auto rows = static_cast<std::size_t>(inputs_);
  blocks_.assign(blocks * rows * projection_block, 0.0F);
  const network::RandomStream stream(seed, "projection", 0, sample);
  std::vector<double> first((columns + 1) / 2), second(first.size());
  for (std::size_t d = 0; d < rows; ++d) {
    stream.normal_pairs(0, d, first, second);
    for (std::size_t i = 0; i < columns; ++i)
      blocks_[((i / projection_block) * rows + d) * projection_block + i % projection_block] =
          static_cast<float>(i % 2 == 0 ? first[i / 2] : second[i / 2]);
  }
}

std::vector<std::int8_t> SignProjection::apply(std::size_t count, const Reader& read,
                                               int threads) const {
  static const auto kernel = detail::projection_kernel(best_simd_level());
  const auto columns = static_cast<std::size_t>(outputs_);
  const auto block_size = static_cast<std::size_t>(inputs_) * projection_block;
  std::vector<std::int8_t> signs(count * columns);
  constexpr std::size_t batch = 256;  // vectors that share a block while it is in the cache
  sampling::RunOptions options;
  options.threads = threads;
  sampling::parallel_for((count + batch - 1) / batch, options, [&](std::size_t part) {
    const std::size_t begin = part * batch, end = std::min(count, begin + batch);
    std::vector<float> vector(static_cast<std::size_t>(inputs_));
    std::vector<NonZero> inputs(end - begin);
    for (std::size_t k = begin; k < end; ++k) {
      read(k, vector);
      inputs[k - begin].take(vector);
    }
    std::array<float, projection_block> sums;
    for (std::size_t b = 0; b * projection_block < columns; ++b)
      for (std::size_t k = begin; k < end; ++k) {
        const auto& input = inputs[k - begin];
        kernel(input.rows.size(), input.rows.data(), input.values.data(),
               blocks_.data() + b * block_size, sums.data());
        auto* out = signs.data() + k * columns + b * projection_block;
        const auto width = std::min(projection_block, columns - b * projection_block);
        for (std::size_t i = 0; i < width; ++i) out[i] = sums[i] < 0.0F ? -1 : 1;
      }
  });
  return signs;
}

std::vector<std::int8_t> SignProjection::apply(std::span<const float> vectors, int threads) const {
  const auto length = static_cast<std::size_t>(inputs_);
  if (vectors.size() % length != 0)
    throw std::invalid_argument(
        fmt::format("SignProjection: {} numbers are not vectors of {}", vectors.size(), length));
  if (!std::all_of(vectors.begin(), vectors.end(), [](float x) { return std::isfinite(x); }))
    throw std::invalid_argument("SignProjection: an input is not finite");
  return apply(
      vectors.size() / length,
      [&](std::size_t k, std::span<float> out) {
        std::copy_n(vectors.begin() + static_cast<std::ptrdiff_t>(k * length), length, out.begin());
      },
      threads);
}

std::vector<std::int8_t> SignProjection::apply(const Images& images, int threads) const {
  if (images.pixels_each() != static_cast<std::size_t>(inputs_))
    throw std::invalid_argument(fmt::format("SignProjection: images of {} pixels for {} inputs",
                                            images.pixels_each(), inputs_));
  return apply(
      images.size(),
      [&](std::size_t k, std::span<float> out) {
        const auto image = images[k];
        for (std::size_t d = 0; d < image.size(); ++d)
          out[d] = static_cast<float>(image[d]) * (1.0F / 255.0F);
      },
      threads);
}

}  // namespace steady::learning
