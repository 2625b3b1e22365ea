// The numbers of a network of layers: all weights, on the grid 2^-20.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <steady/numerics/learning/rule/architecture.hpp>
#include <steady/numerics/simd/aligned_vector.hpp>

namespace steady::learning {

/// Weights are integers in units of 2^-20.
inline constexpr double grid = 0x1p-20;

/// What a block of weights is.
enum class BlockKind { internal, bridge, input, readout, feedback, bias };

/// One matrix of weights: rows are the neurons that feel, columns those that act. A bias has one
/// column.
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

/// Bytes of all weights of a network that is not drawn yet (Model::bytes): exact, but for sparse
/// blocks, whose number of couplings is random.
double expected_bytes(const Architecture& architecture);

/// All weights of an architecture, each stored once. Copyable.
class Model {
 public:
  Model() = default;
  /// Draws every block from its own stream (seed, block name, sample): networks of one seed that
  /// differ in `sample` are independent. Throws what validate(architecture) throws.
  Model(const Architecture& architecture, std::uint64_t seed, std::uint64_t sample = 0);

  const Architecture& architecture() const { return architecture_; }
  std::uint64_t seed() const { return seed_; }
  std::uint64_t sample() const { return sample_; }

  std::span<const BlockInfo> blocks() const { return infos_; }
  /// Throws std::invalid_argument for an unknown name.
  std::size_t block(const std::string& name) const;

  /// Dense: rows × columns row by row, zero where absent. Sparse: the entries row by row, by rising
  /// column. In units of 2^-20.
  std::vector<std::int32_t> values(std::size_t block) const;
  /// Sparse: first entry of every row (rows + 1 numbers), and the columns of all entries. Empty for
  /// a dense block.
  std::span<const std::int64_t> sparse_first(std::size_t block) const;
  std::span<const std::int32_t> sparse_columns(std::size_t block) const;

  /// Replaces the numbers, in the order of `values`. Throws std::invalid_argument naming the block
  /// for another length or a weight on an absent diagonal; std::domain_error for a weight that is
  /// not finite, or a row so large that fields could leave their range (Σ_j |J_ij| ≥ 2^9).
  void set_values(std::size_t block, std::span<const std::int32_t> values);
  void set_weights(std::size_t block, std::span<const double> weights);
  /// Replaces the entries of a sparse block; also throws for positions out of order.
  void set_sparse(std::size_t block, std::span<const std::int64_t> first,
                  std::span<const std::int32_t> columns, std::span<const std::int32_t> values);

  /// Bytes of all weights.
  std::size_t bytes() const;

  /// The largest Σ |weight| that acts on one neuron, all its blocks together, in units of 1.
  double largest_field() const;

  bool operator==(const Model&) const;

  /// Internal: numbers of one block. Dense: chunks of 16 rows; within a chunk one line of 16
  /// numbers a column; zero lines fill the columns up to a multiple of 4. Sparse: as in `values`.
  struct Storage {
    AlignedVector<std::int32_t> numbers;
    std::vector<std::int64_t> first_entry;  // sparse
    std::vector<std::int32_t> column;       // sparse
    bool operator==(const Storage&) const = default;
  };
  const Storage& storage(std::size_t block) const { return storage_[block]; }
  Storage& storage(std::size_t block) { return storage_[block]; }

 private:
  Architecture architecture_;
  std::uint64_t seed_ = 0;
  std::uint64_t sample_ = 0;
  std::vector<BlockInfo> infos_;
  std::vector<Storage> storage_;
};

}  // namespace steady::learning
