// Thermal averages against exact laws: Boltzmann's, Peretto's, and whatever else is stationary, by
// the transition matrix of all states.
#include <tests/catch.hpp>

#include <cmath>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <vector>

#include <steady/numerics/dynamics/detail/thermal_walk.hpp>
#include <steady/numerics/dynamics/equilibrium.hpp>
#include <steady/numerics/network/network.hpp>
#include <tests/oracles/test_networks.hpp>

using namespace steady;
using dynamics::EquilibriumOptions;
using dynamics::Order;
using dynamics::Rule;
using network::Network;
using network::Spins;

namespace {

using Law = std::vector<double>;  ///< of all states, as words

/// A small network with all that acts on a neuron as numbers.
struct Small {
  Network network;
  double self_coupling, temperature;
  Rule rule = Rule::asynchronous;
  Order order = Order::random;

  int size() const { return network.size(); }
  std::size_t states() const { return std::size_t{1} << size(); }
  std::vector<double> fields(std::size_t state) const {
    std::vector<double> h;
    for (const auto f : network::local_fields(network, network::unpacked(state, size())))
      h.push_back(f * 0x1p-20);
    return h;
  }
  double own(int i) const {
    const auto all = network.self_couplings();
    return self_coupling + (all.empty() ? 0.0 : all[static_cast<std::size_t>(i)] * 0x1p-20);
  }
  double external(int i) const {
    const auto all = network.external_field();
    return all.empty() ? 0.0 : all[static_cast<std::size_t>(i)] * 0x1p-20;
  }
};

int spin(std::size_t state, int i) {
  return (state >> i) & 1 ? 1 : -1;
}

/// (7.2), [state][neuron].
std::vector<std::vector<double>> flip_probabilities(const Small& small) {
  std::vector<std::vector<double>> all;
  for (std::size_t s = 0; s < small.states(); ++s) {
    const auto h = small.fields(s);
    all.emplace_back();
    for (int i = 0; i < small.size(); ++i) {
      const double x = spin(s, i) * h[static_cast<std::size_t>(i)] + small.own(i);
      all.back().push_back(1.0 / (1.0 + std::exp(2.0 * x / small.temperature)));
    }
  }
  return all;
}

/// Law → law after one sweep.
class Sweep {
 public:
  explicit Sweep(const Small& small) : small_(small), flips_(flip_probabilities(small)) {}

  Law operator()(const Law& law) const {
    if (small_.rule == Rule::parallel) return in_parallel(law);
    Law now = law;
    for (int i = 0; i < small_.size(); ++i)
      now = small_.order == Order::fixed ? visited(now, i) : visited_anywhere(now);
    return now;
  }
  const std::vector<std::vector<double>>& flips() const { return flips_; }
  Law visited(const Law& law, int i) const {
    Law next = law;
    for (std::size_t s = 0; s < law.size(); ++s) {
      const double moves = law[s] * flips_[s][static_cast<std::size_t>(i)];
      next[s] -= moves;
      next[s ^ (std::size_t{1} << i)] += moves;
    }
    return next;
  }
  Law visited_anywhere(const Law& law) const {
    Law next(law.size(), 0.0);
    for (int i = 0; i < small_.size(); ++i) {
      const auto one = visited(law, i);
      for (std::size_t s = 0; s < law.size(); ++s) next[s] += one[s] / small_.size();
    }
    return next;
  }

 private:
  Law in_parallel(const Law& law) const {
    Law next(law.size(), 0.0);
    for (std::size_t s = 0; s < law.size(); ++s) {
      Law from(law.size(), 0.0);  // neuron after neuron with the probabilities of the old state
      from[s] = law[s];
      for (int i = 0; i < small_.size(); ++i) {
        const double p = flips_[s][static_cast<std::size_t>(i)];
        const std::size_t bit = std::size_t{1} << i;
        for (std::size_t t = 0; t < law.size(); ++t) {
          if (((t ^ s) & bit) != 0 || from[t] == 0.0) continue;
          from[t ^ bit] += p * from[t];
          from[t] *= 1.0 - p;
        }
      }
      for (std::size_t t = 0; t < law.size(); ++t) next[t] += from[t];
    }
    return next;
  }

  const Small& small_;
  std::vector<std::vector<double>> flips_;
};

double distance(const Law& a, const Law& b) {
  double sum = 0.0;
  for (std::size_t s = 0; s < a.size(); ++s) sum += std::abs(a[s] - b[s]);
  return sum;
}

Law normalised(Law law) {
  const double sum = std::accumulate(law.begin(), law.end(), 0.0);
  for (double& p : law) p /= sum;
  return law;
}

Law stationary(const Small& small) {
  const Sweep sweep(small);
  Law law(small.states(), 1.0 / static_cast<double>(small.states()));
  for (int t = 0; t < 3000; ++t) {
    auto next = normalised(sweep(law));
    const double change = distance(law, next);
    law = std::move(next);
    if (change < 1e-13) return law;
  }
  FAIL("the law does not become stationary");
  return law;
}

double energy(const Small& small, std::size_t s) {
  const auto h = small.fields(s);
  double e = 0.0;
  for (int i = 0; i < small.size(); ++i)
    e -= 0.5 * spin(s, i) * (h[static_cast<std::size_t>(i)] + small.external(i));
  return e;
}

Law boltzmann(const Small& small) {
  Law law;
  for (std::size_t s = 0; s < small.states(); ++s)
    law.push_back(std::exp(-energy(small, s) / small.temperature));
  return normalised(law);
}

/// (7.26).
Law peretto(const Small& small) {
  Law law;
  for (std::size_t s = 0; s < small.states(); ++s) {
    const auto h = small.fields(s);
    double weight = 1.0;
    for (int i = 0; i < small.size(); ++i) {
      const double H = h[static_cast<std::size_t>(i)] + small.own(i) * spin(s, i);
      weight *= std::exp(spin(s, i) * small.external(i) / small.temperature) *
                std::cosh(H / small.temperature);
    }
    law.push_back(weight);
  }
  return normalised(law);
}

/// Σ π(s) f(s).
template <class Function>
double mean_of(const Law& law, const Function& f) {
  double sum = 0.0;
  for (std::size_t s = 0; s < law.size(); ++s) sum += law[s] * f(s);
  return sum;
}

/// Differences in thermal errors. Errors come from 16 bins or more: of the 150 or so in this file
/// one beyond 7 (Student's t with 15 degrees of freedom: 4e-6) would be news.
constexpr double largest_score = 7.0;
/// Exact numbers and the grid of 2^-20.
constexpr double rounding = 3e-6;

void check(const char* what, const dynamics::ThermalAverage& found, double expected) {
  INFO(what << ": " << found.value << " ± " << found.error << ", exactly " << expected);
  CHECK(found.reliable);
  CHECK(std::abs(found.value - expected) < largest_score * found.error + rounding);
}

void check_averages(const Small& small, const Law& law, std::int64_t sweeps = 8000) {
  const int n = small.size();
  Spins pattern(static_cast<std::size_t>(n), 1);
  for (std::size_t i = 0; i < pattern.size(); i += 3) pattern[i] = -1;
  EquilibriumOptions options;
  options.rule = small.rule;
  options.order = small.order;
  options.self_coupling = small.self_coupling;
  options.temperature = small.temperature;
  options.burn_in = 100;
  options.sweeps = sweeps;
  options.overlap_bins = n + 1;
  options.pattern = pattern;
  const auto found =
      dynamics::thermal_averages(small.network, {Spins(static_cast<std::size_t>(n), 1), pattern},
                                 options, {21, "equilibrium", static_cast<std::uint64_t>(n)});
  REQUIRE(found.has_value());
  CHECK(found->reliable);
  CHECK(found->agreement > 1e-4);

  const auto magnetisation = [&](std::size_t s) {
    double m = 0.0;
    for (int i = 0; i < n; ++i) m += static_cast<double>(spin(s, i)) / n;
    return m;
  };
  const auto overlap_with = [&](std::size_t s) {
    double p = 0.0;
    for (int i = 0; i < n; ++i)
      p += static_cast<double>(spin(s, i) * pattern[static_cast<std::size_t>(i)]) / n;
    return p;
  };
  const auto alignment = [&](std::size_t s) {
    const auto h = small.fields(s);
    double a = 0.0;
    for (int i = 0; i < n; ++i) a += spin(s, i) * h[static_cast<std::size_t>(i)] / n;
    return a;
  };
  const auto unstable = [&](std::size_t s) {
    return static_cast<double>(network::count_unstable(small.network, small.self_coupling,
                                                       network::unpacked(s, n))) /
           n;
  };
  const auto flips = flip_probabilities(small);
  const auto flip_rate = [&](std::size_t s) {
    return std::accumulate(flips[s].begin(), flips[s].end(), 0.0) / n;
  };
  check("alignment", found->alignment, mean_of(law, alignment));
  if (network::is_symmetric(small.network))
    check("energy", found->energy,
          mean_of(law, [&](std::size_t s) { return energy(small, s) / n; }));
  else
    CHECK(std::isnan(found->energy.value));
  check("unstable", found->unstable_fraction, mean_of(law, unstable));
  // In a fixed order the law within a sweep is another one.
  if (small.order == Order::random) check("flips", found->flip_rate, mean_of(law, flip_rate));
  check("m", found->magnetisation, mean_of(law, magnetisation));
  check("|m|", found->abs_magnetisation,
        mean_of(law, [&](std::size_t s) { return std::abs(magnetisation(s)); }));
  check("p", found->pattern_overlap, mean_of(law, overlap_with));
  check("|p|", found->abs_pattern_overlap,
        mean_of(law, [&](std::size_t s) { return std::abs(overlap_with(s)); }));
  check("start", found->overlap_with_start, mean_of(law, magnetisation));
  // Independent replicas: ⟨q⟩ = (1/N) Σ ⟨s_i⟩², ⟨q²⟩ = (1/N²) Σ ⟨s_i s_j⟩².
  double q = 0.0, q2 = 0.0;
  for (int i = 0; i < n; ++i) {
    q += std::pow(mean_of(law, [&](std::size_t s) { return spin(s, i); }), 2) / n;
    for (int j = 0; j < n; ++j)
      q2 += std::pow(mean_of(law, [&](std::size_t s) { return spin(s, i) * spin(s, j); }), 2) /
            (n * n);
  }
  check("q", found->overlap, q);
  check("q²", found->squared_overlap, q2);
  // The histogram has the same moments.
  double share = 0.0, mean = 0.0, square = 0.0;
  for (int k = 0; k <= n; ++k) {
    const double p =
        found->overlap_histogram[static_cast<std::size_t>(dynamics::overlap_bin(n, n + 1, k))];
    share += p;
    mean += p * (1.0 - 2.0 * k / n);
    square += p * std::pow(1.0 - 2.0 * k / n, 2);
  }
  CHECK(share == Approx(1.0));
  CHECK(mean == Approx(found->overlap.value).margin(1e-12));
  CHECK(square == Approx(found->squared_overlap.value).margin(1e-12));
}

Network gaussian(int size, double symmetry, std::uint64_t seed) {
  return Network(oracles::gaussian_network(size, symmetry, seed));
}

Network with_fields(Network network) {
  std::vector<double> b;
  for (int i = 0; i < network.size(); ++i) b.push_back(0.4 * std::sin(1.0 + i));
  network.set_external_field(b);
  return network;
}

Network with_own(Network network) {
  std::vector<double> d;
  for (int i = 0; i < network.size(); ++i) d.push_back(0.5 * std::cos(2.0 * i));
  network.set_self_couplings(d);
  return network;
}

constexpr Rule asynchronous = Rule::asynchronous, heat_bath = Rule::heat_bath,
               parallel = Rule::parallel;

}  // namespace

TEST_CASE("Symmetric networks have Boltzmann's averages, neuron after neuron") {
  for (const auto rule : {asynchronous, heat_bath})
    for (const auto order : {Order::random, Order::permutation, Order::fixed}) {
      const Small small{with_fields(gaussian(8, 1.0, 1)), 0.0, 0.8, rule, order};
      const auto law = boltzmann(small);
      if (order != Order::permutation) {
        CHECK(distance(Sweep(small)(law), law) < 1e-6);  // of the grid
      }
      check_averages(small, law, 4000);
    }
  // Without fields the odd averages vanish by themselves, in a hot network.
  const Small bare{gaussian(10, 1.0, 2), 0.0, 1.2};
  check_averages(bare, boltzmann(bare));
}

TEST_CASE("With a self-coupling another law is stationary, without detailed balance") {
  for (const auto rule : {asynchronous, heat_bath}) {
    const Small small{with_fields(gaussian(7, 1.0, 3)), 0.5, 0.8, rule};
    const auto law = stationary(small);
    CHECK(distance(law, boltzmann(small)) > 0.05);
    check_averages(small, law);
    // (7.25): the product of the rates around a square of flips, there and back.
    const auto flips = flip_probabilities(small);
    const auto around = [&](std::size_t s, int i, int j) {
      const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
      const std::size_t si = s ^ (1U << i), sj = s ^ (1U << j), sij = si ^ (1U << j);
      const double there = flips[s][a] * flips[si][b] * flips[sij][a] * flips[sj][b];
      const double back = flips[s][b] * flips[sj][a] * flips[sij][b] * flips[si][a];
      return std::log(there / back);
    };
    CHECK(std::abs(around(0, 0, 1)) > 1e-3);
  }
  // Two neurons without fields have it nevertheless, at any J_D.
  network::Couplings two(2);
  two.set(0, 1, 0.5);
  two.set(1, 0, 0.5);
  const Small pair{Network(two), 0.5, 0.8};
  const auto flips = flip_probabilities(pair);
  const auto law = stationary(pair);
  for (std::size_t s = 0; s < 4; ++s)
    for (std::size_t i = 0; i < 2; ++i)
      CHECK(law[s] * flips[s][i] == Approx(law[s ^ (1U << i)] * flips[s ^ (1U << i)][i]));
  const Small own{with_own(with_fields(gaussian(6, 1.0, 4))), -0.3, 0.7};
  check_averages(own, stationary(own));
}

TEST_CASE("Networks of any symmetry have the averages of their stationary law") {
  for (const double symmetry : {0.0, -0.5})
    for (const auto order : {Order::random, Order::fixed}) {
      const Small small{with_fields(gaussian(7, symmetry, 5)), 0.2, 0.6, asynchronous, order};
      check_averages(small, stationary(small));
    }
  const std::vector modules{oracles::gaussian_network(4, 0.0, 6),
                            oracles::gaussian_network(4, 0.0, 7)};
  const Small coupled{Network(modules, theory::Topology::ring, 0.4), 0.1, 1.0, heat_bath};
  check_averages(coupled, stationary(coupled));
}

TEST_CASE("Parallel updates have Peretto's law with any self-coupling if couplings are symmetric") {
  for (const double self_coupling : {0.0, 0.6}) {
    const Small small{with_own(with_fields(gaussian(7, 1.0, 8))), self_coupling, 1.0, parallel};
    const auto law = peretto(small);
    CHECK(distance(Sweep(small)(law), law) < 1e-5);  // of the grid
    CHECK(distance(law, boltzmann(small)) > 0.05);
    check_averages(small, law);
  }
  const Small asymmetric{gaussian(7, 0.3, 9), 0.2, 0.8, parallel};
  const auto law = stationary(asymmetric);
  CHECK(distance(peretto(asymmetric), law) > 0.01);
  check_averages(asymmetric, law);
}

namespace {

/// Neurons that do not feel one another; zero couplings stored as a matrix.
Small free_neurons(int size, double self_coupling, double temperature, double field,
                   Rule rule = asynchronous) {
  Network network{network::Couplings(size)};
  network.set_external_field(std::vector<double>(static_cast<std::size_t>(size), field));
  return {std::move(network), self_coupling, temperature, rule};
}

dynamics::ThermalAverages averages_of(const Small& small, std::uint64_t index,
                                      std::int64_t sweeps = 2000) {
  EquilibriumOptions options;
  options.rule = small.rule;
  options.order = small.order;
  options.self_coupling = small.self_coupling;
  options.temperature = small.temperature;
  options.burn_in = 30;
  options.sweeps = sweeps;
  const auto n = static_cast<std::size_t>(small.size());
  return *dynamics::thermal_averages(small.network, {Spins(n, 1), Spins(n, -1)}, options,
                                     {5, "equilibrium", index});
}

}  // namespace

TEST_CASE("Free neurons follow tanh(b/T) and remember as long as they are not visited") {
  constexpr double T = 0.7, b = 0.3;
  // Between two sweeps a neuron keeps the correlation (1 − r/N)^N, r its rate of forgetting a
  // visit.
  const auto time = [](int size, double rate) {
    const double rho = std::pow(1.0 - rate / size, size);
    return 0.5 * (1.0 + rho) / (1.0 - rho);
  };
  constexpr int size = 24, runs = 8;
  for (const auto rule : {asynchronous, heat_bath, parallel}) {
    double times = 0.0, squares = 0.0;
    for (std::uint64_t k = 0; k < runs; ++k) {
      const auto found = averages_of(free_neurons(size, 0.0, T, b, rule), k);
      check("m", found.magnetisation, std::tanh(b / T));
      check("energy", found.energy, -b * std::tanh(b / T));
      check("q", found.overlap, std::pow(std::tanh(b / T), 2));
      check("flips", found.flip_rate, 0.5 / std::pow(std::cosh(b / T), 2));
      CHECK(found.agreement > 1e-4);
      times += found.magnetisation.time / runs;
      squares += std::pow(found.magnetisation.time, 2) / runs;
    }
    const double expected = rule == parallel ? 0.5 : time(size, 1.0);
    CHECK(std::abs(times - expected) <
          5.0 * std::sqrt((squares - times * times) / (runs - 1)) + 0.01 * expected);
  }
  // A self-coupling makes them slow: r = 2p, p = 1/(1 + e^{2J_D/T}).
  const auto inert = averages_of(free_neurons(size, 0.8, T, 0.0), 1, 8000);
  const double p = 1.0 / (1.0 + std::exp(1.6 / T));
  CHECK(inert.magnetisation.time == Approx(time(size, 2.0 * p)).epsilon(0.15));
  check("m", inert.magnetisation, 0.0);
  check("flips", inert.flip_rate, p);
}

TEST_CASE("A hot network forgets at once, and q² is 1/N") {
  const Small hot{gaussian(40, 0.0, 11), 0.5, 1e5, parallel};
  const auto found = averages_of(hot, 3);
  check("m", found.magnetisation, 0.0);
  check("q²", found.squared_overlap, 1.0 / 40.0);
  check("flips", found.flip_rate, 0.5);
  CHECK(found.magnetisation.time == Approx(0.5).margin(0.1));
}

TEST_CASE("Runs that are too short, frozen, or stuck in different states are told") {
  const Small hot{gaussian(20, 1.0, 12), 0.0, 1.0};
  const auto too_short = averages_of(hot, 1, 40);
  CHECK_FALSE(too_short.reliable);
  CHECK(std::isnan(too_short.energy.error));
  CHECK(std::isfinite(too_short.energy.value));
  Small frozen{gaussian(20, 1.0, 12), 30.0, 0.01};
  const auto still = averages_of(frozen, 1, 1000);
  CHECK(still.flip_rate.value == 0.0);
  CHECK_FALSE(still.reliable);
  // Two ferromagnets, joined weakly and in a field: from below one is in a metastable state.
  network::Couplings ferromagnet(40);
  for (int i = 0; i < 40; ++i)
    for (int j = 0; j < 40; ++j)
      if (i != j) ferromagnet.set(i, j, 1.0 / 40.0);
  Network network(ferromagnet);
  // Without a field ⟨m⟩ = 0, but a run stays where it began: |m| is right, m is not.
  const auto one_sided = averages_of({network, 0.0, 0.4}, 1, 2000);
  CHECK(one_sided.reliable);
  CHECK(one_sided.abs_magnetisation.reliable);
  CHECK_FALSE(one_sided.magnetisation.reliable);
  CHECK_FALSE(one_sided.overlap.reliable);
  CHECK(std::isnan(one_sided.overlap_with_start.error));
  network.set_external_field(std::vector<double>(40, 0.05));
  const Small stuck{std::move(network), 0.0, 0.4};
  const auto found = averages_of(stuck, 1, 4000);
  CHECK(found.agreement < 1e-6);
  CHECK(found.start_difference > 5.0 * found.start_difference_error);
}

TEST_CASE("The law of a flip is that of the logistic noise for every word") {
  network::RandomStream random(4, "words", 0);
  for (const double temperature : {1e-5, 0.01, 0.3, 1.0, 20.0, 1e6})
    for (const double self_coupling : {-1000.0, -0.3, 0.0, 0.7, 1000.0}) {
      const dynamics::detail::FlipLaw law(self_coupling, temperature);
      int flipped = 0;
      for (int k = 0; k < 600; ++k) {
        const auto word = random.next();
        // Near the threshold of this word, and anywhere.
        const double u = network::open_uniform(word);
        const double noise =
            0.5 * temperature *
            (dynamics::detail::logarithm(1.0 - u) - dynamics::detail::logarithm(u));
        const auto threshold = network::stability_threshold(self_coupling - noise);
        const auto spread = static_cast<std::int64_t>(random.next() % (1U << (k % 30)));
        constexpr std::int64_t largest = (1008 << 20) - 1;  // of s_i h_i + d_i
        const auto x = static_cast<std::int32_t>(
            std::clamp(threshold + (k % 2 == 0 ? spread : -spread), -largest, largest));
        REQUIRE(law.flips(x, word) == (x < threshold));
        if (x < threshold) REQUIRE(law.may_flip(x, word));
        flipped += x < threshold ? 1 : 0;
      }
      CHECK(flipped > 0);
    }
}

namespace {

/// As on paper: fields from scratch at every visit, the same words.
class PlainWalk {
 public:
  PlainWalk(const Network& network, Spins start, const dynamics::Options& options,
            const network::RandomStream& words, const network::RandomStream& order)
      : network_(network),
        spins_(std::move(start)),
        options_(options),
        words_(words),
        visits_(options.order, network.size(), order) {}
  void sweep() {
    const Spins before = spins_;
    for (int v = 0; v < network_.size(); ++v) {
      auto word = words_.block(visit_ / 4)[visit_ % 4];
      ++visit_;
      int i = v;
      if (options_.rule != parallel && options_.order == Order::random) {
        __extension__ using Wide = unsigned __int128;
        const auto product = static_cast<Wide>(word) * static_cast<Wide>(network_.size());
        i = static_cast<int>(product >> 64);
        word = static_cast<std::uint64_t>(product);
      } else if (options_.rule != parallel) {
        i = visits_.next();
      }
      const auto k = static_cast<std::size_t>(i);
      const auto& state = options_.rule == parallel ? before : spins_;
      const auto own = network_.self_couplings();
      const double h = network::local_fields(network_, state)[k] * 0x1p-20;
      const double d = options_.self_coupling + (own.empty() ? 0.0 : own[k] * 0x1p-20);
      const double u = network::open_uniform(word);
      const double noise = 0.5 * options_.temperature * std::log((1.0 - u) / u);
      if (options_.rule == heat_bath)
        spins_[k] = h + d * state[k] - noise >= 0.0 ? 1 : -1;
      else if (state[k] * h + d < noise)
        spins_[k] = static_cast<std::int8_t>(-state[k]);
    }
  }
  const Spins& spins() const { return spins_; }

 private:
  const Network& network_;
  Spins spins_;
  dynamics::Options options_;
  network::RandomStream words_;
  dynamics::detail::Visits visits_;
  std::uint64_t visit_ = 0;
};

}  // namespace

TEST_CASE("Walks visit and flip as on paper, at every vector level and however stored") {
  std::vector<Network> networks{
      with_fields(gaussian(67, 0.3, 13)), with_own(gaussian(50, -0.2, 14)),
      network::draw_network({.ensemble = {.mean_degree = 3.0}, .size = 90}, 1, 2),
      Network({oracles::gaussian_network(20, 0.0, 1), oracles::gaussian_network(20, 0.0, 2)},
              theory::Topology::ring, 0.3)};
  for (const auto& network : networks)
    for (const auto rule : {asynchronous, heat_bath, parallel})
      for (const auto order : {Order::random, Order::permutation, Order::fixed}) {
        dynamics::Options options;
        options.rule = rule;
        options.order = order;
        options.self_coupling = 0.2;
        options.temperature = 0.5;
        network::RandomStream stream(2, "start", 0);
        const auto start = network::random_spins(network.size(), stream);
        const network::RandomStream words(1, "walk", 3, 0), visits(1, "walk", 3, 1);
        PlainWalk plain(network, start, options, words, visits);
        for (int t = 0; t < 6; ++t) plain.sweep();
        for (const auto level : {SimdLevel::portable, best_simd_level()}) {
          options.simd = level;
          dynamics::detail::ThermalWalk walk(network, start, options, words, visits);
          std::int64_t flips = 0;
          for (int t = 0; t < 6; ++t) flips += walk.sweep();
          CHECK(walk.state().spins() == plain.spins());
          CHECK(flips > 0);
          std::int64_t sum = 0;
          const auto h = network::local_fields(network, plain.spins());
          for (std::size_t i = 0; i < h.size(); ++i) sum += std::int64_t{plain.spins()[i]} * h[i];
          CHECK(walk.state().sum_of_stabilities() == sum);
        }
      }
}

TEST_CASE("Symmetry of couplings is seen in every form of storage") {
  for (const double symmetry : {0.0, 1.0}) {
    const bool symmetric = symmetry == 1.0;
    CHECK(network::is_symmetric(gaussian(130, symmetry, 1)) == symmetric);
    CHECK(network::is_symmetric(network::draw_network(
              {.ensemble = {.symmetry = symmetry, .mean_degree = 3.0}, .size = 100}, 1, 0)) ==
          symmetric);
    CHECK(network::is_symmetric(network::draw_network(
              {.ensemble = {.symmetry = symmetry}, .size = 20, .modules = 3, .coupling = 0.3}, 1,
              0)) == symmetric);
  }
  auto almost = oracles::gaussian_network(130, 1.0, 1);
  almost.set(129, 3, almost.value(129, 3) + 0x1p-20);
  CHECK_FALSE(network::is_symmetric(Network(almost)));
}

TEST_CASE("Equilibrium refuses what it cannot do and stops when asked") {
  const auto network = gaussian(10, 1.0, 1);
  const std::array starts{Spins(10, 1), Spins(10, -1)};
  EquilibriumOptions options;
  options.temperature = 0.0;
  CHECK_THROWS_AS(dynamics::thermal_averages(network, starts, options, {1, "e"}),
                  std::domain_error);
  options.temperature = 1.0;
  options.order = Order::greedy;
  CHECK_THROWS_AS(dynamics::thermal_averages(network, starts, options, {1, "e"}),
                  std::invalid_argument);
  options.order = Order::random;
  options.sweeps = 0;
  CHECK_THROWS_AS(dynamics::thermal_averages(network, starts, options, {1, "e"}),
                  std::domain_error);
  options.sweeps = 100;
  CHECK_THROWS_AS(
      dynamics::thermal_averages(network, {Spins(9, 1), Spins(10, 1)}, options, {1, "e"}),
      std::invalid_argument);
  std::stop_source stop;
  stop.request_stop();
  options.stop = stop.get_token();
  CHECK_FALSE(dynamics::thermal_averages(network, starts, options, {1, "e"}).has_value());
}

TEST_CASE("Bins of overlaps share the distances evenly, in rising order") {
  for (const int bins : {1, 4, 7, 11})
    for (const int size : {10, 25}) {
      std::vector<int> count(static_cast<std::size_t>(bins), 0);
      int last = bins;
      for (int k = 0; k <= size; ++k) {
        const int bin = dynamics::overlap_bin(size, bins, k);
        REQUIRE(bin <= last);
        last = bin;
        ++count[static_cast<std::size_t>(bin)];
      }
      CHECK(last == 0);
      const auto [low, high] = std::minmax_element(count.begin(), count.end());
      CHECK(*high - *low <= 1);
    }
}
