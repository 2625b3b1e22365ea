#include <steady/numerics/enumeration/detail/tree.hpp>

#include <algorithm>
#include <atomic>
#include <stop_token>
#include <vector>

#include <steady/numerics/enumeration/detail/tree/scheduler.hpp>
#include <steady/numerics/sampling/threads.hpp>

namespace steady::enumeration::detail {
namespace {

constexpr int nodes_per_turn = 2048;  // about half a millisecond between two looks around
constexpr int found_capacity = 4096;

/// What the workers of one run share.
struct Run {
  const tree::Problem& problem;
  const tree::Kernel& kernel;
  const Sink& sink;
  tree::SubtreePool pool;
  std::atomic<bool> stopped = false;
  std::atomic<std::uint64_t> nodes = 0;
  std::atomic<std::uint64_t> count = 0;
};

/// One thread: its own stack, its own buffer of fixed points.
class Worker {
 public:
  explicit Worker(Run& run)
      : run_(run),
        memory_(static_cast<std::size_t>(run.kernel.node_bytes) *
                static_cast<std::size_t>(run.problem.size + 2)),
        found_(run.sink.wanted() ? found_capacity + tree::found_reserve : 0),
        stack_{memory_.data(), 0, 0, run.sink.wanted() ? found_.data() : nullptr, found_capacity} {}

  /// The first worker begins with the root, the others with what they are given.
  void work(bool root, const std::stop_token& stop) {
    // Whoever waits for a subtree must hear of a stop, and of a failure elsewhere.
    const std::stop_callback wake(stop, [this] {
      run_.stopped = true;
      run_.pool.close();
    });
    if (root) run_.kernel.start(run_.problem, stack_);
    do {
      search();
    } while (!run_.stopped.load(std::memory_order_relaxed) && next_subtree());
    deliver();
    run_.nodes += progress_.nodes;
    run_.count += progress_.count;
  }

 private:
  bool next_subtree() {
    stack_.bottom = 0;
    stack_.top = run_.pool.take(stack_.memory) ? 1 : 0;
    return stack_.top > 0;
  }

  void search() {
    while (stack_.top > stack_.bottom) {
      if (run_.stopped.load(std::memory_order_relaxed)) return;
      run_.kernel.run(run_.problem, stack_, progress_, nodes_per_turn);
      if (progress_.states >= found_capacity / 2) deliver();
      // The shallowest of several nodes always has exactly its last child left: give it away.
      if (stack_.top - stack_.bottom >= 2 && run_.pool.hungry()) {
        run_.pool.give(stack_.memory + stack_.bottom++ * run_.kernel.node_bytes);
      }
    }
  }

  void deliver() {
    const auto states = static_cast<std::size_t>(progress_.states);
    progress_.states = 0;
    if (states > 0) run_.sink.deliver({found_.data(), states});
  }

  Run& run_;
  AlignedArray<unsigned char> memory_;
  std::vector<network::PackedState> found_;
  tree::Stack stack_;
  tree::Progress progress_;
};

}  // namespace

Summary enumerate_tree(const network::Couplings& couplings,
                       std::span<const std::int32_t> thresholds, const Options& options,
                       const Sink& sink) {
  const tree::Storage storage(couplings, thresholds);
  const tree::Problem& problem = storage.problem();
  const tree::Kernel& kernel = tree::kernels(options.simd).for_vectors[problem.vectors - 1];
  const int threads = std::max(options.threads, 1);
  Run run{problem, kernel, sink, {threads, kernel.node_bytes}};
  sampling::on_threads(threads, options.stop, [&run](int member, const std::stop_token& stop) {
    Worker(run).work(member == 0, stop);
  });
  Summary summary;
  summary.status = run.stopped ? Status::stopped : Status::complete;
  summary.method = Method::tree;
  summary.count = (run.problem.pairs ? 2 : 1) * run.count;
  summary.nodes = run.nodes;
  return summary;
}

}  // namespace steady::enumeration::detail
