// The numbers of a network of layers: all weights, on the grid 2^-20.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <steady/numerics/aligned_array.hpp>
#include <steady/numerics/learning/architecture.hpp>

namespace steady::learning {

/// Weights are integers in units of 2^-20.
inline constexpr double grid = 0x1p-20;

/// What a block of weights is.
enum class BlockKind { internal, bridge, input, readout, feedback, bias, margin };

/// One matrix of weights: rows are the neurons that feel, columns those that act. bias and margin
/// are vectors (one column).
struct BlockInfo {
  std::string name;  ///< unique: `internal/0`, `bridge/0-1` (from-to), `input/0`, `bias/0`, …
  BlockKind kind = BlockKind::internal;
  int to = 0;    ///< layer of the rows (readout: the layer that is read)
  int from = 0;  ///< layer of the columns (internal, bridge)
  int rows = 0;
  int columns = 0;
  Pattern pattern = Pattern::dense;
  bool learned = true;
  bool diagonal_absent = false;  ///< no weights with row = column
  double scale = 0.0;            ///< standard deviation with which they were drawn
  std::size_t values = 0;        ///< how many numbers `values()` gives
};

/// All weights of an architecture, each stored once. Copyable.
class Model {
 public:
  Model() = default;
  /// Draws every block from its own stream (seed, block name). Throws what validate(architecture)
  /// throws.
  Model(const Architecture& architecture, std::uint64_t seed);

  const Architecture& architecture() const { return architecture_; }
  std::uint64_t seed() const { return seed_; }

  std::span<const BlockInfo> blocks() const { return infos_; }
  /// Throws std::invalid_argument for an unknown name.
  std::size_t block(const std::string& name) const;

  /// Dense: rows × columns row by row, zero where absent. Sparse: the entries, column by column and
  /// by rising row. In units of 2^-20.
  std::vector<std::int32_t> values(std::size_t block) const;
  /// Sparse: first entry of every column (columns + 1 numbers), and the rows of all entries.
  std::vector<std::int64_t> sparse_first(std::size_t block) const;
  std::vector<std::int32_t> sparse_rows(std::size_t block) const;

  /// Replaces the numbers (`rows` and `first` too if the block is sparse). Throws
  /// std::invalid_argument naming the block for another length, a weight where none may be, or rows
  /// out of order; std::domain_error for a weight that is not finite or so large that a field could
  /// leave its range.
  void set_values(std::size_t block, std::span<const std::int32_t> values);
  void set_weights(std::size_t block, std::span<const double> weights);
  void set_sparse(std::size_t block, std::span<const std::int64_t> first,
                  std::span<const std::int32_t> rows, std::span<const std::int32_t> values);

  /// Bytes of all weights.
  std::size_t bytes() const;

  bool operator==(const Model&) const;

  /// Internal: storage of one block. Dense: chunks of 16 rows, within a chunk column by column.
  struct Storage {
    std::vector<std::int32_t> numbers;      // dense: chunks × columns × 16; sparse: entries
    std::vector<std::int64_t> first_entry;  // sparse
    std::vector<std::int32_t> entry_row;    // sparse
    bool operator==(const Storage&) const = default;
  };
  const Storage& storage(std::size_t block) const { return storage_[block]; }
  Storage& storage(std::size_t block) { return storage_[block]; }

 private:
  Architecture architecture_;
  std::uint64_t seed_ = 0;
  std::vector<BlockInfo> infos_;
  std::vector<Storage> storage_;
};

}  // namespace steady::learning
