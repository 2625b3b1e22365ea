// Small-world networks, eq. (1.9), after Watts and Strogatz (1998), directed: the inputs of a
// neuron are its c nearest neighbours on a ring, each replaced with probability p by a random
// neuron that is none of them. As there are always c inputs, the mean count is that of dense
// networks at every p.
#include <cmath>
#include <vector>

#include <steady/numerics/network/detail/ensemble_kinds.hpp>
#include <steady/theory/domain.hpp>

namespace steady::network::detail {

namespace {

SparseCouplings draw_ring(const Ensemble& ensemble, int size, const CouplingStreams& streams) {
  const int degree = static_cast<int>(ensemble.mean_degree.value());
  const double deviation = sparse_deviation(size, degree);
  const double rewiring = ensemble.name.parameter("rewiring");
  const auto choices = streams.of("coupling rewiring");
  const auto normals = streams.of("couplings");
  const bool can_move = degree < size - 1;
  std::vector<Link> links;
  std::vector<int> taken_by(static_cast<std::size_t>(size), -1);
  for (int i = 0; i < size; ++i) {
    std::vector<int> inputs;
    for (int k = 1; k <= degree / 2; ++k)
      for (const int from : {(i + k) % size, (i + size - k) % size}) inputs.push_back(from);
    taken_by[static_cast<std::size_t>(i)] = i;
    for (const int from : inputs) taken_by[static_cast<std::size_t>(from)] = i;
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      const auto attempt = [&](std::uint64_t number) {
        return choices.block(pair_counter(i, static_cast<int>(k)),
                             static_cast<std::uint64_t>(size) | number << 32);
      };
      if (can_move && open_uniform(attempt(0)[0]) < rewiring) {
        int to = i;
        for (std::uint64_t number = 1; taken_by[static_cast<std::size_t>(to)] == i; ++number)
          to = static_cast<int>(open_uniform(attempt(number)[0]) * size);
        taken_by[static_cast<std::size_t>(inputs[k])] = -1;
        taken_by[static_cast<std::size_t>(to)] = i;
        inputs[k] = to;
      }
      add_gaussian_input(links, normals, size, deviation, i, inputs[k]);
    }
  }
  return {size, links};
}

void require_ring(const Ensemble& ensemble, int) {
  require_whole_degree(ensemble);
  const double degree = ensemble.mean_degree.value();
  require(std::fmod(degree, 2.0) == 0.0, "mean_degree", degree,
          "the even numbers: as many neighbours on each side of the ring");
}

}  // namespace

EnsembleKind small_world() {
  return {.name = "small-world",
          .summary =
              "inputs from the c nearest on a ring (--mean-degree, even), rewired with "
              "probability p, J_ij normal, η = 0 (1.9)",
          .draw_sparse = draw_ring,
          .log_expected_count = log_mean_of_gaussian_rows,
          .require_valid = require_ring,
          .lowest_symmetry = 0.0,
          .highest_symmetry = 0.0,
          .parameters = {{"rewiring", 0.0, 1.0, false, 0.1, "p, probability to rewire an input"}},
          .counts_with_fields = true};
}

}  // namespace steady::network::detail
