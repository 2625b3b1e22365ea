// Encodings: projections against plain sums, prototypes and associations by their statistics,
// splits, tables.
#include <bit>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <string>

#include <tests/catch.hpp>
#include <tests/oracles/scratch_folder.hpp>

#include <steady/numerics/files/atomic_file.hpp>
#include <steady/numerics/learning/data/csv_data.hpp>
#include <steady/numerics/learning/data/encodings.hpp>
#include <steady/numerics/learning/data/projection.hpp>
#include <steady/numerics/learning/detail/projection_kernel.hpp>
#include <steady/numerics/network/streams.hpp>

namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using namespace steady::learning;
using steady::network::RandomStream;

namespace {

std::vector<float> random_numbers(std::size_t count, std::uint64_t index) {
  RandomStream stream(3, "numbers", index);
  std::vector<float> numbers(count);
  for (auto& x : numbers) {
    const double u = stream.next_uniform();
    x = u < 0.5 ? 0.0F : static_cast<float>(u);  // half are zero, as in images
  }
  return numbers;
}

std::size_t differences(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
  std::size_t count = 0;
  for (std::size_t w = 0; w < a.size(); ++w)
    count += static_cast<std::size_t>(std::popcount(a[w] ^ b[w]));
  return count;
}

std::size_t differences(std::span<const std::int8_t> a, std::span<const std::int8_t> b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) count += a[i] != b[i] ? 1 : 0;
  return count;
}

void write(const fs::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("a projection is the sign of the plain sum over the stream's Gaussians") {
  const int inputs = 37, outputs = 101;
  const SignProjection projection(inputs, outputs, 5);
  const auto numbers = random_numbers(37 * 300, 0);
  const auto signs = projection.apply(numbers);
  REQUIRE(signs.size() == 300 * 101);
  const RandomStream stream(5, "projection", 0);
  std::size_t wrong = 0;
  for (std::size_t k = 0; k < 300; ++k)
    for (std::size_t i = 0; i < 101; ++i) {
      double sum = 0;
      for (std::size_t d = 0; d < 37; ++d) {
        const auto [first, second] = stream.normal_pair(i / 2, d);
        sum += numbers[k * 37 + d] * (i % 2 == 0 ? first : second);
      }
      if (std::abs(sum) > 1e-4) wrong += (sum > 0 ? 1 : -1) != signs[k * 101 + i] ? 1 : 0;
    }
  CHECK(wrong == 0);
}

TEST_CASE(
    "projections depend neither on threads, nor on the vector level, nor on what else is "
    "projected") {
  const auto numbers = random_numbers(50 * 1000, 1);
  const SignProjection projection(50, 130, 7);
  const auto signs = projection.apply(numbers, 1);
  CHECK(projection.apply(numbers, 3) == signs);
  const auto part = projection.apply(std::span(numbers).subspan(50 * 400, 50 * 10));
  CHECK(std::equal(part.begin(), part.end(), signs.begin() + 130 * 400));
  // Fewer outputs are the first of more.
  const auto few = SignProjection(50, 20, 7).apply(std::span(numbers).first(50));
  CHECK(std::equal(few.begin(), few.end(), signs.begin()));
  CHECK(SignProjection(50, 130, 8).apply(numbers) != signs);

  using steady::SimdLevel;
  std::vector<std::uint32_t> rows(50);
  std::iota(rows.begin(), rows.end(), 0u);
  const auto matrix = random_numbers(50 * detail::projection_block, 2);
  const auto sums_at = [&](SimdLevel level) {
    std::vector<float> sums(detail::projection_block);
    detail::projection_kernel(level)(50, rows.data(), numbers.data(), matrix.data(), sums.data());
    return sums;
  };
  for (const auto level : {SimdLevel::avx2, SimdLevel::avx512})
    if (level <= steady::best_simd_level()) CHECK(sums_at(level) == sums_at(SimdLevel::portable));
}

TEST_CASE("a projection keeps angles: the share of equal signs is 1 - angle/π") {
  // Arcsine law of two Gaussians with the correlation of the two vectors.
  const std::size_t length = 64, outputs = 20000;
  auto pair = random_numbers(2 * length, 3);
  for (std::size_t d = 0; d < length; ++d)
    pair[length + d] = 0.6F * pair[d] + 0.4F * pair[length + d];
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t d = 0; d < length; ++d) {
    ab += pair[d] * pair[length + d];
    aa += pair[d] * pair[d];
    bb += pair[length + d] * pair[length + d];
  }
  const double expected = std::acos(ab / std::sqrt(aa * bb)) / std::acos(-1.0);
  const auto signs = SignProjection(64, 20000, 1).apply(pair);
  const double found =
      static_cast<double>(differences({signs.data(), outputs}, {signs.data() + outputs, outputs})) /
      static_cast<double>(outputs);
  const double error = std::sqrt(expected * (1 - expected) / static_cast<double>(outputs));
  CHECK(std::abs(found - expected) < 4 * error);
}

TEST_CASE("blank images have all signs up; bad numbers are refused") {
  const SignProjection projection(4, 9, 1);
  Images images;
  images.rows = images.columns = 2;
  images.pixels = {0, 0, 0, 0, 255, 0, 0, 0};
  const auto signs = projection.apply(images);
  CHECK(std::count(signs.begin(), signs.begin() + 9, 1) == 9);
  const std::vector<float> same{1, 0, 0, 0};
  CHECK(projection.apply(same) == std::vector<std::int8_t>(signs.begin() + 9, signs.end()));
  CHECK_THROWS_WITH(projection.apply(std::vector<float>(5, 1.0F)), Contains("5 numbers"));
  CHECK_THROWS_WITH(projection.apply(std::vector<float>(4, NAN)), Contains("not finite"));
  images.columns = 4;
  CHECK_THROWS_WITH(projection.apply(images), Contains("8 pixels for 4 inputs"));
  CHECK_THROWS_AS(SignProjection(0, 3, 1), std::domain_error);
  CHECK_THROWS_AS(SignProjection(3, 0, 1), std::domain_error);
}

TEST_CASE("prototype samples differ from their prototype in a share p of the entries") {
  Prototypes options;
  options.train = 4000;
  options.test = 1000;
  const auto noisy = draw_prototypes(options);
  options.flip = 0.0;
  const auto clean = draw_prototypes(options);
  REQUIRE(noisy.train.samples() == 4000);
  REQUIRE(noisy.test.samples() == 1000);
  CHECK(noisy.train.labels == clean.train.labels);
  for (const auto& [a, b] : {std::pair{&noisy.train, &clean.train}, {&noisy.test, &clean.test}}) {
    const double entries = 100.0 * static_cast<double>(a->samples());
    const double share = static_cast<double>(differences(a->inputs, b->inputs)) / entries;
    CHECK(std::abs(share - 0.35) < 4 * std::sqrt(0.35 * 0.65 / entries));
  }
  // Without noise a class has one input, the same in both sets; training and test noise differ.
  CHECK(differences(clean.train.input(3), clean.train.input(13)) == 0);
  CHECK(differences(clean.train.input(3), clean.test.input(3)) == 0);
  CHECK(differences(noisy.train.input(3), noisy.test.input(3)) > 0);
  CHECK(clean.train.labels[13] == 3);
  CHECK(std::abs(static_cast<double>(differences(clean.train.input(3), clean.train.input(4))) -
                 50) < 25);
}

TEST_CASE("prototype samples do not depend on how many are drawn, but on the seed") {
  Prototypes options;
  options.train = 50;
  options.test = 20;
  const auto few = draw_prototypes(options);
  options.train = 100;
  const auto more = draw_prototypes(options);
  CHECK(differences(few.train.inputs, std::span(more.train.inputs).first(50 * 2)) == 0);
  CHECK(few.test.inputs == more.test.inputs);
  options.seed = 2;
  CHECK(draw_prototypes(options).test.inputs != few.test.inputs);
  for (auto spoil : std::vector<void (*)(Prototypes&)>{
           [](Prototypes& o) { o.classes = 1; }, [](Prototypes& o) { o.size = 0; },
           [](Prototypes& o) { o.flip = 0.51; }, [](Prototypes& o) { o.flip = NAN; },
           [](Prototypes& o) { o.train = 0; }}) {
    Prototypes bad;
    spoil(bad);
    CHECK_THROWS_AS(draw_prototypes(bad), std::domain_error);
  }
}

TEST_CASE("associations are independent pairs of fair patterns, the same for any number of them") {
  const auto some = draw_associations(40, 512, 320, 1, 0);
  REQUIRE(some.samples() == 40);
  CHECK(some.has_targets());
  std::size_t up = 0;
  for (const auto word : some.inputs) up += static_cast<std::size_t>(std::popcount(word));
  CHECK(std::abs(static_cast<double>(up) - 10240) < 4 * std::sqrt(5120.0));
  CHECK(differences(some.input(0).first(5), some.target(0)) > 100);
  CHECK(differences(some.input(0), some.input(1)) > 150);
  const auto more = draw_associations(60, 512, 320, 1, 0);
  CHECK(differences(some.inputs, std::span(more.inputs).first(some.inputs.size())) == 0);
  CHECK(differences(some.targets, std::span(more.targets).first(some.targets.size())) == 0);
  CHECK(draw_associations(40, 512, 320, 1, 1).inputs != some.inputs);
  CHECK_THROWS_AS(draw_associations(0, 5, 5, 1, 0), std::domain_error);
}

TEST_CASE("tables of signs are taken as they are, tables of numbers are projected") {
  const ScratchFolder folder;
  write(folder.path() / "train.csv", "label,a,b,c\n# two samples\n0,1,-1,+1\r\n\n 2 , -1 ,1,1\n");
  write(folder.path() / "test.csv", "1,1,1,1\n");
  FolderOptions options;
  options.classes = 3;
  options.size = 8;
  const auto signs = read_folder(folder.path(), options);
  CHECK(signs.train.input_size == 3);
  CHECK(signs.train.inputs == std::vector<std::uint64_t>{0b101, 0b110});
  CHECK(signs.train.labels == std::vector<std::uint8_t>{0, 2});
  CHECK(signs.test.samples() == 1);

  write(folder.path() / "test.csv", "1,0.25,-3e-2,1\n");
  const auto projected = read_folder(folder.path(), options);
  CHECK(projected.train.input_size == 8);
  const std::vector<float> first{1, -1, 1};
  const auto expected = SignProjection(3, 8, options.seed).apply(first);
  for (std::size_t i = 0; i < 8; ++i)
    CHECK((projected.train.inputs[0] >> i & 1) == (expected[i] > 0 ? 1u : 0u));
}

TEST_CASE("tables with a mistake are refused with its line") {
  const ScratchFolder folder;
  const auto file = folder.path() / "train.csv";
  const auto refuse = [&](const std::string& text, const std::string& why) {
    write(file, text);
    CHECK_THROWS_AS(read_csv_samples(file, 3), steady::files::FileError);
    CHECK_THROWS_WITH(read_csv_samples(file, 3), Contains("train.csv") && Contains(why));
  };
  refuse("", "no samples");
  refuse("label,a\n", "no samples");
  refuse("label,a\nlabel,a\n", "line 2: the label 'label' is not a number");
  refuse("0,1\n3,1\n", "line 2: the label 3 is not a whole number from 0 to 2");
  refuse("0,1\n-1,1\n", "line 2: the label -1");
  refuse("0,1\n0.5,1\n", "line 2: the label 0.5");
  refuse("0,1\n\n1\n", "line 3: no inputs");
  refuse("0,1,1\n1,1\n", "line 2: 1 inputs, but 2 in the lines before");
  refuse("0,1,nan\n", "line 1: input number 2, 'nan'");
  refuse("0,1,1e60\n", "line 1: input number 2");
  refuse("0,1,x\n", "line 1: input number 2, 'x'");
  refuse("0,1,,1\n", "line 1: input number 2, ''");
  refuse("0,1,\n", "line 1: it ends with a comma");
  FolderOptions options;
  options.classes = 3;
  CHECK_THROWS_WITH(read_folder("/nowhere", options), Contains("/nowhere"));
  write(file, "0,1,1\n");
  CHECK_THROWS_WITH(read_folder(folder.path(), options), Contains("test.csv"));
  write(folder.path() / "test.csv", "0,1\n");
  CHECK_THROWS_WITH(read_folder(folder.path(), options),
                    Contains("test.csv: it has 1 inputs") || Contains("1 inputs a row"));
  fs::remove(file);
  CHECK_THROWS_WITH(read_folder(folder.path(), options), Contains("neither idx files"));
}

TEST_CASE("MNIST becomes balanced enough signs", "[data]") {
  const char* data = std::getenv("STEADY_DATA");
  if (data == nullptr) {
    WARN("skipped: STEADY_DATA does not name a directory");
    return;
  }
  const auto sets = read_folder(fs::path(data) / "mnist", {});
  REQUIRE(sets.train.samples() == 60000);
  CHECK(sets.train.input_size == 100);
  // Without centring an output has a bias of its own, but not all lean one way.
  double up = 0;
  for (const auto word : sets.train.inputs) up += std::popcount(word);
  CHECK(up / 6e6 == Approx(0.5).margin(0.15));
}
