// Entropies, pairs and cycles: limits, sum rules, tiny networks done by hand, and brute force over
// random couplings that knows nothing of the formulas.
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <stdexcept>
#include <steady/theory/cycles.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/pairs.hpp>
#include <tests/catch.hpp>
#include <vector>

using namespace steady::theory;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Mean and standard error of what one random network yields.
struct Average {
  double sum = 0.0;
  double squares = 0.0;
  int samples = 0;
  void add(double x) {
    sum += x;
    squares += x * x;
    ++samples;
  }
  double mean() const { return sum / samples; }
  double error() const {
    return std::sqrt((squares / samples - mean() * mean()) / (samples - 1)) + 1e-12;
  }
};

// Five sigma: with the two dozen comparisons below, a false alarm has probability 1e-5.
void check_mean(const Average& average, double expected) {
  CAPTURE(average.mean(), average.error(), expected);
  CHECK(std::abs(average.mean() - expected) <= 5.0 * average.error());
}

using Matrix = std::vector<std::vector<double>>;

// Eq. (1.1): variance 1/N, correlation η across the diagonal.
Matrix dense(int n, double symmetry, std::mt19937_64& engine) {
  std::normal_distribution<double> normal(0.0, 1.0 / std::sqrt(n));
  Matrix j(n, std::vector<double>(n, 0.0));
  for (int i = 0; i < n; ++i) {
    for (int k = 0; k < i; ++k) {
      const double first = normal(engine);
      const double second = normal(engine);
      j[i][k] = first;
      j[k][i] = symmetry * first + std::sqrt(1.0 - symmetry * symmetry) * second;
    }
  }
  return j;
}

Matrix sparse(int n, double mean_degree, std::mt19937_64& engine) {
  std::normal_distribution<double> normal(0.0, std::sqrt((n - 1.0) / (n * mean_degree)));
  std::bernoulli_distribution present(mean_degree / (n - 1.0));
  Matrix j(n, std::vector<double>(n, 0.0));
  for (int i = 0; i < n; ++i) {
    for (int k = 0; k < n; ++k) {
      if (k != i && present(engine)) j[i][k] = normal(engine);
    }
  }
  return j;
}

double stability(const Matrix& j, double self_coupling, unsigned state, int i) {
  const auto spin = [&](int k) { return (state >> k & 1U) != 0U ? 1.0 : -1.0; };
  double field = 0.0;
  for (std::size_t k = 0; k < j.size(); ++k) field += j[i][k] * spin(static_cast<int>(k));
  return spin(i) * field + self_coupling;
}

// One parallel update, eq. (1.3): neurons of negative stability flip.
unsigned parallel_update(const Matrix& j, double self_coupling, unsigned state) {
  unsigned next = state;
  for (int i = 0; i < static_cast<int>(j.size()); ++i) {
    if (stability(j, self_coupling, state, i) < 0.0) next ^= 1U << i;
  }
  return next;
}

std::vector<unsigned> fixed_points(const Matrix& j, double self_coupling) {
  std::vector<unsigned> result;
  for (unsigned state = 0; state < 1U << j.size(); ++state) {
    if (parallel_update(j, self_coupling, state) == state) result.push_back(state);
  }
  return result;
}

}  // namespace

TEST_CASE("the classic number of SK metastable states", "[theory]") {
  // Tanaka & Edwards (1980), Bray & Moore (1980): 0.1992.
  CHECK(fixed_point_entropy(0.0, 1.0) == Approx(0.1992).margin(5e-5));
  CHECK(std::abs(fixed_point_entropy(0.0, 0.0)) == 0.0);
}

TEST_CASE("the entropy is the maximum over u of a scanned function, and only one", "[theory]") {
  for (double j : {-40.0, -12.0, -4.0, -1.0, 0.0, 0.6, 3.0, 40.0}) {
    for (double eta : {0.01, 0.3, 0.8, 1.0}) {
      double best = -kInfinity;
      int maxima = 0;
      double previous = -kInfinity;
      bool rising = true;
      for (double u = -10.0; u <= 50.0; u += 1e-2) {
        const double value =
            std::numbers::ln2 - 0.5 * u * u + log_normal_cdf(j + std::sqrt(eta) * u);
        best = std::max(best, value);
        if (rising && value < previous) ++maxima;
        rising = value >= previous;
        previous = value;
      }
      const double exact = fixed_point_entropy(j, eta);
      CHECK(maxima == 1);
      CHECK(exact >= best - 1e-12 * std::abs(best));
      CHECK(exact - best <= 1e-4);
    }
  }
}

TEST_CASE("the entropy tends to ln 2 and to its value at eta = 0", "[theory]") {
  for (double eta : {0.0, 0.5, 1.0}) {
    CHECK(fixed_point_entropy(40.0, eta) == Approx(std::numbers::ln2).epsilon(1e-15));
  }
  // dΣ/dη at η = 0 is λ(J_D)²/2 (envelope theorem).
  for (double j : {-3.0, 0.0, 1.0}) {
    const double slope = (fixed_point_entropy(j, 1e-6) - fixed_point_entropy(j, 0.0)) / 1e-6;
    CHECK(slope == Approx(0.5 * std::pow(inverse_mills_ratio(j), 2)).epsilon(1e-4));
  }
  for (double j = -3.0; j < 3.0; j += 0.1) {
    CHECK(fixed_point_entropy(j + 0.1, 0.7) > fixed_point_entropy(j, 0.7));
    CHECK(fixed_point_entropy(j, 0.8) > fixed_point_entropy(j, 0.7));
  }
}

TEST_CASE("finite size: two neurons are one bivariate orthant", "[theory]") {
  // N = 2: the fields J_12 s_2, J_21 s_1 have variance 1/2 and correlation η.
  for (double j : {-8.0, -0.5, 0.0, 0.3, 2.0}) {
    const double a = j * std::numbers::sqrt2;
    for (double eta : {0.0, 1e-9, 0.2, 0.9, 0.999999, 1.0}) {
      CHECK(log_mean_fixed_points(2, j, eta) ==
            Approx(2.0 * std::numbers::ln2 + log_bivariate_normal_cdf(a, a, eta))
                .epsilon(1e-11)
                .margin(1e-13));
    }
  }
}

TEST_CASE("finite size: three neurons at J_D = 0 are one trivariate orthant", "[theory]") {
  // P(x,y,z ≥ 0) = 1/8 + 3 asin(ρ)/(4π), ρ = η/2. At η = 1 there are exactly two fixed points.
  for (double eta : {0.0, 0.1, 0.5, 1.0}) {
    const double mean = 1.0 + 6.0 * std::numbers::inv_pi * std::asin(0.5 * eta);
    CHECK(log_mean_fixed_points(3, 0.0, eta) == Approx(std::log(mean)).margin(1e-14));
  }
}

TEST_CASE("finite size tends to the thermodynamic limit like 1/N", "[theory]") {
  for (double j : {-1.0, 0.0, 0.5}) {
    for (double eta : {0.0, 0.4, 1.0}) {
      const double sigma = fixed_point_entropy(j, eta);
      const double at_1e4 = log_mean_fixed_points(10000, j, eta) - 1e4 * sigma;
      const double at_1e6 = log_mean_fixed_points(1000000, j, eta) - 1e6 * sigma;
      CHECK(at_1e4 == Approx(at_1e6).epsilon(1e-3).margin(1e-8));
      CHECK(std::abs(at_1e4) < 10.0);
    }
  }
}

TEST_CASE("finite size: far negative self-couplings follow the leading Gaussian exponent",
          "[theory]") {
  // ln Φ(x) ≈ −x²/2 makes the exponent of (2.4) quadratic in z; its maximum is
  // −N² J_D² / (2 (N − 1 − η + N η)), and the rest is of order N ln|J_D|.
  for (const double self_coupling : {-1e7, -1e8, -1e9, -1e10, -1e15, -1e50, -1e100}) {
    for (const double symmetry : {0.0, 0.25, 0.5, 1.0}) {
      for (const int size : {3, 40, 1000, 1000000}) {
        const double n = size;
        const double leading =
            -n * n * self_coupling * self_coupling / (2.0 * (n - 1.0 - symmetry + n * symmetry));
        INFO("J_D " << self_coupling << ", eta " << symmetry << ", N " << size);
        CHECK(log_mean_fixed_points(size, self_coupling, symmetry) / leading ==
              Approx(1.0).epsilon(1e-8));
      }
    }
  }
}

TEST_CASE("negative symmetry: two and three neurons are orthants", "[theory]") {
  for (double j : {-2.0, 0.0, 0.3, 2.0}) {
    const double a = j * std::numbers::sqrt2;
    for (double eta : {-0.2, -0.9, -1.0})
      CHECK(log_mean_fixed_points(2, j, eta) ==
            Approx(2.0 * std::numbers::ln2 + log_bivariate_normal_cdf(a, a, eta)).epsilon(1e-11));
  }
  for (double eta : {-1e-9, -0.1, -0.5, -0.99}) {
    const double mean = 1.0 + 6.0 * std::numbers::inv_pi * std::asin(0.5 * eta);
    CHECK(log_mean_fixed_points(3, 0.0, eta) == Approx(std::log(mean)).epsilon(1e-13).margin(1e-15));
  }
}

TEST_CASE("antisymmetric couplings: the Gaussian measure of a triangle", "[theory]") {
  // η = −1: h_i = g_i − ḡ with independent standard g. For N = 3 all h_i ≥ −J_D is a triangle of
  // inradius r = J_D √(3/2), integrated over its angles.
  for (double j : {1e-3, 0.3, 1.0, 3.0}) {
    constexpr int steps = 2000;
    double sum = 0.0;  // midpoints
    for (int k = 0; k < steps; ++k) {
      const double cosine = std::cos((k + 0.5) / steps * std::numbers::pi / 3.0);
      sum -= std::expm1(-0.75 * j * j / (cosine * cosine)) / steps;
    }
    CHECK(log_mean_fixed_points(3, j, -1.0) == Approx(std::log(8.0 * sum)).margin(1e-6));
  }
}

TEST_CASE("antisymmetric couplings have no fixed points but by self-coupling", "[theory]") {
  // Σ_i s_i h_i = 0: stabilities without J_D cannot all be positive.
  for (double j : {-1.0, 0.0}) {
    CHECK(fixed_point_entropy(j, -1.0) == -kInfinity);
    for (int n : {2, 3, 10, 1000}) CHECK(log_mean_fixed_points(n, j, -1.0) == -kInfinity);
  }
  CHECK(fixed_point_entropy(0.3, -1.0) < fixed_point_entropy(0.3, -0.99));
  CHECK(fixed_point_entropy(0.3, -1.0) ==
        Approx(fixed_point_entropy(0.3, -1.0 + 1e-9)).epsilon(1e-6));
  CHECK(log_mean_fixed_points(20, 0.3, -1.0) ==
        Approx(log_mean_fixed_points(20, 0.3, -1.0 + 1e-9)).epsilon(1e-6));
  CHECK(fixed_point_entropy(40.0, -1.0) == Approx(std::numbers::ln2).epsilon(1e-15));
}

TEST_CASE("negative symmetry continues positive symmetry analytically", "[theory]") {
  // Even differences across η = 0 are of second order; the large-N limit is reached like 1/N.
  constexpr double h = 1e-3;
  for (double j : {-1.0, 0.0, 0.5}) {
    const auto bend = [&](const auto& f) { return f(h) + f(-h) - 2.0 * f(0.0); };
    CHECK(std::abs(bend([&](double eta) { return fixed_point_entropy(j, eta); })) < 10 * h * h);
    CHECK(std::abs(bend([&](double eta) { return log_mean_fixed_points(7, j, eta); })) <
          40 * h * h);
    const double slope = (fixed_point_entropy(j, -0.4 + h) - fixed_point_entropy(j, -0.4 - h)) / h;
    CHECK(slope > 0.0);
    for (double eta : {-0.4, -0.9}) {
      const double per_neuron = log_mean_fixed_points(100000, j, eta) / 1e5;
      CHECK(per_neuron == Approx(fixed_point_entropy(j, eta)).margin(1e-4));
    }
  }
}

TEST_CASE("external fields widen the local fields", "[theory]") {
  for (double eta : {-0.7, 0.0, 0.4}) {
    CHECK(fixed_point_entropy(0.3, eta, 0.0) == fixed_point_entropy(0.3, eta));
    CHECK(log_mean_fixed_points(8, 0.3, eta, 0.0) == log_mean_fixed_points(8, 0.3, eta));
    const double per_neuron = log_mean_fixed_points(1000000, 0.3, eta, 0.8) / 1e6;
    CHECK(per_neuron == Approx(fixed_point_entropy(0.3, eta, 0.8)).margin(1e-5));
  }
  // N = 2, by hand: variances 1/2 + σ², covariance η/2.
  const double variance = 0.5 + 0.64;
  const double a = 0.3 / std::sqrt(variance);
  for (double eta : {-1.0, -0.3, 0.6, 1.0})
    CHECK(log_mean_fixed_points(2, 0.3, eta, 0.8) ==
          Approx(2.0 * std::numbers::ln2 + log_bivariate_normal_cdf(a, a, 0.5 * eta / variance))
              .epsilon(1e-11));
  CHECK(log_mean_fixed_points(9, 0.2, 0.0, 1e3) == Approx(0.0).margin(1e-2));
}

TEST_CASE("sparse networks: large ones have a Poisson number of inputs", "[theory]") {
  for (double c : {0.5, 3.0, 200.0})
    for (double j : {0.0, 0.3}) {
      CHECK(log_mean_fixed_points_sparse(1000000, j, c) / 1e6 ==
            Approx(fixed_point_entropy_sparse(j, c)).margin(1e-5));
      CHECK(fixed_point_entropy_sparse(j, c, 0.5) < fixed_point_entropy_sparse(j, c) + 1e-15);
    }
  CHECK(fixed_point_entropy_sparse(0.3, 1e8) == Approx(fixed_point_entropy(0.3)).epsilon(1e-7));
  // c → 0 at J_D ≥ 0: free spins. At c = 1, 3, J_D = .1 two values found independently.
  CHECK(fixed_point_entropy_sparse(0.1, 1e-9) == Approx(std::numbers::ln2));
  CHECK(fixed_point_entropy_sparse(0.1, 1.0) == Approx(0.344).margin(1e-3));
  CHECK(fixed_point_entropy_sparse(0.1, 3.0) == Approx(0.124).margin(1e-3));
}

TEST_CASE("sparse networks: full degree is dense, rare couplings leave free spins", "[theory]") {
  for (double j : {-0.4, 0.0, 0.7}) {
    CHECK(log_mean_fixed_points_sparse(50, j, 49.0) == log_mean_fixed_points(50, j));
    CHECK(log_mean_fixed_points_sparse(50, j, 49.0 - 1e-9) ==
          Approx(log_mean_fixed_points(50, j)).epsilon(1e-8).margin(1e-8));
  }
  // Nearly all rows are empty: every state is fixed when J_D ≥ 0, none when J_D < 0.
  CHECK(log_mean_fixed_points_sparse(20, 0.1, 1e-9) ==
        Approx(20.0 * std::numbers::ln2).epsilon(1e-8));
  CHECK(log_mean_fixed_points_sparse(20, -0.1, 1e-9) < -300.0);
  // Many couplings a neuron: the dense limit.
  CHECK(log_mean_fixed_points_sparse(1000000, 0.3, 3e5) / 1e6 ==
        Approx(fixed_point_entropy(0.3)).margin(1e-6));
}

TEST_CASE("pairs: the two ends of the distance axis are single counts", "[theory]") {
  for (int n : {2, 5, 40, 1000}) {
    for (double j : {-0.7, 0.0, 0.4}) {
      const double single = log_mean_fixed_points(n, j);
      CHECK(log_mean_pairs(n, j, 0) == Approx(single).epsilon(1e-14).margin(1e-13));
      CHECK(log_mean_pairs(n, j, n) == Approx(single).epsilon(1e-14).margin(1e-13));
      CHECK(log_mean_square_fixed_points(n, j) >= 2.0 * single);
      CHECK(log_mean_square_fixed_points(n, j) >= single + std::numbers::ln2 - 1e-12);
    }
  }
  // One flipped neuron would need |h| ≤ J_D: impossible for J_D ≤ 0.
  CHECK(log_mean_pairs(10, 0.0, 1) == -kInfinity);
  CHECK(log_mean_pairs(10, -0.3, 1) == -kInfinity);
  CHECK(std::isfinite(log_mean_pairs(10, 0.3, 1)));
}

TEST_CASE("pairs: spin flip of one state maps distance k to N - k", "[theory]") {
  for (int n : {3, 8, 21}) {
    for (int k = 1; k < n; ++k) {
      CHECK(log_mean_pairs(n, 0.3, k) == Approx(log_mean_pairs(n, 0.3, n - k)).epsilon(1e-12));
    }
  }
  for (double q : {0.1, 0.5, 0.999}) {
    CHECK(pair_entropy(0.2, q) == Approx(pair_entropy(0.2, -q)).epsilon(1e-12));
  }
}

TEST_CASE("pair entropy: exact points and the approach to q = 1", "[theory]") {
  for (double j : {-1.0, 0.0, 0.3, 2.0}) {
    CHECK(pair_entropy(j, 0.0) == Approx(2.0 * fixed_point_entropy(j)).margin(1e-14));
    CHECK(pair_entropy(j, 1.0) == fixed_point_entropy(j));
    CHECK(pair_entropy_given_typical(j, 1.0) == 0.0);
  }
  for (double j : {0.0, 0.5, 1.5}) {  // S₂ − Σ → H(d) − λ(J_D) √(2d/π), eq. (3.3a)
    const double d = 1e-10;
    const double rest = pair_entropy_given_typical(j, 1.0 - 2.0 * d) - binary_entropy(d);
    CHECK(rest ==
          Approx(-inverse_mills_ratio(j) * std::sqrt(2.0 * d / std::numbers::pi)).epsilon(1e-3));
  }
  // For J_D < 0 the limit is not the point: S₂ − Σ → −J_D²/2.
  CHECK(pair_entropy_given_typical(-1.0, 1.0 - 1e-9) == Approx(-0.5).margin(1e-3));
}

TEST_CASE("pairs: the exact count follows N S2 at large N", "[theory]") {
  const int n = 20000;
  for (int k : {2000, 5000, 10000}) {
    const double q = 1.0 - 2.0 * k / n;
    CHECK(log_mean_pairs(n, 0.2, k) / n == Approx(pair_entropy(0.2, q)).margin(2e-3));
  }
}

TEST_CASE("two neurons' two-cycles by hand", "[theory]") {
  // Both neurons flip, and flip back: s_1 h_1 < −J_D and s_2 h_2 < −J_D; two unordered cycles.
  // One neuron cannot: its partner keeps still, so its own field does too.
  for (double j : {-1.0, 0.0, 0.4}) {
    const double p = normal_cdf(-j * std::numbers::sqrt2);
    CHECK(log_mean_two_cycles(2, j) == Approx(std::log(2.0 * p * p)).epsilon(1e-12));
  }
  CHECK(log_mean_two_cycles(30, 3.0) < log_mean_two_cycles(30, 0.5));
}

TEST_CASE("random networks, counted one state at a time, have the predicted means", "[theory]") {
  std::mt19937_64 engine(20251114);
  const int n = 5;
  const int samples = 20000;
  for (double j : {-0.2, 0.3}) {
    std::vector<Average> pairs(n + 1);
    Average count, square, cycles, symmetric, half, diluted;
    for (int sample = 0; sample < samples; ++sample) {
      const Matrix network = dense(n, 0.0, engine);
      const auto states = fixed_points(network, j);
      std::vector<int> histogram(n + 1, 0);
      for (unsigned s : states) {
        for (unsigned t : states) ++histogram[std::popcount(s ^ t)];
      }
      for (int k = 0; k <= n; ++k) pairs[k].add(histogram[k]);
      count.add(static_cast<double>(states.size()));
      square.add(static_cast<double>(states.size() * states.size()));
      int returning = 0;
      for (unsigned s = 0; s < 1U << n; ++s) {
        const unsigned next = parallel_update(network, j, s);
        if (next > s && parallel_update(network, j, next) == s) ++returning;
      }
      cycles.add(returning);
      symmetric.add(static_cast<double>(fixed_points(dense(n, 1.0, engine), j).size()));
      half.add(static_cast<double>(fixed_points(dense(n, 0.5, engine), j).size()));
      diluted.add(static_cast<double>(fixed_points(sparse(n, 1.5, engine), j).size()));
    }
    check_mean(count, std::exp(log_mean_fixed_points(n, j)));
    check_mean(symmetric, std::exp(log_mean_fixed_points(n, j, 1.0)));
    check_mean(half, std::exp(log_mean_fixed_points(n, j, 0.5)));
    check_mean(diluted, std::exp(log_mean_fixed_points_sparse(n, j, 1.5)));
    check_mean(square, std::exp(log_mean_square_fixed_points(n, j)));
    check_mean(cycles, std::exp(log_mean_two_cycles(n, j)));
    for (int k = 0; k <= n; ++k) check_mean(pairs[k], std::exp(log_mean_pairs(n, j, k)));
  }
}

TEST_CASE("broken contracts of the counts", "[theory]") {
  CHECK_THROWS_AS(fixed_point_entropy(kNaN), std::domain_error);
  CHECK_THROWS_AS(fixed_point_entropy(kInfinity), std::domain_error);
  CHECK_THROWS_AS(fixed_point_entropy(0.0, -1.1), std::domain_error);
  CHECK_THROWS_AS(fixed_point_entropy(0.0, 0.0, -0.1), std::domain_error);
  CHECK_THROWS_AS(fixed_point_entropy_sparse(0.0, 0.0), std::domain_error);
  CHECK_THROWS_AS(fixed_point_entropy(0.0, 1.1), std::domain_error);
  CHECK_THROWS_AS(fixed_point_entropy(0.0, kNaN), std::domain_error);
  CHECK_THROWS_AS(log_mean_fixed_points(1, 0.0), std::domain_error);
  CHECK_THROWS_AS(log_mean_fixed_points_sparse(10, 0.0, 0.0), std::domain_error);
  CHECK_THROWS_AS(log_mean_fixed_points_sparse(10, 0.0, 9.5), std::domain_error);
  CHECK_THROWS_AS(pair_entropy(0.0, 1.0001), std::domain_error);
  CHECK_THROWS_AS(pair_entropy(0.0, kNaN), std::domain_error);
  CHECK_THROWS_AS(log_mean_pairs(10, 0.0, 11), std::domain_error);
  CHECK_THROWS_AS(log_mean_pairs(10, 0.0, -1), std::domain_error);
  CHECK_THROWS_AS(log_mean_two_cycles(1, 0.0), std::domain_error);
}
