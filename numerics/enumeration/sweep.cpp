#include <atomic>
#include <exception>
#include <mutex>
#include <steady/numerics/enumeration/sweep.hpp>
#include <steady/numerics/enumeration/sweep_plan.hpp>
#include <thread>
#include <vector>

namespace steady::enumeration::detail {

namespace {

constexpr int buffer_size = 4096;

SweepKernel kernel_for([[maybe_unused]] SimdLevel level) {
#if defined(__x86_64__)
  if (level == SimdLevel::avx512) return sweep_avx512;
  if (level == SimdLevel::avx2) return sweep_avx2;
#endif
  return sweep_portable;
}

void deliver(void* sink, const std::uint64_t* states, int count) {
  static_cast<const Sink*>(sink)->deliver({states, static_cast<std::size_t>(count)});
}

/// Hands out the chunks of one network to any number of workers.
class SweepRun {
 public:
  SweepRun(const PreparedSweep& prepared, SweepKernel kernel, std::stop_token stop,
           const Sink& sink)
      : prepared_(prepared), kernel_(kernel), stop_(std::move(stop)), sink_(sink) {}

  /// Works until no chunk is left, a stop is requested or some worker failed.
  void work() noexcept {
    try {
      sweep_chunks();
    } catch (...) {
      failed_ = true;
      const std::scoped_lock lock(mutex_);
      if (!error_) error_ = std::current_exception();
    }
  }

  std::uint64_t pairs() const { return pairs_; }
  std::uint64_t chunks_done() const { return done_; }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  void sweep_chunks() {
    AlignedArray<std::int32_t> theta(static_cast<std::size_t>(prepared_.plan().padded));
    std::vector<network::PackedState> found(sink_.wanted() ? buffer_size : 0);
    SweepChunk chunk{};
    chunk.theta = theta.data();
    chunk.found = sink_.wanted() ? found.data() : nullptr;
    chunk.capacity = buffer_size;
    chunk.context = const_cast<Sink*>(&sink_);
    chunk.flush = deliver;
    while (!stop_.stop_requested() && !failed_) {
      const std::uint64_t index = next_++;
      if (index >= prepared_.chunks()) break;
      prepared_.start(index, chunk);
      pairs_ += kernel_(prepared_.plan(), chunk);
      ++done_;
    }
    sink_.deliver({found.data(), static_cast<std::size_t>(chunk.filled)});
  }

  const PreparedSweep& prepared_;
  SweepKernel kernel_;
  std::stop_token stop_;
  const Sink& sink_;
  std::atomic<std::uint64_t> next_ = 0, done_ = 0, pairs_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;
  std::exception_ptr error_;
};

}  // namespace

Summary enumerate_sweep(const network::Couplings& couplings, std::int32_t threshold,
                        const Options& options, const Sink& sink) {
  const PreparedSweep prepared(couplings, threshold, sweep_layout(couplings.size()));
  SweepRun run(prepared, kernel_for(options.simd), options.stop, sink);
  {
    std::vector<std::jthread> others;
    const auto useful =
        std::min<std::uint64_t>(static_cast<std::uint64_t>(options.threads), prepared.chunks());
    for (std::uint64_t k = 1; k < useful; ++k) others.emplace_back([&run] { run.work(); });
    run.work();
  }
  run.rethrow();
  Summary summary;
  summary.status = run.chunks_done() == prepared.chunks() ? Status::complete : Status::stopped;
  summary.method = Method::sweep;
  summary.count = 2 * run.pairs();
  summary.nodes = 2 * prepared.states_per_chunk() * run.chunks_done();
  return summary;
}

}  // namespace steady::enumeration::detail
