#include "pair_counting.hpp"

#include <apps/frame/errors.hpp>
#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/enumeration/pair_counts.hpp>
#include <steady/numerics/network/ensembles.hpp>

namespace steady::apps {
namespace {

sampling::Row count_pairs_of(int size, double self_coupling, std::uint64_t seed,
                             std::uint64_t sample, std::stop_token stop) {
  const auto couplings = network::draw_couplings({}, size, seed, sample);
  const auto states = enumeration::all_fixed_points(couplings, self_coupling, {.stop = stop});
  return states ? enumeration::ordered_pairs_by_distance(*states, size) : sampling::Row{};
}

}  // namespace

std::vector<std::vector<sampling::Row>> count_pairs(int size,
                                                    std::span<const double> self_couplings,
                                                    std::uint64_t networks,
                                                    const FigureRequest& request) {
  if (request.check_rows)
    request.check_rows(static_cast<double>(networks) * static_cast<double>(self_couplings.size()));
  sampling::RunOptions run;
  run.threads = request.threads;
  run.stop = request.stop;
  run.on_progress = request.on_progress;
  for (const double self_coupling : self_couplings)
    run.costs.push_back(enumeration::forecast(size, self_coupling, 0.0).seconds);
  const auto result = sampling::run_tasks(
      self_couplings.size(), networks,
      [&](const sampling::Task& task, std::stop_token stop) {
        return count_pairs_of(size, self_couplings[task.point], request.seed, task.sample, stop);
      },
      run);
  if (result.stopped) throw Interrupted();
  return result.rows;
}

}  // namespace steady::apps
