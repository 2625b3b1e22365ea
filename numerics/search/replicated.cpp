#include <steady/numerics/search/replicated.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/search/detail/metropolis.hpp>
#include <steady/theory/domain.hpp>

namespace steady::search {
namespace {

class Ensemble {
 public:
  Ensemble(const network::Network& network, const ReplicatedOptions& options,
           network::RandomStream random)
      : network_(network),
        options_(options),
        base_(options.annealing),
        chain_(random),
        sums_(static_cast<std::size_t>(network.size()), 0) {
    for (int a = 0; a < options.replicas; ++a) {
      // Starts come from the sequential words before any proposal does.
      const auto start = chain_.random_start(network.size());
      replicas_.emplace_back(network, base_.self_coupling, base_.margin, start, base_.simd);
      for (std::size_t i = 0; i < start.size(); ++i) sums_[i] += start[i];
    }
  }

  ReplicatedSummary run() {
    AnnealingSummary& result = summary_.annealing;
    while (sweep_ < base_.max_sweeps && !done() && !result.stopped) {
      sweep();
      result.stopped = base_.stop.stop_requested();
    }
    const auto best = std::min_element(
        replicas_.begin(), replicas_.end(),
        [](const auto& a, const auto& b) { return a.total().unstable < b.total().unstable; });
    result.spins = best->spins();
    result.unstable = network::count_unstable(network_, base_.self_coupling, result.spins);
    result.found = result.unstable == 0;
    summary_.overlap = overlap();
    return std::move(summary_);
  }

 private:
  bool done() const {
    return base_.stop_at_fixed_point &&
           std::any_of(replicas_.begin(), replicas_.end(),
                       [](const auto& replica) { return replica.total().unstable == 0; });
  }

  void sweep() {
    const double part = static_cast<double>(sweep_) / static_cast<double>(base_.max_sweeps);
    const double beta = 1.0 / (base_.hot + part * (base_.cold - base_.hot));
    const double attraction =
        options_.first_attraction + part * (options_.last_attraction - options_.first_attraction);
    const int size = network_.size();
    int proposals = 0;
    bool found = done();
    for (; proposals < size && !found; ++proposals) {
      const int choice = chain_.below(size * options_.replicas);
      auto& replica = replicas_[static_cast<std::size_t>(choice / size)];
      const int neuron = choice % size;
      if (!propose(replica, neuron, beta, attraction)) continue;
      ++summary_.annealing.flips;
      found = base_.stop_at_fixed_point && replica.total().unstable == 0;
    }
    summary_.annealing.sweeps += static_cast<double>(proposals) / size;
    ++sweep_;
  }

  bool propose(detail::InstabilityState& replica, int neuron, double beta, double attraction) {
    const int spin = replica.spin(neuron);
    int& sum = sums_[static_cast<std::size_t>(neuron)];
    const double parting = 2.0 * attraction * (spin * sum - 1);
    const double change = detail::energy_of(replica.change(neuron), base_.energy);
    // At T = 0 the energy decides alone; 0·∞ must not.
    const double action = parting + (change == 0.0 ? 0.0 : beta * change);
    if (!chain_.accepts(action)) return false;
    replica.flip(neuron);
    sum -= 2 * spin;
    return true;
  }

  /// Σ_{a<b} s^a s^b = (S² − y)/2 at each neuron.
  double overlap() const {
    const double y = options_.replicas;
    if (options_.replicas == 1) return 1.0;
    double squares = 0.0;
    for (const int sum : sums_) squares += sum * sum - y;
    return squares / (y * (y - 1.0) * network_.size());
  }

  const network::Network& network_;
  const ReplicatedOptions& options_;
  const AnnealingOptions& base_;
  detail::Metropolis chain_;
  std::vector<detail::InstabilityState> replicas_;
  std::vector<int> sums_;  ///< Σ_a s_i^a
  std::int64_t sweep_ = 0;
  ReplicatedSummary summary_;
};

}  // namespace

ReplicatedSummary anneal_replicas(const network::Network& network, const ReplicatedOptions& options,
                                  network::RandomStream random) {
  options::check(options);
  return Ensemble(network, options, random).run();
}

}  // namespace steady::search
