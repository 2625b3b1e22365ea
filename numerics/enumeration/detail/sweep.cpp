#include <algorithm>
#include <atomic>
#include <steady/numerics/enumeration/detail/sweep.hpp>
#include <steady/numerics/enumeration/detail/sweep_plan.hpp>
#include <steady/numerics/sampling/threads.hpp>
#include <vector>

namespace steady::enumeration::detail {

namespace {

constexpr int buffer_size = 4096;

void deliver(const void* sink, const std::uint64_t* states, int count) {
  static_cast<const Sink*>(sink)->deliver({states, static_cast<std::size_t>(count)});
}

/// Hands out the chunks of one network to any number of workers.
class SweepRun {
 public:
  SweepRun(const PreparedSweep& prepared, SweepKernel kernel, const Sink& sink)
      : prepared_(prepared), kernel_(kernel), sink_(sink) {}

  /// Works until no chunk is left or a stop is requested.
  void work(const std::stop_token& stop) {
    AlignedArray<std::int32_t> theta(static_cast<std::size_t>(prepared_.plan().padded));
    std::vector<network::PackedState> found(sink_.wanted() ? buffer_size : 0);
    SweepChunk chunk{};
    chunk.theta = theta.data();
    chunk.found = sink_.wanted() ? found.data() : nullptr;
    chunk.capacity = buffer_size;
    chunk.context = &sink_;
    chunk.flush = deliver;
    while (!stop.stop_requested()) {
      const std::uint64_t index = next_++;
      if (index >= prepared_.chunks()) break;
      prepared_.start(index, chunk);
      pairs_ += kernel_(prepared_.plan(), chunk);
      ++done_;
    }
    sink_.deliver({found.data(), static_cast<std::size_t>(chunk.filled)});
  }

  std::uint64_t pairs() const { return pairs_; }
  std::uint64_t chunks_done() const { return done_; }

 private:
  const PreparedSweep& prepared_;
  SweepKernel kernel_;
  const Sink& sink_;
  std::atomic<std::uint64_t> next_ = 0, done_ = 0, pairs_ = 0;
};

}  // namespace

Summary enumerate_sweep(const network::Couplings& couplings, std::int32_t threshold,
                        const Options& options, const Sink& sink) {
  const PreparedSweep prepared(couplings, threshold, sweep_layout(couplings.size()));
  SweepRun run(prepared, sweep_kernel(options.simd), sink);
  const auto threads = std::min<std::uint64_t>(
      static_cast<std::uint64_t>(std::max(options.threads, 1)), prepared.chunks());
  sampling::on_threads(static_cast<int>(threads), options.stop,
                       [&](int, const std::stop_token& stop) { run.work(stop); });
  Summary summary;
  summary.status = run.chunks_done() == prepared.chunks() ? Status::complete : Status::stopped;
  summary.method = Method::sweep;
  summary.count = 2 * run.pairs();
  summary.nodes = 2 * prepared.states_per_chunk() * run.chunks_done();
  return summary;
}

}  // namespace steady::enumeration::detail
