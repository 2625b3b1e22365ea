// Internal: fields and states of a batch of samples while the network runs.
//
// All threads run the same functions in step, each on its own chunks of rows, whose fields belong
// to it. Every thread has all states to itself and reports to the others what changed in its rows:
// no cache line is written by two threads. After one dense product for the first state, fields
// follow the neurons that flip. Integers: the same bits however the work is divided.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include <steady/numerics/learning/data/dataset.hpp>
#include <steady/numerics/learning/detail/kernels.hpp>
#include <steady/numerics/learning/detail/layout.hpp>
#include <steady/numerics/learning/detail/team.hpp>
#include <steady/numerics/learning/rule/dynamics.hpp>
#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/simd/aligned_vector.hpp>

namespace steady::learning::detail {

/// A chunk of 16 rows of a layer (or of a layer's readout).
struct Item {
  int layer;
  int chunk;
};

/// A neuron that changed in a sweep: from one sign to the other (2), or from no state to a sign
/// (1).
struct Flip {
  enum Kind : std::uint16_t { up2, down2, up1, down1 };
  std::uint32_t column;
  std::uint16_t sample;
  Kind kind;
};

/// Those of one kind, sample after sample.
struct FlipList {
  std::vector<std::uint32_t> columns;
  std::array<std::uint32_t, largest_batch + 1> first{};
  Flips view() const { return {columns.data(), first.data()}; }
};
using LayerFlips = std::array<FlipList, 4>;  ///< one a kind

/// Signs of a layer for all samples of the batch.
struct LayerState {
  AlignedVector<std::uint16_t> plus, zero;
};

/// What a thread tells the others about its own chunks after a sweep.
struct alignas(64) Report {
  long wanted = 0;                          ///< how many neurons wanted to change
  AlignedVector<std::uint16_t> plus, zero;  ///< new signs, chunk after chunk
  AlignedVector<std::uint64_t> moved;       ///< per chunk, bit b: it changed in sample b
  std::vector<std::vector<Flip>> flips;     ///< per layer that had states before
};

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
  std::uint64_t sample = 0;  ///< of the seed: the second index of all streams
};

/// What one thread owns and knows.
struct alignas(64) Member {
  int index = 0;
  std::vector<Item> neurons, readouts;
  int batch = 0;
  std::vector<LayerState> states;  ///< of all neurons, as of the last sweep
  /// Of the last two sweeps: a slow thread may still read one when the next is written.
  std::array<Report, 2> reports;
  std::size_t turn = 0;                      ///< the report of the last sweep
  std::vector<std::uint16_t> input, target;  ///< batch × stride
  std::vector<const std::uint16_t*> input_signs;
  std::vector<int> labels;
  Randomness randomness;
  std::vector<network::RandomStream> streams;
  std::vector<char> started;       ///< per layer: it has states that fields know of
  std::vector<char> moved;         ///< per layer: it changed in the last sweep
  std::vector<char> first_states;  ///< per layer: it got its first states in the last sweep
  std::vector<LayerFlips> flips;   ///< per layer that moved, of all threads
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
  const std::int32_t* readout_fields(int layer, int chunk) const {
    return readouts_[static_cast<std::size_t>(layer)].data() + offset(chunk);
  }

  const LayerState& state(const Member& m, int layer) const {
    return m.states[static_cast<std::size_t>(layer)];
  }
  std::size_t stride(int layer) const { return strides_[static_cast<std::size_t>(layer)]; }
  std::size_t input_stride() const { return input_stride_; }
  const std::int32_t* fields(int layer, int chunk) const {
    return fields_[static_cast<std::size_t>(layer)].data() + offset(chunk);
  }

  /// Ferromagnetic neighbours of a chunk; `room` is where they are put.
  ChunkView view(const Member& m, Item item, std::vector<Neighbour>& room) const;

 private:
  std::int32_t* fields(int layer, int chunk) {
    return fields_[static_cast<std::size_t>(layer)].data() + offset(chunk);
  }
  std::int32_t* own_readout_fields(int layer, int chunk) {
    return readouts_[static_cast<std::size_t>(layer)].data() + offset(chunk);
  }
  /// Of a chunk's fields among those of its layer.
  std::size_t offset(int chunk) const {
    return static_cast<std::size_t>(chunk) * chunk_rows * static_cast<std::size_t>(largest_batch_);
  }
  void divide();
  void make_room(Member& m) const;
  void read_feedback(std::span<const double> factors);
  void load(Member& m, const Dataset& data, std::span<const std::uint32_t> samples,
            const Randomness& randomness);
  void clear_states(Member& m) const;
  void start_fields(Member& m, Item item);
  long sweep(Member& m, const SweepFeedback& feedback, int number);
  Decided decide(Member& m, Item item, const SweepFeedback& feedback, int number, DecideOutput out);
  void find_flips(const Member& m, Report& report) const;
  void take_reports(Member& m) const;
  void take_first_states(Member& m) const;
  void list_stateless(Member& m, std::size_t layer) const;
  void take_flips(Member& m, std::size_t layer) const;
  void add_changes(Member& m);
  void add_dense(Member& m, Item item, std::size_t block);
  void add_sparse(Member& m, Item item, std::size_t block);
  void set_change(Member& m, int layer, bool clear);
  void update_mask(const Member& m, Item item, int sweep, std::uint16_t* allowed) const;
  int first_sample(const Member& m, int index) const;
  void take_samples(Member& m) const;
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
  std::vector<AlignedVector<std::int32_t>> fields_;
  std::vector<AlignedVector<std::int32_t>> readouts_;
  std::vector<double> factors_;
  // [factor][layer]: labels × padded size
  std::vector<std::vector<AlignedVector<std::int32_t>>> feedback_;
  std::vector<Member> members_;
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
