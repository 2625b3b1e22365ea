// What the kernels of the tree read, and how the scheduler talks to them.
#pragma once

#include <cstdint>

#include <steady/numerics/simd/level.hpp>

namespace steady::enumeration::detail::tree {

inline constexpr int lanes = 16;

/// One network, laid out for vectors of 16 lanes: plain pointers, 64-byte aligned, padded with
/// zeros to stride = 16·vectors; owned by Storage (storage.hpp).
struct Problem {
  int size;                       ///< N ≤ 64
  int vectors;                    ///< ⌈N/16⌉
  bool pairs;                     ///< no fields: −s is a fixed point when s is
  std::uint64_t all;              ///< mask of the N neurons
  const std::int32_t* columns;    ///< columns[(2j + (s > 0))·stride + i] = s J_ij: no branch on s
  const std::int32_t* threshold;  ///< t_i: row i holds when s_i h_i ≥ t_i
  const std::int32_t* external;   ///< b_i
  const std::int32_t* reach;      ///< R_i = Σ_j |J_ij|
  const float* rows;     ///< rows[i·stride + j] = c_i J_ij, with c_i = 1/max(R_i + |b_i|, 1)
  const float* scale;    ///< c_i
  const float* largest;  ///< max_j c_i |J_ij|
  const float* scaled_threshold;  ///< c_i t_i, clamped to [−1, 1]
  const std::uint64_t* positive;  ///< bit j: J_ij > 0
};

/// What a kernel has done since the caller last looked.
struct Progress {
  std::uint64_t nodes = 0;  ///< nodes processed
  std::uint64_t count = 0;  ///< fixed points found (of pairs, one of each)
  int states = 0;           ///< of those, how many wait in Stack::found
};

/// A worker's depth-first stack: the nodes in places [bottom, top) still have a child to visit,
/// the shallowest at the bottom. All but the one on top have exactly their last child left, so
/// that any of them can be moved to another worker's stack, byte by byte.
struct Stack {
  unsigned char* memory;  ///< 64-byte aligned, capacity · node_bytes
  int bottom;
  int top;
  std::uint64_t* found;  ///< null: count only
  int found_capacity;
};

/// For one number of vectors.
struct Kernel {
  int node_bytes;
  /// Writes the root into the first place of an empty stack.
  void (*start)(const Problem&, Stack&);
  /// Processes up to `budget` nodes, fewer when the stack empties or `found` fills up.
  void (*run)(const Problem&, Stack&, Progress&, int budget);
};

/// How many fixed points one node can yield: room to keep behind Stack::found_capacity.
inline constexpr int found_reserve = 2048;

struct Kernels {
  Kernel for_vectors[4];  ///< for 1…4 vectors
};

/// The same nodes in the same order at every level.
const Kernels& kernels(SimdLevel level);

}  // namespace steady::enumeration::detail::tree
