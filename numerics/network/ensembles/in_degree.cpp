// The sparse ensemble of fixed in-degree, eq. (1.8): every neuron has exactly c inputs, a uniformly
// random set of others, and J_ij has variance (N−1)/(N c), so that every field is Gaussian of
// variance (N−1)/N: the mean count is that of dense networks.
#include <vector>

#include <steady/numerics/network/detail/ensemble_kinds.hpp>

namespace steady::network::detail {

namespace {

SparseCouplings draw_inputs(const Ensemble& ensemble, int size, const CouplingStreams& streams) {
  const int degree = static_cast<int>(ensemble.mean_degree.value());
  const double deviation = sparse_deviation(size, degree);
  const auto choices = streams.of("coupling inputs");
  const auto normals = streams.of("couplings");
  std::vector<Link> links;
  links.reserve(static_cast<std::size_t>(size) * static_cast<std::size_t>(degree));
  std::vector<int> chosen_by(static_cast<std::size_t>(size), -1);
  for (int i = 0; i < size; ++i)
    for (int last = size - 1 - degree; last < size - 1; ++last) {  // Floyd's sampling
      const auto words = choices.block(pair_counter(i, last), static_cast<std::uint64_t>(size));
      auto place = static_cast<std::size_t>(open_uniform(words[0]) * (last + 1.0));
      if (chosen_by[place] == i) place = static_cast<std::size_t>(last);
      chosen_by[place] = i;
      const int from = static_cast<int>(place) + (static_cast<int>(place) >= i);
      add_gaussian_input(links, normals, size, deviation, i, from);
    }
  return {size, links};
}

void require_inputs(const Ensemble& ensemble, int) {
  require_whole_degree(ensemble);
}

}  // namespace

EnsembleKind in_degree() {
  return {.name = "in-degree",
          .summary = "exactly c inputs a neuron (--mean-degree), J_ij normal, η = 0 (1.8)",
          .draw_sparse = draw_inputs,
          .log_expected_count = log_mean_of_gaussian_rows,
          .require_valid = require_inputs,
          .lowest_symmetry = 0.0,
          .highest_symmetry = 0.0,
          .counts_with_fields = true};
}

}  // namespace steady::network::detail
