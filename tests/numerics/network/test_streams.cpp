// Statistical claims: fixed seeds, significance 1e-6 each (4.9 standard errors).
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include <tests/catch.hpp>

#include <steady/numerics/network/detail/normals.hpp>
#include <steady/numerics/network/streams.hpp>

using steady::SimdLevel;
using steady::network::open_uniform;
using steady::network::philox4x64_10;
using steady::network::RandomStream;

namespace {
constexpr double sigmas = 4.9;
using Block = std::array<std::uint64_t, 4>;
}  // namespace

TEST_CASE("Philox4x64-10 gives the published known answers") {
  // Random123's kat_vectors (D. E. Shaw Research), rows "philox4x64 10".
  CHECK(philox4x64_10({0, 0, 0, 0}, {0, 0}) ==
        Block{0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b});
  constexpr std::uint64_t ones = ~0ULL;
  CHECK(philox4x64_10({ones, ones, ones, ones}, {ones, ones}) ==
        Block{0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0});
  CHECK(philox4x64_10(
            {0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
            {0x452821e638d01377, 0xbe5466cf34e90c6c}) ==
        Block{0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6});
}

TEST_CASE("Streams are frozen: stored results stay valid for ever") {
  // Recorded with version 0.1.0. A change here makes every published seed meaningless.
  const RandomStream stream(2025, "couplings", 7);
  CHECK(stream.block(3, 5) ==
        Block{0x4c9a35d9eefea165, 0x43d57ba77df7cedf, 0x593d661448511fd1, 0x4825fac23bd683b7});
  const auto [z1, z2] = stream.normal_pair(3, 5);
  CHECK(z1 == 0x1.fb10d2416d433p-1);
  CHECK(z2 == 0x1.32601d437cc66p+0);
}

TEST_CASE("Uniform numbers lie in the open interval") {
  CHECK(open_uniform(0) == 0x1p-53);
  CHECK(open_uniform(~0ULL) == 1.0 - 0x1p-53);
  CHECK(open_uniform(1ULL << 63) == 0.5 + 0x1p-53);
}

TEST_CASE("Seed, purpose, index, counter and subcounter each give other numbers") {
  std::set<std::uint64_t> words;
  std::size_t drawn = 0;
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    for (const char* purpose : {"", "a", "b", "ab", "couplings", "initial state"}) {
      for (std::uint64_t index = 0; index < 4; ++index) {
        RandomStream stream(seed, purpose, index);
        for (std::uint64_t counter = 0; counter < 4; ++counter) {
          for (std::uint64_t subcounter = 0; subcounter < 4; ++subcounter) {
            for (const auto word : stream.block(counter, subcounter)) words.insert(word);
            drawn += 4;
          }
        }
        for (int k = 0; k < 16; ++k) words.insert(stream.next());
        drawn += 16;
      }
    }
  }
  CHECK(words.size() == drawn);
}

TEST_CASE("A second index gives new streams, and 0 is the stream without one") {
  CHECK(RandomStream(2025, "couplings", 7, 0).block(3, 5) ==
        RandomStream(2025, "couplings", 7).block(3, 5));
  std::set<std::uint64_t> words;
  std::size_t drawn = 0;
  for (std::uint64_t index = 0; index < 5; ++index) {
    for (const std::uint64_t second : {0ULL, 1ULL, 2ULL, 3ULL, 1ULL << 62, (1ULL << 63) - 1}) {
      RandomStream stream(3, "a", index, second);
      for (std::uint64_t counter = 0; counter < 5; ++counter)
        for (const auto word : stream.block(counter, second)) words.insert(word);
      for (int k = 0; k < 20; ++k) words.insert(stream.next());
      drawn += 40;
    }
  }
  CHECK(words.size() == drawn);
  // What sequential use takes are never blocks of a neighbour.
  RandomStream stream(3, "a", 0, 1);
  const auto first = stream.next();
  for (std::uint64_t second = 0; second < 4; ++second)
    CHECK(RandomStream(3, "a", 0, second).block(0)[0] != first);
  CHECK_THROWS_AS(RandomStream(3, "a", 0, 1ULL << 63), std::invalid_argument);
}

TEST_CASE("Neighbouring keys share no bits beyond chance") {
  // Words of streams that differ in one seed bit, in one letter, in the index: 64 fair coins each.
  const RandomStream reference(0, "purpose a", 0);
  const std::vector<RandomStream> neighbours = {
      RandomStream(1, "purpose a", 0), RandomStream(1ULL << 63, "purpose a", 0),
      RandomStream(0, "purpose b", 0), RandomStream(0, "purpose a", 1)};
  constexpr int blocks = 4096;
  for (const auto& other : neighbours) {
    double agreeing = 0.0;
    for (std::uint64_t k = 0; k < blocks; ++k) {
      const auto a = reference.block(k);
      const auto b = other.block(k);
      for (std::size_t w = 0; w < 4; ++w) agreeing += 64 - std::popcount(a[w] ^ b[w]);
    }
    const double coins = blocks * 256.0;
    CHECK(std::abs(agreeing - coins / 2) < sigmas * std::sqrt(coins) / 2);
  }
}

TEST_CASE("A copied stream goes on where the original was, and blocks do not disturb it") {
  RandomStream stream(1, "walk", 0);
  stream.next();
  RandomStream copy = stream;
  std::vector<std::uint64_t> first;
  std::vector<std::uint64_t> second;
  for (int k = 0; k < 9; ++k) first.push_back(stream.next());
  for (int k = 0; k < 9; ++k) {
    copy.block(static_cast<std::uint64_t>(k));
    second.push_back(copy.next());
  }
  CHECK(first == second);
}

TEST_CASE("Normals are Box-Muller of the block's first two words") {
  const RandomStream stream(11, "normals", 0);
  double worst = 0.0;
  for (std::uint64_t k = 0; k < 20000; ++k) {
    const auto words = stream.block(k);
    const auto [z1, z2] = stream.normal_pair(k);
    // Only here with the system's functions: they agree to a few ulp, not to the bit.
    const double radius = std::sqrt(-2.0 * std::log(open_uniform(words[0])));
    const double quadrant = static_cast<double>(words[1] >> 62);
    const double angle = (quadrant + open_uniform(words[1] << 2) - 0.5) * std::acos(0.0);
    worst = std::max({worst, std::abs(z1 - radius * std::cos(angle)) / radius,
                      std::abs(z2 - radius * std::sin(angle)) / radius});
  }
  CHECK(worst < 2e-15);
}

TEST_CASE("Many normals at once are the same bits at every vector level") {
  constexpr std::size_t count = 203;  // not a multiple of a block
  const RandomStream stream(19, "normals", 4);
  std::vector<double> first(count);
  std::vector<double> second(count);
  stream.normal_pairs(5, 9, first, second);
  for (std::size_t i = 0; i < count; ++i)
    REQUIRE(std::pair(first[i], second[i]) == stream.normal_pair(5 + i, 9));

  namespace detail = steady::network::detail;
  std::array<std::uint64_t, detail::normals_block> radius;
  std::array<std::uint64_t, detail::normals_block> direction;
  std::array<double, detail::normals_block> a;
  std::array<double, detail::normals_block> b;
  for (const auto level : {SimdLevel::portable, SimdLevel::avx2, SimdLevel::avx512}) {
    if (level > steady::best_simd_level()) continue;
    for (std::uint64_t round = 0; round < 300; ++round) {
      for (std::size_t i = 0; i < radius.size(); ++i) {
        const auto words = stream.block(round * radius.size() + i);
        // Also the ends of the interval, and every quadrant.
        radius[i] = i < 2 ? std::uint64_t{0} - (i & 1) : words[0];
        direction[i] = i < 8 ? (std::uint64_t{i} << 61) - (i & 1) : words[1];
      }
      detail::normals_kernel(level)(radius.size(), radius.data(), direction.data(), a.data(),
                                    b.data());
      for (std::size_t i = 0; i < radius.size(); ++i) {
        double one = 0.0;
        double other = 0.0;
        detail::normals_kernel(steady::SimdLevel::portable)(1, &radius[i], &direction[i], &one,
                                                            &other);
        REQUIRE((a[i] == one && b[i] == other));
      }
    }
  }
}

TEST_CASE("Normals have the moments and the tails of a normal") {
  const RandomStream stream(5, "moments", 0);
  constexpr int pairs = 500000;
  constexpr double n = 2.0 * pairs;
  double sum[5] = {};
  double cross = 0.0;
  double cross_squares = 0.0;
  double beyond_two = 0.0;
  for (std::uint64_t k = 0; k < pairs; ++k) {
    const auto [a, b] = stream.normal_pair(k);
    for (const double z : {a, b}) {
      double power = 1.0;
      for (int order = 1; order <= 4; ++order) sum[order] += power *= z;
      beyond_two += std::abs(z) > 2.0;
    }
    cross += a * b;
    cross_squares += (a * a - 1.0) * (b * b - 1.0);
  }
  // Variances of z, z², z³, z⁴ are 1, 2, 15, 96.
  CHECK(std::abs(sum[1] / n) < sigmas * std::sqrt(1.0 / n));
  CHECK(std::abs(sum[2] / n - 1.0) < sigmas * std::sqrt(2.0 / n));
  CHECK(std::abs(sum[3] / n) < sigmas * std::sqrt(15.0 / n));
  CHECK(std::abs(sum[4] / n - 3.0) < sigmas * std::sqrt(96.0 / n));
  CHECK(std::abs(cross / pairs) < sigmas * std::sqrt(1.0 / pairs));
  CHECK(std::abs(cross_squares / pairs) < sigmas * std::sqrt(4.0 / pairs));
  const double p = std::erfc(std::sqrt(2.0));
  CHECK(std::abs(beyond_two / n - p) < sigmas * std::sqrt(p * (1 - p) / n));
}

TEST_CASE("Sequential uniforms fill the interval evenly") {
  RandomStream stream(3, "uniforms", 2);
  constexpr int bins = 64;
  constexpr int draws = 640000;
  std::array<int, bins> histogram{};
  for (int k = 0; k < draws; ++k) {
    const double u = stream.next_uniform();
    REQUIRE((u > 0.0 && u < 1.0));
    ++histogram[static_cast<std::size_t>(u * bins)];
  }
  double chi2 = 0.0;
  constexpr double expected = static_cast<double>(draws) / bins;
  for (const int count : histogram) chi2 += (count - expected) * (count - expected) / expected;
  CHECK(chi2 < 133.0);  // 63 degrees of freedom: exceeded with probability 6e-7
  CHECK(chi2 > 22.0);   // below with probability 3e-7: too even is wrong too
}
