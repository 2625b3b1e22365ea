// Sparse networks: the same as in a matrix where there is one, and their law where there is none.
// Statistical claims: fixed seeds, significance 1e-6 each (4.9 standard errors).
#include <tests/catch.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <steady/numerics/dynamics/relaxation.hpp>
#include <steady/numerics/network/network.hpp>

#include "counted_memory.hpp"

using namespace steady;
using network::draw_sparse_couplings;
using network::Ensemble;
using network::Link;
using network::Network;
using network::SparseCouplings;

namespace {

constexpr double sigmas = 4.9;

bool equal(const SparseCouplings& sparse, const network::Couplings& matrix) {
  std::size_t present = 0;
  for (int i = 0; i < matrix.size(); ++i)
    for (const auto J : matrix.row(i)) present += J != 0;
  for (int j = 0; j < sparse.size(); ++j)
    for (const auto& entry : sparse.column(j))
      if (matrix.grid(entry.neuron, j) != entry.value) return false;
  return sparse.size() == matrix.size() && sparse.count() == present;
}

bool equal(const SparseCouplings& a, const SparseCouplings& b) {
  if (a.size() != b.size() || a.count() != b.count()) return false;
  for (int j = 0; j < a.size(); ++j)
    for (std::size_t k = 0; k < a.column(j).size(); ++k)
      if (a.column(j).size() != b.column(j).size() ||
          a.column(j)[k].neuron != b.column(j)[k].neuron ||
          a.column(j)[k].value != b.column(j)[k].value)
        return false;
  return true;
}

network::Spins second_half(const network::Spins& spins) {
  return {spins.begin() + static_cast<std::ptrdiff_t>(spins.size() / 2), spins.end()};
}

double square(double x) {
  return x * x;
}

/// Of the couplings present: where they are and what they are.
struct Census {
  std::vector<double> inputs, outputs, cells;  // cells: of the triangle i < j
  double count = 0.0, squares = 0.0, fourth = 0.0;
  double reciprocal = 0.0, products = 0.0, products_squared = 0.0;  // pairs with both present
};

constexpr int cells_a_side = 12;

Census census(const SparseCouplings& couplings) {
  const int n = couplings.size();
  Census c;
  c.inputs.assign(static_cast<std::size_t>(n), 0.0);
  c.outputs = c.inputs;
  c.cells.assign(cells_a_side * cells_a_side, 0.0);
  for (int j = 0; j < n; ++j) {
    c.outputs[static_cast<std::size_t>(j)] = static_cast<double>(couplings.column(j).size());
    for (const auto& [i, value] : couplings.column(j)) {
      const double J = std::ldexp(value, -20);
      c.count += 1.0;
      c.squares += J * J;
      c.fourth += square(J * J);
      c.inputs[static_cast<std::size_t>(i)] += 1.0;
      const auto low = static_cast<std::size_t>(std::min(i, j) * cells_a_side / n);
      const auto high = static_cast<std::size_t>(std::max(i, j) * cells_a_side / n);
      c.cells[low * cells_a_side + high] += 1.0;
      for (const auto& back : couplings.column(i))
        if (i < j && back.neuron == j) {
          const double product = J * std::ldexp(back.value, -20);
          c.reciprocal += 1.0;
          c.products += product;
          c.products_squared += square(product);
        }
    }
  }
  return c;
}

/// Pearson's sum over the cells of the triangle, as a normal variable.
double cells_z(const Census& c, int n, double probability, double directions) {
  std::vector<double> pairs(c.cells.size(), 0.0);
  for (int i = 0; i < n; ++i)
    for (int b = 0; b < cells_a_side; ++b) {
      const int begin = std::max(i + 1, (b * n + cells_a_side - 1) / cells_a_side);
      const int end = ((b + 1) * n + cells_a_side - 1) / cells_a_side;
      if (begin < end)
        pairs[static_cast<std::size_t>(i * cells_a_side / n * cells_a_side + b)] += end - begin;
    }
  double sum = 0.0, cells = 0.0;
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    if (pairs[k] == 0.0) {
      CHECK(c.cells[k] == 0.0);
      continue;
    }
    const double mean = 2.0 * pairs[k] * probability;
    const double each = 2.0 / directions;  // couplings that come together
    sum += square(c.cells[k] - mean) / (mean * each * (1.0 - probability));
    cells += 1.0;
  }
  return (sum - cells) / std::sqrt(2.0 * cells);
}

double variance(const std::vector<double>& values, double mean) {
  double sum = 0.0;
  for (const double x : values) sum += square(x - mean);
  return sum / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("sparse lists hold the couplings of the matrix where there is one") {
  for (const auto& [size, degree] : std::vector<std::pair<int, double>>{
           {2, 1.0}, {3, 0.4}, {64, 0.5}, {200, 6.0}, {350, 10.0}, {100, 60.0}})
    for (const double symmetry : {0.0, 0.6, 1.0}) {
      const Ensemble ensemble{symmetry, degree};
      const auto sparse = draw_sparse_couplings(ensemble, size, 4, 2);
      const auto matrix = network::draw_couplings(ensemble, size, 4, 2);
      CHECK(equal(sparse, matrix));
      CHECK(equal(SparseCouplings(matrix), matrix));
      const Network from_lists(sparse), from_matrix(matrix);
      CHECK(from_lists.is_dense() == from_matrix.is_dense());
      network::RandomStream stream(1, "state", 0);
      const auto spins = network::random_spins(size, stream);
      CHECK(network::local_fields(from_lists, spins) == network::local_fields(from_matrix, spins));
    }
}

TEST_CASE("a network stored sparsely does what the same network stored densely does") {
  const Ensemble ensemble{0.0, 7.0};
  constexpr int size = 300;
  const auto sparse = network::draw_couplings(ensemble, size, 5, 0);
  const auto lists = draw_sparse_couplings(ensemble, size, 5, 0);
  // Beside a dense module the sparse one is stored densely; nothing joins the two.
  const Network both({network::draw_couplings({}, size, 5, 1), sparse}, theory::Topology::ring,
                     0.0);
  const Network alone(lists);
  REQUIRE(both.is_dense());
  REQUIRE_FALSE(alone.is_dense());
  network::RandomStream stream(1, "state", 0);
  for (int k = 0; k < 4; ++k) {
    const auto spins = network::random_spins(2 * size, stream);
    const auto half = second_half(spins);
    const auto all = network::local_fields(both, spins);
    CHECK(std::vector(all.begin() + size, all.end()) == network::local_fields(alone, half));
    for (const double self_coupling : {0.0, 0.5}) {
      auto up = spins;  // the dense module contributes what it contributes to any other state
      std::copy_n(network::Spins(size, 1).begin(), size, up.begin() + size);
      const int dense_part = network::count_unstable(both, self_coupling, up) -
                             network::count_unstable(alone, self_coupling, network::Spins(size, 1));
      CHECK(network::count_unstable(both, self_coupling, spins) ==
            dense_part + network::count_unstable(alone, self_coupling, half));
    }
    for (const auto rule : {dynamics::Rule::asynchronous, dynamics::Rule::parallel})
      for (const long long sweeps : {1, 4}) {
        dynamics::Options options;
        options.rule = rule;
        options.order =
            rule == dynamics::Rule::parallel ? dynamics::Order::random : dynamics::Order::fixed;
        options.self_coupling = 0.4;
        options.max_sweeps = sweeps;
        const network::RandomStream random(1, "relaxation", 0);
        const auto together = dynamics::relax(both, spins, options, random);
        REQUIRE(together.status == dynamics::Status::budget);
        CHECK(second_half(together.spins) == dynamics::relax(alone, half, options, random).spins);
      }
  }
}

TEST_CASE("sparse modules: the same modules for any number of them, joined by lambda") {
  network::NetworkSpec spec{.ensemble = {0.0, 5.0}, .size = 700, .modules = 3, .coupling = 0.25};
  const auto three = network::draw_network(spec, 2, 1);
  spec.modules = 2;
  spec.coupling = 0.0;
  const auto two = network::draw_network(spec, 2, 1);
  REQUIRE_FALSE(three.is_dense());
  network::RandomStream stream(1, "state", 0);
  const auto spins = network::random_spins(three.size(), stream);
  const network::Spins first(spins.begin(), spins.begin() + 1400);
  auto expected = network::local_fields(two, first);
  for (std::size_t i = 0; i < 700; ++i) {
    expected[i] += (1 << 18) * (spins[i + 700] + spins[i + 1400]);
    expected[i + 700] += (1 << 18) * (spins[i] + spins[i + 1400]);
  }
  auto fields = network::local_fields(three, spins);
  fields.resize(1400);
  CHECK(fields == expected);
}

TEST_CASE("large sparse networks have the degrees, values and fields of their law",
          "[statistical]") {
  for (const auto& [size, degree] :
       std::vector<std::pair<int, double>>{{5000, 8.0}, {5000, 0.5}, {2000, 280.0}})
    for (const double symmetry : {0.0, 0.5, 1.0}) {
      CAPTURE(size, degree, symmetry);
      const auto couplings = draw_sparse_couplings({symmetry, degree}, size, 11, 3);
      const auto c = census(couplings);
      const double n = size, p = degree / (n - 1.0), pairs = 0.5 * n * (n - 1.0);
      const double directions = symmetry == 0.0 ? 2.0 : 1.0;
      CHECK(std::abs(c.count - n * degree) <
            sigmas * 2.0 / directions * std::sqrt(directions * pairs * p * (1.0 - p)));
      // In- and out-degrees are binomial; their fourth cumulant makes the last term.
      const double spread = degree * (1.0 - p);
      const double error = std::sqrt((2.0 * spread * spread + spread) / n);
      CHECK(std::abs(variance(c.inputs, degree) - spread) < sigmas * error);
      CHECK(std::abs(variance(c.outputs, degree) - spread) < sigmas * error);
      CHECK(std::abs(cells_z(c, size, p, directions)) < sigmas + 1.0);  // skewed to the right
      const double mean_square = (n - 1.0) / (n * degree);
      const double square_error = mean_square * std::sqrt((2.0 / directions) * 2.0 / c.count);
      CHECK(std::abs(c.squares / c.count - mean_square) < sigmas * square_error);
      if (symmetry == 0.0) {
        CHECK(std::abs(c.reciprocal - pairs * p * p) < sigmas * std::sqrt(pairs * p * p) + 1.0);
      } else {
        CHECK(std::abs(c.reciprocal - c.count / 2.0) <= 1.0);  // a value may round to zero
        const double product_error = std::sqrt(c.products_squared) / c.reciprocal;
        CHECK(std::abs(c.products / c.reciprocal - symmetry * mean_square) <
              sigmas * product_error);
      }
      // Given the state, fields of different neurons are independent (η = 0).
      network::RandomStream stream(7, "state", 0);
      const Network network(couplings);
      CHECK(network.is_dense() == (p > 0.125));
      double sum = 0.0, squares = 0.0, fourth = 0.0;
      for (const auto field : network::local_fields(network, network::random_spins(size, stream))) {
        const double h = std::ldexp(field, -20);
        sum += h;
        squares += h * h;
        fourth += square(h * h);
      }
      const double correlated = symmetry == 0.0 ? 1.0 : 2.0;
      CHECK(std::abs(sum / n) < sigmas * std::sqrt(correlated / n));
      CHECK(std::abs(squares / n - (n - 1.0) / n) <
            sigmas * std::sqrt(correlated * (fourth / n - square(squares / n)) / n));
    }
}

TEST_CASE("large sparse networks are functions of ensemble, size, seed and sample, for ever") {
  const Ensemble ensemble{0.0, 3.0};
  const auto J = draw_sparse_couplings(ensemble, 1000, 1, 3);
  CHECK(equal(J, draw_sparse_couplings(ensemble, 1000, 1, 3)));
  CHECK_FALSE(equal(J, draw_sparse_couplings(ensemble, 1000, 1, 4)));
  CHECK_FALSE(equal(J, draw_sparse_couplings(ensemble, 1000, 2, 3)));
  // Different symmetries: the same graph above the diagonal and the same Gaussians there.
  const auto half = draw_sparse_couplings({0.5, 3.0}, 1000, 1, 3);
  for (int j = 0; j < 1000; ++j) {
    std::vector<std::pair<int, int>> a, b;
    for (const auto& entry : J.column(j))
      if (entry.neuron < j) a.emplace_back(entry.neuron, entry.value);
    for (const auto& entry : half.column(j))
      if (entry.neuron < j) b.emplace_back(entry.neuron, entry.value);
    REQUIRE(a == b);
  }
  // Made by the first version that drew gaps; stored results rest on it.
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (int j = 0; j < 1000; ++j)
    for (const auto& [neuron, value] : J.column(j))
      for (const auto word : {j, neuron, value})
        hash = (hash ^ static_cast<std::uint32_t>(word)) * 0x100000001b3ULL;
  CHECK(J.count() == 2973);
  CHECK(hash == 0x895cb402d62ac714ULL);
}

TEST_CASE("the memory that drawing needs is what is said before") {
  using network::NetworkSpec;
  for (const auto& spec : std::vector<NetworkSpec>{
           {.ensemble = {0.0, 10.0}, .size = 20000},
           {.ensemble = {0.5, 10.0}, .size = 20000},
           {.ensemble = {0.0, 0.5}, .size = 20000},
           {.ensemble = {0.0, 6.0}, .size = 5000, .modules = 4, .coupling = 0.3},
           {.ensemble = {0.0, 300.0}, .size = 2100},  // stored densely
           {.size = 1000},
           {.size = 300, .modules = 3, .coupling = 0.3}}) {
    CAPTURE(spec.size, spec.modules, spec.ensemble.mean_degree.value_or(0.0));
    const tests::CountedMemory memory;
    const auto network = network::draw_network(spec, 1, 0);
    CHECK(network.is_dense() != network::is_sparse(spec));
    if (!tests::CountedMemory::counts()) continue;
    const double said = network::draw_network_bytes(spec);
    CHECK(memory.peak() < 1.02 * said);
    CHECK(memory.peak() > 0.7 * said);
  }
}

TEST_CASE("sparse couplings refuse what is no network") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(draw_sparse_couplings({}, 1000, 0, 0), std::domain_error);
  for (const double degree : {0.0, -1.0, 1000.0, nan})
    CHECK_THROWS_AS(network::draw_network({.ensemble = {0.0, degree}, .size = 1000}, 0, 0),
                    std::domain_error);
  CHECK_THROWS_AS(draw_sparse_couplings({1.5, 3.0}, 1000, 0, 0), std::domain_error);
  CHECK_THROWS_AS(draw_sparse_couplings({0.0, 0.5}, 1, 0, 0), std::domain_error);
  CHECK_THROWS_AS(SparseCouplings(1, {}), std::domain_error);
  CHECK_THROWS_AS(SparseCouplings(3, {{0, 3, 1}}), std::domain_error);
  CHECK_THROWS_AS(SparseCouplings(3, {{-1, 2, 1}}), std::domain_error);
  CHECK_THROWS_AS(SparseCouplings(3, {{1, 1, 1}}), std::domain_error);
  CHECK_THROWS_AS(SparseCouplings(3, {{0, 1, 1}, {0, 2, 1}, {0, 1, 2}}), std::domain_error);
  CHECK(SparseCouplings(3, {{0, 1, 0}, {2, 1, 5}, {0, 1, 4}}).count() == 2);
  constexpr std::int32_t large = 600 << 20;
  CHECK_THROWS_AS(SparseCouplings(3, {{0, 1, large}, {0, 2, -large}}), std::domain_error);
  CHECK_NOTHROW(SparseCouplings(3, {{0, 1, large}, {1, 2, large}}));
  CHECK_THROWS_AS(network::draw_couplings({}, network::largest_dense_size + 1, 0, 0),
                  std::domain_error);
}

TEST_CASE("couplings beyond the grid are refused by the names of mean degree and size") {
  int refused = 0;
  for (std::uint64_t k = 0; k < 40; ++k) try {
      draw_sparse_couplings({0.0, 1e-6}, 100000, 1, k);
    } catch (const std::domain_error& error) {
      ++refused;
      CHECK(std::string(error.what()).find("mean degree = 1e-06 with size = 100000") !=
            std::string::npos);
    }
  CHECK(refused > 0);  // four couplings of standard deviation 1000
  CHECK(refused < 10);
}
