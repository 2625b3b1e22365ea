#include <apps/validation/claims.hpp>

#include <steady/theory/cycles.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/pairs.hpp>
#include <steady/theory/triples.hpp>

namespace steady::apps {

ClosedForms ClosedForms::of_the_library() {
  return {[](int size, double self_coupling, double symmetry) {
            return theory::log_mean_fixed_points(size, self_coupling, symmetry);
          },
          [](int size, double self_coupling, double mean_degree) {
            return theory::log_mean_fixed_points_sparse(size, self_coupling, mean_degree);
          },
          theory::log_mean_fixed_points_binary,
          theory::log_mean_pairs,
          theory::log_mean_square_fixed_points,
          theory::log_mean_two_cycles,
          theory::log_mean_fixed_points_modules,
          theory::log_mean_triples,
          [](double self_coupling, double symmetry) {
            return theory::fixed_point_entropy(self_coupling, symmetry);
          },
          theory::modules_entropy};
}

std::vector<Experiment> all_experiments(const ClosedForms& closed, Level level,
                                        std::uint64_t seed) {
  std::vector<Experiment> all;
  for (const auto& group :
       {mean_count_experiments(closed, level, seed), pair_experiments(closed, level, seed),
        fluctuation_experiments(closed, level, seed), two_cycle_experiments(closed, level, seed),
        engine_experiments(level, seed), modules_experiments(closed, level, seed),
        cluster_experiments(closed, level, seed), relaxation_experiments(closed, level, seed),
        message_experiments(closed, level, seed), binary_experiments(closed, level, seed),
        heat_bath_experiments(level, seed), modules_of_other_laws(level, seed)}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  // Each experiment gets its own range of sample indices, so that no two share a network.
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::uint64_t first = static_cast<std::uint64_t>(i) << 32;
    all[i].measure = [first, measure = std::move(all[i].measure)](std::uint64_t network,
                                                                  std::span<double> values) {
      measure(first + network, values);
    };
  }
  return all;
}

}  // namespace steady::apps
