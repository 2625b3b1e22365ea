#include <steady/numerics/search/annealing.hpp>

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include <steady/numerics/search/detail/metropolis.hpp>
#include <steady/theory/domain.hpp>

namespace steady::search {
namespace {

class Annealing {
 public:
  Annealing(const network::Network& network, std::span<const std::int8_t> start,
            const AnnealingOptions& options, network::RandomStream random)
      : options_(options),
        state_(network, options.self_coupling, options.margin, start, options.simd),
        chain_(random) {}

  AnnealingSummary run(const network::Network& network) {
    while (sweep_ < options_.max_sweeps && !done() && !summary_.stopped) {
      sweep();
      summary_.stopped = options_.stop.stop_requested();
    }
    summary_.spins = state_.spins();
    summary_.unstable = network::count_unstable(network, options_.self_coupling, summary_.spins);
    summary_.found = summary_.unstable == 0;
    return std::move(summary_);
  }

 private:
  bool done() const { return options_.stop_at_fixed_point && state_.total().unstable == 0; }

  double temperature() const {
    const double part = static_cast<double>(sweep_) / static_cast<double>(options_.max_sweeps);
    return options_.hot + part * (options_.cold - options_.hot);
  }

  void sweep() {
    const double beta = 1.0 / temperature();  // infinite at T = 0: only what does not cost
    const int size = state_.size();
    int proposals = 0;
    for (; proposals < size && !done(); ++proposals) {
      const int neuron = chain_.below(size);
      const double change = detail::energy_of(state_.change(neuron), options_.energy);
      if (change > 0.0 && !chain_.accepts(beta * change)) continue;
      state_.flip(neuron);
      ++summary_.flips;
    }
    summary_.sweeps += static_cast<double>(proposals) / size;
    ++sweep_;
  }

  const AnnealingOptions& options_;
  detail::InstabilityState state_;
  detail::Metropolis chain_;
  std::int64_t sweep_ = 0;
  AnnealingSummary summary_;
};

}  // namespace

AnnealingSummary anneal(const network::Network& network, std::span<const std::int8_t> start,
                        const AnnealingOptions& options, network::RandomStream random) {
  options::check(options);
  network::require_spins(start, network.size());
  return Annealing(network, start, options, random).run(network);
}

}  // namespace steady::search
