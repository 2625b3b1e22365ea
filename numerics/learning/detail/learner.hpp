// Internal: the local rule, applied to a batch whose dynamics has ended.
//
// Couplings are updated lazily: what a chunk has to learn is kept until its block is used next, so
// that a row's weights pass through the caches once per batch.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <steady/numerics/learning/detail/sweeper.hpp>
#include <steady/numerics/learning/rule/plasticity.hpp>

namespace steady::learning::detail {

/// The rates of one batch in units of the grid (see Plasticity).
struct Steps {
  std::vector<std::int32_t> block;  ///< per block; readout: of the right class
  std::vector<std::int32_t> wrong;  ///< readout: of the wrong classes
};

/// Rates of batch number `batch` of `total`, with `samples` samples in it.
Steps steps(const Model& model, const Plasticity& plasticity, std::uint64_t batch,
            std::uint64_t total, int samples);

/// The most that one batch of `samples` can add to Σ_j |w_ij| of a row, in units of 1.
double largest_growth(const Model& model, const Plasticity& plasticity, int samples);

struct LearnCounts {
  std::uint64_t updates = 0;  ///< in layers that have something to learn
  std::uint64_t unstable = 0;
};

class Learner {
 public:
  /// `margins`: per layer κ_i in units of 2^-20, one a row, filled up to whole chunks; read, and
  /// changed if thresholds adapt.
  Learner(Model& model, Sweeper& sweeper, const Plasticity& plasticity, int most_samples,
          int threads, std::vector<AlignedVector<std::int32_t>>& margins);

  /// After the last sweep: notes the present states and inputs, which the next two learn from.
  void note(Member& m, const Steps& steps);

  /// Updates the member's readouts by the noted states and the readout fields.
  void learn_readouts(Member& m);

  /// Updates biases of the member's own rows and remembers what its couplings and inputs have to
  /// learn from the noted states.
  LearnCounts collect(Member& m);

  /// Before a chunk of a block is used: learns what was noted.
  void apply(Member& m, std::size_t block, int chunk);
  /// All of the member's rows.
  void apply_all(Member& m);

  /// Weight decay of the member's own rows; `share` per block, in units of 2^-32.
  void shrink(Member& m, std::span<const std::uint32_t> shares);

 private:
  // What a thread remembers of the batch.
  struct Notes {
    int batch = 0;
    Steps steps;
    std::vector<std::vector<std::uint64_t>> masks;  // per layer, per column: bit b: +1
    std::vector<std::vector<std::uint64_t>> zeros;  // the same, no state; empty if there is none
    std::vector<std::uint64_t> input;               // masks of the inputs
    std::vector<std::vector<std::uint16_t>> updates, plus;  // per layer, own chunks × batch
    std::vector<std::vector<char>> pending;                 // per block, per chunk
  };

  void note_masks(Member& m, Notes& notes) const;
  /// Where the states and updates of a chunk begin in the notes.
  std::size_t signs_of(Item item) const;
  MarginCounts note_updates(Member& m, Notes& notes, Item item, std::vector<Neighbour>& room);
  void note_pending(Notes& notes, Item item, bool updated) const;
  void learn_bias(const Notes& notes, Item item);
  void learn_readout(const Member& m, const Notes& notes, Item item);
  void adapt_margins(Item item, const std::uint16_t* updates, int batch);
  void learn_dense(const Notes& notes, std::size_t block, int chunk, const std::int32_t* signals,
                   std::uint64_t active);
  void learn_symmetric(const Notes& notes, std::size_t block, int chunk);
  void learn_sparse(const Notes& notes, std::size_t block, int chunk);

  Model& model_;
  Sweeper& sweeper_;
  const Plasticity& plasticity_;
  int largest_batch_;
  std::vector<AlignedVector<std::int32_t>>& margins_;
  std::vector<Notes> notes_;
  std::vector<char> learns_;  // per layer: a block into it is learned
  // Symmetric constraint: which neurons were updated, all rows, shared by the threads.
  std::vector<std::vector<std::uint64_t>> all_updates_;
};

}  // namespace steady::learning::detail
