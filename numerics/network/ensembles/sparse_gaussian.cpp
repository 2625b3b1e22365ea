// The sparse ensemble, eq. (1.5): a coupling is present with probability p = c/(N−1) and then has
// variance (N−1)/(N c), so that the field variance (N−1) p (N−1)/(N c) = (N−1)/N is the dense one.
//
// η = 0: a directed graph, J_ij and J_ji present independently (so they are independent).
// η ≠ 0: an undirected graph, both present or none. Then ⟨J_ij J_ji⟩ = p η (N−1)/(N c) = η ⟨J_ij²⟩;
//        with independent presence the size of the correlation could not exceed p.
//
// Two ways to draw who is present. Small networks, those a matrix can hold, ask a random number for
// every pair; they came first, and stored results rest on them. Larger ones skip what is absent.
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/network/detail/ensemble_kinds.hpp>

namespace steady::network::detail {
namespace {

/// Collects the couplings of one network, row by row of the upper triangle.
class Collector {
 public:
  Collector(const Ensemble& ensemble, int size, const RandomStream& normals)
      : size_(size),
        symmetry_(ensemble.symmetry),
        degree_(ensemble.mean_degree.value()),
        deviation_(sparse_deviation(size, degree_)),
        normals_(normals) {
    // Five standard deviations above the mean; twice as many where couplings come in pairs.
    const double mean = size * degree_;
    links_.reserve(static_cast<std::size_t>(mean + 10.0 * std::sqrt(mean) + 16.0));
  }

  double probability() const { return degree_ / (size_ - 1.0); }
  bool directed() const { return symmetry_ == 0.0; }

  void add(int i, int j, bool forward, bool backward) {
    const auto z = correlated_normals(normals_, size_, i, j, symmetry_);
    if (forward) links_.push_back({i, j, rounded(deviation_ * z.forward)});
    if (backward) links_.push_back({j, i, rounded(deviation_ * z.backward)});
  }

  SparseCouplings finish() const {
    try {
      return {size_, links_};
    } catch (const std::domain_error& error) {
      refuse(error.what());
    }
  }

 private:
  [[noreturn]] void refuse(std::string_view reason) const {
    throw std::domain_error(
        fmt::format("draw_couplings: mean degree = {} with size = {}: {}", degree_, size_, reason));
  }

  std::int32_t rounded(double value) const {
    if (!(std::abs(value) < 1024.0)) refuse("a coupling beyond the grid's range 2^10");
    return static_cast<std::int32_t>(std::lrint(std::ldexp(value, Couplings::fraction_bits)));
  }

  int size_;
  double symmetry_, degree_, deviation_;
  const RandomStream& normals_;
  std::vector<Link> links_;
};

void draw_by_pairs(Collector& collector, int size, const RandomStream& graph) {
  const double probability = collector.probability();
  for (int i = 0; i < size; ++i)
    for (int j = i + 1; j < size; ++j) {
      const auto words = graph.block(pair_counter(i, j), static_cast<std::uint64_t>(size));
      const bool forward = open_uniform(words[0]) < probability;
      const bool backward = collector.directed() ? open_uniform(words[1]) < probability : forward;
      if (forward || backward) collector.add(i, j, forward, backward);
    }
}

/// −ln(1−p), the rate of the gaps. Own code for the sake of identical bits on every machine.
double rate_of(double p) {
  if (p >= 1.0) return std::numeric_limits<double>::infinity();
  double rate = 0.0;
  for (; p > 0.5; p = 2.0 * p - 1.0) rate += 0.69314718055994531;  // doubles 1 − p, exactly
  const double x = p / (2.0 - p);                                  // ≤ 1/3
  double series = 0.0;
  for (int k = 17; k >= 0; --k) series = series * x * x + 1.0 / (2 * k + 1);
  return rate + 2.0 * x * series;
}

/// (1.6): calls `present(j)` for the present couplings j > i of row i.
template <class Present>
void skip_along_row(int i, int size, double rate, const RandomStream& gaps,
                    std::uint64_t subcounter, Present&& present) {
  int j = i;
  for (int k = 0;; ++k) {
    const auto [a, b] = gaps.normal_pair(pair_counter(i, k), subcounter);
    const double gap = std::floor(0.5 * (a * a + b * b) / rate);  // a² + b² = −2 ln u
    if (!(gap < size - 1 - j)) return;
    j += 1 + static_cast<int>(gap);
    present(j);
  }
}

void draw_by_gaps(Collector& collector, int size, const RandomStream& gaps) {
  constexpr std::uint64_t second_direction = 1ULL << 32;
  const double rate = rate_of(collector.probability());
  const auto named = static_cast<std::uint64_t>(size);
  for (int i = 0; i < size; ++i) {
    skip_along_row(i, size, rate, gaps, named,
                   [&](int j) { collector.add(i, j, true, !collector.directed()); });
    if (collector.directed())
      skip_along_row(i, size, rate, gaps, named | second_direction,
                     [&](int j) { collector.add(i, j, false, true); });
  }
}

}  // namespace

SparseCouplings draw_sparse_gaussian(const Ensemble& ensemble, int size,
                                     const CouplingStreams& streams) {
  const auto normals = streams.of("couplings");
  Collector collector(ensemble, size, normals);
  if (fits_grid(sparse_deviation(size, ensemble.mean_degree.value()), size))
    draw_by_pairs(collector, size, streams.of("coupling presence"));
  else
    draw_by_gaps(collector, size, streams.of("coupling gaps"));
  return collector.finish();
}

}  // namespace steady::network::detail
