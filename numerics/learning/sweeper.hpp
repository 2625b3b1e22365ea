// Internal: fields and states of a batch of samples while the network runs.
//
// All threads run the same functions in step, each on its own chunks of rows; states are shared,
// fields belong to the owner of the row. After one dense product for the first state, fields follow
// the neurons that flip. Integers: the same bits however the work is divided.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include <steady/numerics/aligned_vector.hpp>
#include <steady/numerics/learning/dataset.hpp>
#include <steady/numerics/learning/dynamics.hpp>
#include <steady/numerics/learning/kernels.hpp>
#include <steady/numerics/learning/layout.hpp>
#include <steady/numerics/learning/team.hpp>
#include <steady/numerics/network/streams.hpp>

namespace steady::learning::detail {

/// A chunk of 16 rows of a layer (or of a layer's readout).
struct Item {
  int layer;
  int chunk;
};

/// Neurons that changed in one sweep, sample after sample. ±2: from one sign to the other; ±1: from
/// no state to a sign.
struct FlipList {
  std::vector<std::uint32_t> columns;
  std::array<std::uint32_t, largest_batch + 1> first{};
  Flips view() const { return {columns.data(), first.data()}; }
};
struct LayerFlips {
  FlipList up2, down2, up1, down1;
  bool any = false;
  bool first_states = false;  ///< the layer had no state at all before
};

/// Signs of a layer for all samples of the batch.
struct LayerState {
  AlignedVector<std::uint16_t> plus, zero;
};

/// A sweep reads one buffer and writes the next; a slow thread may still look for flips between the
/// two before when the next batch begins.
inline constexpr int buffers = 4;

/// The feedback of one sweep.
struct SweepFeedback {
  int table = -1;  ///< number of Feedbacks::factors; −1: none
  double factor = 0.0;
  bool operator==(const SweepFeedback&) const = default;
};

/// Which numbers random updates take: a stream a sample, an order a batch.
struct Randomness {
  std::uint64_t seed = 1;
  bool training = false;
  std::uint64_t first_sample = 0;  ///< training: counts all samples seen
  std::uint64_t batch = 0;
};

/// What one thread owns and knows.
struct Member {
  int index = 0;
  std::vector<Item> neurons, readouts;
  int buffer = 0;  ///< which of the four states is current
  int batch = 0;
  bool fresh = false;  ///< nothing has a state yet, and other threads may still be clearing theirs
  std::vector<std::uint16_t> input, target;  ///< batch × stride
  std::vector<const std::uint16_t*> input_signs;
  std::vector<int> labels;
  Randomness randomness;
  std::vector<network::RandomStream> streams;
  std::vector<char> started;  ///< per layer: it has states that fields know of
  std::vector<LayerFlips> flips;
  std::vector<AlignedVector<std::int32_t>> change;  ///< per layer with sparse couplings out
};

class Sweeper {
 public:
  /// `model` may change its numbers between two batches, not its structure. Its feedback is read
  /// now: factors are those that sweeps may ask for.
  Sweeper(const Model& model, int most_samples, const Dynamics& dynamics, Team& team,
          SimdLevel simd, std::span<const double> factors);

  const Model& model() const { return model_; }
  Team& team() { return team_; }
  const Kernels& kernels() const { return kernels_; }
  const std::vector<LayerWiring>& wiring() const { return wiring_; }
  Member& member(int index) { return members_[static_cast<std::size_t>(index)]; }
  SweepFeedback feedback(double factor) const;

  /// New samples, no states: fields of input and bias alone. Reads no couplings.
  void begin(Member& m, const Dataset& data, std::span<const std::uint32_t> samples,
             const Randomness& randomness);

  /// Sweeps number first, first+1, … with this feedback; ends early at a fixed point. `before_use`
  /// is called for (layer of rows, chunk, block) before its couplings are first needed.
  void run(Member& m, std::span<const SweepFeedback> sweeps, int first);

  using BeforeUse = std::function<void(Member&, std::size_t block, int chunk)>;
  void set_before_use(BeforeUse f) { before_use_ = std::move(f); }

  /// Readout fields of the final states: chunk by chunk, batch × 16. Own chunks only.
  void read(Member& m);
  const std::int32_t* readout_fields(int layer, int chunk) const;

  const LayerState& state(const Member& m, int layer) const {
    return states_[static_cast<std::size_t>(m.buffer)][static_cast<std::size_t>(layer)];
  }
  std::size_t stride(int layer) const { return strides_[static_cast<std::size_t>(layer)]; }
  std::size_t input_stride() const { return input_stride_; }
  const std::int32_t* fields(int layer, int chunk) const;

  /// Ferromagnetic neighbours of a chunk; `room` is where they are put.
  ChunkView view(const Member& m, Item item, std::vector<Neighbour>& room) const;

 private:
  std::int32_t* fields(int layer, int chunk);
  void divide();
  void read_feedback(std::span<const double> factors);
  void load(Member& m, const Dataset& data, std::span<const std::uint32_t> samples,
            const Randomness& randomness);
  void clear_states(Member& m, Item item);
  void start_fields(Member& m, Item item);
  long sweep(Member& m, const SweepFeedback& feedback, int number);
  long decide(Member& m, Item item, const SweepFeedback& feedback, int number, int next);
  void find_flips(Member& m, int layer, int before, int after) const;
  void add_changes(Member& m);
  void add_dense(Member& m, Item item, std::size_t block);
  void add_sparse(Member& m, Item item, std::size_t block);
  void set_change(Member& m, int layer, bool clear);
  void update_mask(const Member& m, Item item, int sweep, std::uint16_t* allowed) const;
  void run_asynchronous(Member& m, std::span<const SweepFeedback> sweeps, int first);
  int visit(Member& m, Item item, int row, int sample, const SweepFeedback& feedback);
  void add_neuron(int layer, int neuron, int sample, std::int32_t change);
  void sort_by_column();
  void use(Member& m, std::size_t block, int chunk) {
    if (before_use_) before_use_(m, block, chunk);
  }

  const Model& model_;
  const Kernels& kernels_;
  Dynamics dynamics_;
  Team& team_;
  int largest_batch_;
  std::uint32_t update_threshold_;  // p·2^16
  std::vector<LayerWiring> wiring_;
  std::vector<std::size_t> strides_;  // of a sample's signs, per layer
  std::size_t input_stride_ = 0;
  std::vector<char> has_sparse_out_;
  std::vector<std::vector<LayerState>> states_;  // [buffer][layer]
  std::vector<AlignedVector<std::int32_t>> fields_;
  std::vector<AlignedVector<std::int32_t>> readouts_;
  std::vector<double> factors_;
  // [factor][layer]: labels × padded size
  std::vector<std::vector<AlignedVector<std::int32_t>>> feedback_;
  std::vector<Member> members_;
  std::array<std::vector<long>, buffers> wanted_;  // [buffer][member]
  BeforeUse before_use_;
  // Asynchronous dynamics of sparse blocks: entries by column.
  struct ByColumn {
    std::vector<std::int64_t> first;
    std::vector<std::int64_t> entry;
    std::vector<std::int32_t> row;
  };
  std::vector<ByColumn> by_column_;
};

}  // namespace steady::learning::detail
