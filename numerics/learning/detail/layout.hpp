// Internal: where the numbers of a block lie, and who is joined to whom.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <steady/numerics/learning/engine/model.hpp>

namespace steady::learning::detail {

/// Rows are handled in chunks of 16: one cache line of int32, one AVX-512 register.
inline constexpr int chunk_rows = 16;

inline int chunks(int rows) {
  return (rows + chunk_rows - 1) / chunk_rows;
}
/// Columns of a dense block come in groups of 4, the last filled up with zeros.
inline std::size_t padded_columns(int columns) {
  return (static_cast<std::size_t>(columns) + 3) / 4 * 4;
}
inline std::size_t chunk_numbers(int columns) {
  return padded_columns(columns) * chunk_rows;
}
inline std::size_t dense_index(const BlockInfo& info, int row, int column) {
  return static_cast<std::size_t>(row / chunk_rows) * chunk_numbers(info.columns) +
         static_cast<std::size_t>(column) * chunk_rows + static_cast<std::size_t>(row % chunk_rows);
}
/// Which of the 16 rows of a chunk exist.
inline std::uint16_t valid_rows(int rows, int chunk) {
  const int left = rows - chunk * chunk_rows;
  return left >= chunk_rows ? 0xffff : static_cast<std::uint16_t>((1u << left) - 1u);
}

/// A real number on the grid. |x| < 2^10.
std::int32_t to_grid(double x);

/// What a layer feels and where its output goes, as block numbers of the model.
struct LayerWiring {
  int size = 0;
  int chunks = 0;
  std::int32_t self_coupling = 0;  // units of 2^-20
  std::vector<std::size_t> dense;  // incoming: internal, bridges
  std::vector<std::size_t> sparse;
  std::optional<std::size_t> input;  // Port::random
  std::optional<std::int32_t> input_identity;
  std::optional<std::size_t> feedback;  // Port::random
  std::optional<double> feedback_identity;
  std::optional<std::size_t> bias;
  std::optional<std::size_t> readout;
  std::vector<std::pair<int, std::int32_t>> ferromagnetic;  // (layer, λ)
};

std::vector<LayerWiring> wire(const Model& model);

}  // namespace steady::learning::detail
