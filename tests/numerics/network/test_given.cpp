// Networks from files: two of the literature, conventions, scales and what rounding does.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <random>

#include <tests/catch.hpp>
#include <tests/oracles/scratch_folder.hpp>

#include <steady/numerics/dynamics/basins.hpp>
#include <steady/numerics/dynamics/parallel_cycles.hpp>
#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/files/runs_file.hpp>
#include <steady/numerics/network/given.hpp>

#include "counted_memory.hpp"

using namespace steady::network;
using steady::files::DenseMatrix;
using steady::files::FileError;
using steady::files::SparseMatrix;
namespace fs = std::filesystem;
using Catch::Matchers::Contains;

namespace {

const fs::path cases = STEADY_NETWORK_CASES;

GivenNetwork given(int n, std::vector<double> values, const GivenOptions& options = {},
                   const std::vector<double>& field = {}) {
  return {DenseMatrix{n, n, std::move(values)}, field, options};
}

std::vector<PackedState> fixed_points_as_read(const GivenNetwork& network, double self_coupling) {
  std::vector<PackedState> states;
  for (PackedState s = 0; s <= all_up(network.size()); ++s)
    if (network.is_fixed_point(unpacked(s, network.size()), self_coupling)) states.push_back(s);
  return states;
}

/// The map of a paper in its own language: on above, off below the threshold, unchanged at it.
PackedState next_of_paper(const DenseMatrix& W, const std::vector<double>& threshold,
                          PackedState x) {
  PackedState next = x;
  for (int i = 0; i < W.rows; ++i) {
    double input = -threshold[static_cast<std::size_t>(i)];
    for (int j = 0; j < W.columns; ++j) input += W.at(i, j) * static_cast<double>((x >> j) & 1);
    if (input > 0.0) next |= PackedState{1} << i;
    if (input < 0.0) next &= ~(PackedState{1} << i);
  }
  return next;
}

/// The same map in ±1 language: s_i follows h_i + d_i s_i.
PackedState next_of_engine(const GivenNetwork& network, PackedState state) {
  PackedState next = state;
  const auto spins = unpacked(state, network.size());
  for (int i = 0; i < network.size(); ++i)
    if (network.stability(spins, i, 0.0) < 0.0) next ^= PackedState{1} << i;
  return next;
}

}  // namespace

TEST_CASE("Hebbian couplings of three patterns have eight fixed points, from text and NumPy") {
  for (const char* name : {"hebb24.csv", "hebb24.npy"}) {
    const auto network = read_given_network(cases / name, {});
    CHECK(network.size() == 24);
    CHECK_FALSE(network.is_exact());  // multiples of 1/24
    CHECK(network.largest_rounding() <= std::ldexp(0.5 * 23, -20 - network.scale()));
    const auto states = *steady::enumeration::all_fixed_points(network.couplings(), 0.0);
    REQUIRE(states.size() == 8);
    for (const auto state : states) {
      CHECK(network.judged(unpacked(state, 24), 0.0).doubts.empty());
      CHECK(network.is_fixed_point(unpacked(state, 24), 0.0));
    }
    CHECK(is_fixed_point(network.network(), 0.0, unpacked(states.front(), 24)));
  }
}

TEST_CASE("The yeast cell cycle in the 01 convention has its seven attractors and their basins") {
  GivenOptions options;
  options.states = StateConvention::zero_one;
  const auto file = cases / "yeast11_weights_01_convention.csv";
  const auto network = read_given_network(file, options);
  CHECK(network.is_exact());
  CHECK(network.scale() == 0);
  CHECK(network.source() == file.string());
  const auto states = fixed_points_as_read(network, 0.0);
  CHECK(states.size() == 7);

  const auto W = steady::files::to_dense(steady::files::read_matrix(file));
  std::vector<PackedState> next;
  for (PackedState start = 0; start < 2048; ++start) {
    next.push_back(next_of_engine(network, start));
    REQUIRE(next.back() == next_of_paper(W, std::vector<double>(11), start));
  }
  std::map<PackedState, int> basins;
  for (PackedState start = 0; start < 2048; ++start) {
    auto state = start;
    for (int t = 0; t < 64; ++t) state = next[state];
    ++basins[state];
  }
  std::vector<int> sizes;
  for (const auto& [state, size] : basins) {
    CHECK(std::count(states.begin(), states.end(), state) == 1);
    sizes.push_back(size);
  }
  std::sort(sizes.rbegin(), sizes.rend());
  CHECK(sizes == std::vector{1764, 151, 109, 9, 7, 7, 1});

  // The same by the dynamics of the library.
  const auto couplings = network.couplings();
  std::vector<int> found;
  for (const auto& end :
       steady::dynamics::attractors(steady::dynamics::parallel_map(couplings, 0.0)))
    found.push_back(static_cast<int>(end.basin));
  CHECK(found == sizes);

  const auto any_size = network.network();
  for (PackedState state = 0; state < 2048; ++state) {
    const bool is_one = std::count(states.begin(), states.end(), state) == 1;
    REQUIRE(is_fixed_point(couplings, 0.0, state) == is_one);
    REQUIRE(is_fixed_point(any_size, 0.0, unpacked(state, 11)) == is_one);
  }
}

TEST_CASE("Thresholds, diagonal and ties of the 01 convention are mapped exactly") {
  std::mt19937 random(5);
  const auto draw = [&](int lowest, int count) {
    return static_cast<double>(lowest + static_cast<int>(random() % static_cast<unsigned>(count)));
  };
  for (int trial = 0; trial < 20; ++trial) {
    constexpr int n = 7;
    std::vector<double> values(n * n);
    std::vector<double> threshold(n);
    for (double& w : values) w = draw(-2, 5);
    for (double& t : threshold) t = draw(-1, 4) * 0.5;
    const DenseMatrix W{n, n, values};
    GivenOptions options;
    options.states = StateConvention::zero_one;
    const auto keeping = given(n, values, options, threshold);
    options.ties = TieRule::on;
    const auto on = given(n, values, options, threshold);
    options.ties = TieRule::off;
    const auto off = given(n, values, options, threshold);
    for (const auto* network : {&keeping, &on, &off}) REQUIRE(network->is_exact());
    for (PackedState x = 0; x < 128; ++x) {
      REQUIRE(next_of_engine(keeping, x) == next_of_paper(W, threshold, x));
      // Papers' on from the threshold on is above a threshold that is a little lower.
      std::vector<double> lower = threshold;
      std::vector<double> higher = threshold;
      for (double& t : lower) t -= 0.125;
      for (double& t : higher) t += 0.125;
      REQUIRE(next_of_engine(on, x) == next_of_paper(W, lower, x));
      REQUIRE(next_of_engine(off, x) == next_of_paper(W, higher, x));
    }
  }
}

TEST_CASE("Deciding ties changes nothing else where J_D is off the unit of the couplings") {
  // x_i = s_i J_ij s_j + 1/2 is never zero: there are no ties.
  GivenOptions options;
  const std::vector<double> values{0, 1, -2, 1, 0, 1, 3, -1, 0};
  const auto keep = fixed_points_as_read(given(3, values, options), 0.5);
  options.self_couplings = {0.5};
  for (const auto ties : {TieRule::on, TieRule::off}) {
    options.ties = ties;
    const auto network = given(3, values, options);
    REQUIRE(network.is_exact());
    CHECK(fixed_points_as_read(network, 0.5) == keep);
    for (PackedState state = 0; state < 8; ++state)
      CHECK(is_fixed_point(network.couplings(), network.to_engine(0.5), state) ==
            (std::count(keep.begin(), keep.end(), state) == 1));
    auto off_the_unit = options;
    off_the_unit.self_couplings = {0.1};
    CHECK_THROWS_WITH(given(3, values, off_the_unit), Contains("J_D"));
  }
}

TEST_CASE("Decimal weights of the 01 convention keep the ties of neurons whose inputs are off") {
  GivenOptions options;
  options.states = StateConvention::zero_one;
  {
    const auto three = given(3, {0, .1, .2, .1, 0, .7, .3, .3, 0}, options);
    REQUIRE_FALSE(three.is_exact());
    for (int i = 0; i < 3; ++i) CHECK(three.stability(unpacked(0, 3), i, 0.0) == 0.0);
    CHECK(is_fixed_point(three.couplings(), 0.0, PackedState{0}));
  }
  std::mt19937 random(11);
  for (int trial = 0; trial < 20; ++trial) {
    constexpr int n = 10;
    // Hundredths, no three of which cancel: those would, as doubles, not.
    std::vector<int> hundredths(n * n, 0);
    for (int i = 0; i < n; ++i)
      for (int k = 0; k < 3; ++k) {
        const int j = static_cast<int>(random() % n);
        const int w = 2 * static_cast<int>(random() % 50) + 1;
        if (j != i || trial % 2 == 0)
          hundredths[static_cast<std::size_t>(i * n + j)] = random() % 2 == 0 ? w : -w;
      }
    std::vector<double> values;
    for (const int w : hundredths) values.push_back(w / 100.0);
    const auto network = given(n, values, options);
    REQUIRE_FALSE(network.is_exact());
    const auto couplings = network.couplings();
    for (PackedState state = 0; state < 1 << n; ++state) {
      bool stable = true;
      for (int i = 0; i < n; ++i) {
        int input = 0;
        for (int j = 0; j < n; ++j)
          if ((state >> j & 1) != 0) input += hundredths[static_cast<std::size_t>(i * n + j)];
        if ((state >> i & 1) != 0 ? input < 0 : input > 0) stable = false;
      }
      REQUIRE(network.is_fixed_point(unpacked(state, n), 0.0) == stable);
      REQUIRE(is_fixed_point(couplings, 0.0, state) == stable);
    }
  }
}

TEST_CASE("The scale keeps whole and dyadic numbers exact, large and small ones") {
  const auto scaled = [](double unit) { return given(2, {0, 3 * unit, -5 * unit, 0}); };
  CHECK(scaled(1.0).scale() == 0);
  CHECK(scaled(0x1p-20).scale() == 0);
  for (const double unit : {0x1p-60, 0x1p-21, 0x1p8, 0x1p50, 1e6, 1e8}) {
    const auto network = scaled(unit);
    CHECK(network.is_exact());
    CHECK(network.largest_rounding() == 0.0);
    const auto couplings = network.couplings();
    CHECK(network.from_engine(couplings.value(0, 1)) == 3 * unit);
    CHECK(network.from_engine(couplings.value(1, 0)) == -5 * unit);
  }
  const auto decimal = scaled(0.1);
  CHECK_FALSE(decimal.is_exact());
  CHECK(decimal.scale() > 0);  // the finest grid that holds it
  CHECK(decimal.to_engine(0.5) <= 512.0);
  CHECK(decimal.to_engine(0.5) >= 256.0);
  CHECK(decimal.rounding(0) <= std::ldexp(0.5, -20 - decimal.scale()));
  // One coupling may be all there is, also in large networks.
  std::vector<double> one(40 * 40, 0.0);
  one[1] = 1e9;
  CHECK(given(40, one).couplings().grid(0, 1) > 0);
  CHECK(given(2, {0, 0, 0, 0}).is_exact());
}

TEST_CASE(
    "Neurons nearer to zero than the rounding are told, with the sign of the values as read") {
  // x_0 = 1e-9 + (0.1 + 0.2 - 0.3 as doubles) > 0 in the state of all up.
  const std::vector<double> values = {0,   0.1, 0.2, -0.3, 0.7, 0, 0.3, 0.1,
                                      0.7, 0.3, 0,   0.1,  0.7, 0, 0.3, 0};
  const Spins up(4, 1);
  for (const double b : {1e-9, -1e-9}) {
    const auto network = given(4, values, {}, {b, 0, 0, 0});
    REQUIRE_FALSE(network.is_exact());
    const auto doubts = network.judged(up, 0.0).doubts;
    REQUIRE(doubts.size() == 1);
    CHECK(doubts[0].neuron == 0);
    CHECK(doubts[0].stability == Approx(b).margin(1e-15));
    CHECK(std::abs(doubts[0].stability) <= doubts[0].rounding);
    CHECK(network.is_fixed_point(up, 0.0) == (b > 0));
    CHECK(network.judged(up, 0.1).doubts.empty());
  }
  // 0.1 + 0.2 - 0.3 is not zero in doubles: 2^-54·… as the exact sum knows.
  const auto network = given(4, values);
  CHECK(network.stability(up, 0, 0.0) == std::ldexp(1.0, -55));
  CHECK(network.stability(up, 0, -std::ldexp(1.0, -55)) == 0.0);
}

TEST_CASE("An engine at J_D plus the rounding finds every fixed point of the values as read") {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  constexpr int n = 10;
  std::vector<double> values(n * n);
  for (double& J : values) J = std::round(normal(random) * 3.0) * 0.1;  // many near ties
  GivenOptions options;
  options.keep_diagonal = false;
  const auto network = given(n, values, options);
  REQUIRE_FALSE(network.is_exact());
  const auto as_read = fixed_points_as_read(network, 0.0);
  const auto wide = *steady::enumeration::all_fixed_points(
      network.couplings(), network.to_engine(0.0 + network.largest_rounding()));
  std::vector<PackedState> kept;
  for (const auto state : wide)
    if (network.is_fixed_point(unpacked(state, n), 0.0)) kept.push_back(state);
  std::sort(kept.begin(), kept.end());
  CHECK(kept == as_read);
}

TEST_CASE("A drawn network that is written and read is the same, in every format") {
  const ScratchFolder folder;
  const NetworkSpec specs[] = {{.size = 30},
                               {.ensemble = {0.5, 3.0}, .size = 60},
                               {.size = 10, .modules = 3, .coupling = 0.3}};
  for (const auto& spec : specs) {
    const auto network = draw_network(spec, 3, 1);
    auto stream_of_signs = std::mt19937(1);
    Spins spins(static_cast<std::size_t>(network.size()));
    for (auto& s : spins) s = (stream_of_signs() & 1) != 0 ? 1 : -1;
    for (const char* name : {"J.csv", "J.tsv", "J.npy", "J.npz", "J.mtx", "J.h5"}) {
      INFO(key(spec) << " " << name);
      steady::files::write_matrix(folder.path() / name, matrix_of(network));
      const auto back = read_given_network(folder.path() / name, {});
      CHECK(back.is_exact());
      CHECK(back.scale() == 0);
      CHECK(local_fields(back.network(), spins) == local_fields(network, spins));
      CHECK(back.network().is_dense() == network.is_dense());
    }
  }
}

TEST_CASE("Reading many networks of a file takes the memory that they keep") {
  const ScratchFolder folder;
  constexpr int count = 24;
  constexpr int n = 96;
  std::vector<double> values(static_cast<std::size_t>(count) * n * n);
  for (std::size_t k = 0; k < values.size(); ++k) values[k] = static_cast<double>(k % 9) - 4.0;
  // As an array of three dimensions …
  const auto stack = folder.path() / "J.npy";
  steady::files::write_matrix(stack, DenseMatrix{count * n, n, values});
  {
    std::fstream file(stack, std::ios::binary | std::ios::in | std::ios::out);
    std::string head(128, ' ');
    file.read(head.data(), 128);
    const std::string_view shape = "(24, 96, 96), }";
    std::copy(shape.begin(), shape.end(), head.begin() + static_cast<int>(head.find("(2304")));
    file.seekp(0).write(head.data(), 128);
  }
  // … and as many arrays.
  const auto many = folder.path() / "J.h5";
  steady::files::ArrayWriter writer(many);
  for (int k = 0; k < count; ++k) {
    const auto begin = values.begin() + k * n * n;
    writer.add(std::string(1, static_cast<char>('A' + k)),
               DenseMatrix{n, n, {begin, begin + n * n}});
  }
  writer.close();
  for (const auto& file : {stack, many}) {
    const steady::tests::CountedMemory memory;
    const auto networks = read_all_given_networks(file, {});
    REQUIRE(networks.size() == count);
    const double kept = 8.0 * static_cast<double>(values.size());
    const double asked = given_network_bytes(file, {});
    CHECK(asked < 1.3 * kept);
    if (!steady::tests::CountedMemory::counts()) continue;
    CHECK(memory.peak() >= kept);
    CHECK(memory.peak() < asked);
  }
}

TEST_CASE("Transposed, replaced and ignored diagonals are what they say, dense or sparse") {
  const DenseMatrix dense{3, 3, {1, 2, 0, 0, -1, 3, 4, 0, 0.5}};
  const SparseMatrix sparse{3, 3, {0, 2, 4, 6}, {0, 1, 1, 2, 0, 2}, {1, 2, -1, 3, 4, 0.5}};
  const std::vector<double> field = {0.25, 0, -1};
  for (const bool transpose : {false, true}) {
    GivenOptions options;
    options.transpose = transpose;
    const GivenNetwork a(dense, field, options);
    const GivenNetwork b(sparse, field, options);
    CHECK(a.self_couplings() == std::vector{1.0, -1.0, 0.5});
    CHECK(b.self_couplings() == a.self_couplings());
    CHECK(steady::files::to_dense(a.matrix()).at(0, 1) == (transpose ? 0.0 : 2.0));
    CHECK(steady::files::to_dense(a.matrix()).values == steady::files::to_dense(b.matrix()).values);
    options.keep_diagonal = false;
    const GivenNetwork c(dense, field, options);
    const GivenNetwork d(sparse, field, options);
    CHECK(c.self_couplings() == std::vector{0.0, 0.0, 0.0});
    for (PackedState s = 0; s < 8; ++s)
      CHECK(local_fields(c.network(), unpacked(s, 3)) == local_fields(d.network(), unpacked(s, 3)));
    options.diagonal = 0.75;
    CHECK(GivenNetwork(dense, field, options).self_couplings() == std::vector{0.75, 0.75, 0.75});
  }
}

TEST_CASE("A network that is none is refused with the file and what to do") {
  const ScratchFolder folder;
  const auto write = [&](const char* name, const std::string& text) {
    const auto path = folder.path() / name;
    std::ofstream(path) << text;
    return path;
  };
  const auto refuse = [&](const std::string& text, const char* why) {
    CHECK_THROWS_WITH(read_given_network(write("J.csv", text), {}),
                      Contains("J.csv") && Contains(why));
  };
  refuse("1,2,3\n4,5,6\n", "2 rows and 3 columns: the couplings of N neurons are an N x N matrix");
  refuse("1\n", "two at least");
  refuse("1e308,1e308\n1e308,1e308\n", "add up to infinity");
  const auto good = write("good.csv", "0 1\n1 0\n");
  CHECK_THROWS_WITH(read_given_network(good, {}, 1), Contains("1 networks: there is no sample 1"));
  GivenOptions options;
  options.field = write("b.txt", "1\n2\n3\n");
  CHECK_THROWS_WITH(read_given_network(good, options),
                    Contains("b.txt") && Contains("3 numbers for the 2 neurons"));
  options = {};
  options.ties = TieRule::on;
  CHECK_THROWS_WITH(given(2, {0, 0.1, 1e9, 0}, options), Contains("ties cannot be decided"));
  CHECK_THROWS_WITH(
      GivenNetwork(DenseMatrix{65, 65, std::vector<double>(65 * 65, 1.0)}, {}, {}).couplings(),
      Contains("enumeration goes up to 64") && Contains("relax"));
}

TEST_CASE("States are read in both conventions and refused with the remedy") {
  const ScratchFolder folder;
  const auto path = folder.path() / "states.txt";
  const auto write = [&](const std::string& text) { std::ofstream(path) << text; };
  write("1 -1 1\n-1 -1 1\n");
  const auto states = read_states(path, 3, StateConvention::plus_minus);
  CHECK(states == std::vector<Spins>{{1, -1, 1}, {-1, -1, 1}});
  CHECK_THROWS_WITH(read_states(path, 3, StateConvention::zero_one), Contains("is -1, not 0 or 1"));
  CHECK_THROWS_WITH(read_states(path, 2, StateConvention::plus_minus), Contains("rows of 2"));
  write("1 0 1\n0 0 1\n");
  CHECK(read_states(path, 3, StateConvention::zero_one) == states);
  CHECK_THROWS_WITH(read_states(path, 3, StateConvention::plus_minus),
                    Contains("row 0, column 1") && Contains("--states-as 01"));
  const auto runs = folder.path() / "runs.h5";
  steady::files::Runs group;
  group.name = "some";
  group.size = 3;
  group.end = {1, -1, 1, -1, -1, 1};
  steady::files::RunsWriter writer(runs, "", "");
  writer.add(group);
  writer.close();
  CHECK(read_states(runs, 3, StateConvention::plus_minus) == states);
  CHECK(read_states(runs, 3, StateConvention::zero_one, "some") == states);
  const auto fixed = fs::path(STEADY_FILE_CASES) / "states_h5py.h5";
  CHECK_THROWS_WITH(read_states(fixed, 5, StateConvention::plus_minus),
                    Contains("states of 3 networks") && Contains("states/words"));
  const std::vector<Spins> three = {{1, -1, -1, 1, -1}, {-1, -1, 1, -1, -1}, {-1, 1, -1, -1, 1}};
  for (const char* one : {"states/rows", "states/truth", "states/words", "words"})
    CHECK(read_states(fixed, 5, StateConvention::plus_minus, one) == three);
  CHECK_THROWS_WITH(read_states(runs, 4, StateConvention::plus_minus),
                    Contains("states of 3 neurons"));
  write("1 0 -1\n");
  CHECK_THROWS_WITH(read_states(path, 3, StateConvention::plus_minus), Contains("third state"));
  CHECK(written_as(-1, StateConvention::zero_one) == 0);
  CHECK(written_as(-1, StateConvention::plus_minus) == -1);
}
