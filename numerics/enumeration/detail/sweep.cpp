#include <algorithm>
#include <atomic>
#include <steady/numerics/enumeration/detail/sweep.hpp>
#include <steady/numerics/enumeration/detail/sweep_plan.hpp>
#include <steady/numerics/sampling/threads.hpp>
#include <vector>

namespace steady::enumeration::detail {

namespace {

constexpr int buffer_size = 4096;

/// Where the states of one side go. The kernels keep one spin down. Without fields the other half
/// of the states are their partners. With fields −s is a fixed point of the network with the
/// fields −b when s is one of that with b: the other half is the first half of that network.
struct Side {
  const Sink& sink;
  network::PackedState turned;  ///< the bits in which the network's states differ from the sweep's
};

void deliver(const void* context, std::uint64_t* states, int count) {
  const auto& side = *static_cast<const Side*>(context);
  for (int k = 0; k < count; ++k) states[k] ^= side.turned;
  side.sink.deliver({states, static_cast<std::size_t>(count)});
}

/// Hands out the chunks of one network to any number of workers.
class SweepRun {
 public:
  SweepRun(const PreparedSweep& prepared, SweepKernel kernel, const Side& side)
      : prepared_(prepared), kernel_(kernel), side_(side) {}

  /// Works until no chunk is left or a stop is requested.
  void work(const std::stop_token& stop) {
    AlignedArray<std::int32_t> theta(static_cast<std::size_t>(prepared_.plan().padded));
    std::vector<network::PackedState> found(side_.sink.wanted() ? buffer_size : 0);
    SweepChunk chunk{};
    chunk.theta = theta.data();
    chunk.found = side_.sink.wanted() ? found.data() : nullptr;
    chunk.capacity = buffer_size;
    chunk.context = &side_;
    chunk.flush = deliver;
    while (!stop.stop_requested()) {
      const std::uint64_t index = next_++;
      if (index >= prepared_.chunks()) break;
      prepared_.start(index, chunk);
      count_ += kernel_(prepared_.plan(), chunk);
      ++done_;
    }
    deliver(&side_, found.data(), chunk.filled);
  }

  std::uint64_t count() const { return count_; }
  std::uint64_t chunks_done() const { return done_; }

 private:
  const PreparedSweep& prepared_;
  SweepKernel kernel_;
  const Side side_;
  std::atomic<std::uint64_t> next_ = 0, done_ = 0, count_ = 0;
};

}  // namespace

Summary enumerate_sweep(const network::Couplings& couplings,
                        std::span<const std::int32_t> thresholds, const Options& options,
                        const Sink& sink) {
  const bool pairs = couplings.external_field().empty();
  const std::uint64_t partners = pairs ? 2 : 1;
  Summary summary;
  summary.method = Method::sweep;
  for (const int sign : {1, -1}) {
    if (sign < 0 && (pairs || summary.status == Status::stopped)) break;
    const PreparedSweep prepared(couplings, thresholds, sign, sweep_layout(couplings.size()));
    SweepRun run(prepared, sweep_kernel(options.simd),
                 {sink, sign > 0 ? 0 : network::all_up(couplings.size())});
    const auto threads = std::min<std::uint64_t>(
        static_cast<std::uint64_t>(std::max(options.threads, 1)), prepared.chunks());
    sampling::on_threads(static_cast<int>(threads), options.stop,
                         [&](int, const std::stop_token& stop) { run.work(stop); });
    if (run.chunks_done() < prepared.chunks()) summary.status = Status::stopped;
    summary.count += partners * run.count();
    summary.nodes += partners * prepared.states_per_chunk() * run.chunks_done();
  }
  return summary;
}

}  // namespace steady::enumeration::detail
