// Files as people have them: every kind is read right, or refused with its remedy.
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <zlib.h>

#include <tests/catch.hpp>
#include <tests/oracles/scratch_folder.hpp>

#include <steady/numerics/files/arrays.hpp>
#include <steady/numerics/files/atomic_file.hpp>
#include <steady/numerics/learning/data/encodings.hpp>
#include <steady/numerics/learning/data/folder.hpp>
#include <steady/numerics/learning/data/idx.hpp>
#include <steady/numerics/learning/data/preparation.hpp>

namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using namespace steady::learning;
using Labels = std::vector<std::int64_t>;
using Floats = std::vector<float>;

namespace {

void write(const fs::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

std::string big_endian(std::uint64_t bits, int bytes) {
  std::string text;
  for (int k = bytes - 1; k >= 0; --k) text += static_cast<char>(bits >> (8 * k));
  return text;
}

std::string idx(int type, const std::vector<std::uint32_t>& shape, const std::string& numbers) {
  auto text = std::string("\0\0", 2) + static_cast<char>(type) + static_cast<char>(shape.size());
  for (const auto length : shape) text += big_endian(length, 4);
  return text + numbers;
}

std::string packed(const std::string& text, const fs::path& scratch) {
  const auto file = gzopen(scratch.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  std::ifstream stream(scratch, std::ios::binary);
  std::string result{std::istreambuf_iterator<char>(stream), {}};
  fs::remove(scratch);
  return result;
}

struct Table {
  ScratchFolder folder;
  fs::path file = folder.path() / "train.csv";

  Samples read(const std::string& text, const TableOptions& options = {}) const {
    write(file, text);
    return read_csv_samples(file, options);
  }
  void refuse(const std::string& text, const std::string& why,
              const TableOptions& options = {}) const {
    write(file, text);
    CHECK_THROWS_AS(read_csv_samples(file, options), steady::files::FileError);
    CHECK_THROWS_WITH(read_csv_samples(file, options), Contains("train.csv") && Contains(why));
  }
};

TableOptions labels_in(const std::string& column) {
  TableOptions options;
  options.label_column = column;
  return options;
}

}  // namespace

TEST_CASE("idx files hold any type of number, big endian") {
  const ScratchFolder folder;
  const auto file = folder.path() / "x";
  const auto values = [&](int type, const std::string& numbers, std::uint32_t count) {
    write(file, idx(type, {count}, numbers));
    return read_idx(file).values;
  };
  CHECK(values(0x09, "\xff\x05", 2) == std::vector<double>{-1, 5});
  CHECK(values(0x0b, "\xff\xfe\x01\x02", 2) == std::vector<double>{-2, 258});
  CHECK(values(0x0c, big_endian(0xfffffffd, 4) + big_endian(70000, 4), 2) ==
        std::vector<double>{-3, 70000});
  CHECK(values(0x0d, big_endian(0x3fc00000, 4), 1) == std::vector<double>{1.5});
  CHECK(values(0x0e, big_endian(0xc004000000000000, 8), 1) == std::vector<double>{-2.5});
  write(file, idx(0x08, {2, 1, 3}, "abcdef"));
  CHECK(read_idx(file).bytes.size() == 6);
  CHECK(read_idx(file).each() == 3);
  const auto refuse = [&](const std::string& bytes, const std::string& why) {
    write(file, bytes);
    CHECK_THROWS_WITH(read_idx(file), Contains(why));
  };
  refuse(idx(0x0a, {1}, "ab"), "magic 2561");
  refuse(idx(0x0c, {2}, "abcd"), "truncated");
  refuse(idx(0x0c, {1}, "abcde"), "longer");
  refuse(idx(0x0c, {0xffffffff, 0xffffffff}, ""), "announces");
  // Zeros after the end of a gzip member are padding; anything else is not.
  const auto member = packed(idx(0x08, {3}, "abc"), folder.path() / "scratch");
  write(file, member + std::string(70000, '\0'));
  CHECK(read_idx(file).bytes.size() == 3);
  refuse(member + std::string(70000, '\0') + "x", "bytes follow");
}

TEST_CASE("data sets are found under the names they are downloaded with") {
  const ScratchFolder folder;
  const auto put = [&](const std::string& name, const std::string& bytes) {
    write(folder.path() / name, bytes);
  };
  const auto images = [](std::uint32_t count) {
    return idx(0x08, {count, 2, 2}, std::string(4 * count, 'a'));
  };
  // As QMNIST: labels in rows of eight whole numbers, the class first.
  std::string rows;
  for (const std::uint32_t label : {4u, 9u, 4u})
    for (std::uint32_t c = 0; c < 8; ++c) rows += big_endian(c == 0 ? label : 100 + c, 4);
  put("train-images-idx3-ubyte", images(3));
  put("train-labels-idx2-int", idx(0x0c, {3, 8}, rows));
  CHECK(read_set(folder.path(), DataSet::train, {}).labels == Labels{4, 9, 4});
  CHECK_THROWS_WITH(read_set(folder.path(), DataSet::test, {}), Contains("t10k-images"));
  ReadOptions unlabelled;
  unlabelled.labels_required = false;
  put("t10k-images.idx3-ubyte", images(2));
  CHECK_FALSE(read_set(folder.path(), DataSet::test, unlabelled).labelled());
  CHECK_THROWS_WITH(read_set(folder.path(), DataSet::test, {}), Contains("t10k-labels"));
  put("train-labels-idx1-ubyte", idx(0x08, {3}, "abc"));
  CHECK_THROWS_WITH(read_set(folder.path(), DataSet::train, {}), Contains("move one away"));

  // As EMNIST, beside it.
  put("emnist-letters-train-images-idx3-ubyte.gz", packed(images(2), folder.path() / "scratch"));
  put("emnist-letters-train-labels-idx1-ubyte", idx(0x08, {2}, "\x01\x1a"));
  CHECK_THROWS_WITH(read_set(folder.path(), DataSet::train, {}),
                    Contains("--data-name emnist-letters or plain"));
  ReadOptions letters;
  letters.name = "emnist-letters";
  const auto read = read_set(folder.path(), DataSet::train, letters);
  CHECK(read.labels == Labels{1, 26});
  CHECK(read.inputs == 4);
  letters.name = "emnist-digits";
  CHECK_THROWS_WITH(read_set(folder.path(), DataSet::train, letters), Contains("emnist-letters"));
  put("emnist-letters-train-labels-idx1-ubyte", idx(0x08, {3}, "abc"));
  letters.name = "emnist-letters";
  CHECK_THROWS_WITH(read_set(folder.path(), DataSet::train, letters), Contains("3 labels"));
}

TEST_CASE("archives of NumPy hold both sets") {
  const ScratchFolder folder;
  const auto file = folder.path() / "data.npz";
  using steady::files::DenseMatrix;
  {
    steady::files::ArrayWriter writer(file);
    writer.add("x_train", DenseMatrix{2, 3, {0, 255, 51, 1, 2, 3}});
    writer.add("y_train", std::vector<double>{5, -1});
    writer.add("x_test", DenseMatrix{1, 3, {0.5, 0, -2}});
    writer.close();
  }
  const auto train = read_set(file, DataSet::train, {});
  CHECK(train.labels == Labels{5, -1});
  Floats row(3);
  train.read(0, row);
  CHECK(row == Floats{0, 1, 51 * (1.0F / 255.0F)});  // pixels, as of idx files
  CHECK(read_set(folder.path(), DataSet::train, {}).size() == 2);
  CHECK_THROWS_WITH(read_set(file, DataSet::test, {}), Contains("y_test"));
  ReadOptions unlabelled;
  unlabelled.labels_required = false;
  CHECK(read_set(file, DataSet::test, unlabelled).values == Floats{0.5, 0, -2});
}

TEST_CASE("tables come from spreadsheets") {
  const Table table;
  const auto plain = table.read("label,a,b\n1,2,3\n0,-4,5\n");
  for (const std::string text :
       {"\xef\xbb\xbf"
        "1,2,3\r\n0,-4,5\r\n",
        "label;a;b\n1;2;3\n0;-4;5\n", "1\t2\t3\n0\t-4\t5",
        "\"label\",\"a \"\"x\"\",\n y\",b\n\"1\",\"2\",3\n\n0,\" -4\",5\n"}) {
    const auto read = table.read(text);
    CHECK(read.labels == plain.labels);
    CHECK(read.values == plain.values);
  }
  CHECK(plain.values == Floats{2, 3, -4, 5});
  table.refuse(
      "\xff\xfe"
      "1\0,\0",
      "UTF-16");
  table.refuse("label;a\n1;2,5\n", "line 2: input number 1, '2,5', has a decimal comma");
  table.refuse("0,\"1\n", "line 1: a quote is not closed");
  table.refuse("0,\"1\"2\n", "line 1: text follows");
  table.refuse("label,a,b\n1,2\n", "line 2: 2 cells, but the header names 3 columns");
  table.refuse("\"la\nbel\",a\n1,x\n", "line 3: input number 1");
}

TEST_CASE("the column of the labels is chosen") {
  const Table table;
  CHECK(table.read("1,2,7\n3,4,8\n", labels_in("last")).labels == Labels{7, 8});
  CHECK(table.read("1,2,7\n3,4,8\n", labels_in("2")).labels == Labels{2, 4});
  CHECK(table.read("1,2,7\n3,4,8\n", labels_in("2")).values == Floats{1, 7, 3, 8});
  CHECK(table.read("x,kind,y\n1,2,7\n", labels_in("kind")).labels == Labels{2});
  CHECK_FALSE(table.read("1,2,7\n", labels_in("none")).labelled());
  table.refuse("1,2,7\n", "columns 1 to 3", labels_in("4"));
  table.refuse("x,y\n1,2\n", "there are x, y", labels_in("kind"));
  table.refuse("1,2\n", "no header", labels_in("kind"));
  table.refuse("x,y,Label\n1,2,3\n", "--label-column Label");
  table.refuse(",label,x\n0,1,2\n", "index=False");
  // Known features tell a table without labels.
  TableOptions three;
  three.features = 3;
  CHECK_FALSE(table.read("1,2,7\n", three).labelled());
  CHECK(table.read("a,b,c\n1,2,7\n", three).size() == 1);
  CHECK(table.read("0,1,2,7\n", three).labels == Labels{0});
}

TEST_CASE("a header is found, and never at the price of a sample") {
  const Table table;
  std::string numbers = "label", counted = "0", sample = "1";
  for (int k = 1; k < 40; ++k) {
    numbers.append(",").append(std::to_string(k - 1));
    counted.append(",").append(std::to_string(k));
    sample.append(",").append(std::to_string(k % 3));
  }
  for (const auto& header : {numbers, counted})
    CHECK(table.read(header + "\n" + sample + "\n" + sample + "\n").size() == 2);
  CHECK(table.read(sample + "\n" + sample + "\n").size() == 2);
  table.refuse("0,1,2,3,4\n1,2,2,2,2\n", "--header yes or --header no");
  TableOptions yes, no;
  yes.header = Header::yes;
  no.header = Header::no;
  CHECK(table.read("0,1,2,3,4\n1,2,2,2,2\n", yes).size() == 1);
  CHECK(table.read("0,1,2,3,4\n1,2,2,2,2\n", no).size() == 2);
}

TEST_CASE("classes are the labels that there are") {
  Samples train, test;
  train.labels = {26, 1, 5};
  test.labels = {3};
  CHECK(find_classes(train, test, 0) == Labels{1, 3, 5, 26});
  CHECK_THROWS_WITH(find_classes(train, test, 10), Contains("label number 0 is 26"));
  train.labels = {0, 1};
  CHECK(find_classes(train, test, 4) == Labels{0, 1, 2, 3});
  train.labels = {3, 3};
  CHECK_THROWS_WITH(find_classes(train, test, 0), Contains("--label-column"));
  train.labels.clear();
  for (int k = 0; k < 300; ++k) train.labels.push_back(k);
  CHECK_THROWS_WITH(find_classes(train, test, 0), Contains("300 different"));
}

TEST_CASE("a stratified choice takes the first of every class in equal numbers") {
  Samples samples;
  samples.inputs = 1;
  samples.values = Floats(8);
  samples.labels = {0, 0, 0, 0, 1, 1, 2, 0};
  using Chosen = std::vector<std::size_t>;
  CHECK(first_samples(samples, 4, false) == Chosen{0, 1, 2, 3});
  CHECK(first_samples(samples, 3, true) == Chosen{0, 4, 6});
  CHECK(first_samples(samples, 6, true) == Chosen{0, 1, 2, 4, 5, 6});
  CHECK(samples.rows(Chosen{4, 6}).labels == Labels{1, 2});
  CHECK_THROWS_AS(first_samples(samples, 9, true), std::out_of_range);
}

TEST_CASE("standardised features have mean 0 and variance 1, whatever their units") {
  Samples train;
  train.inputs = 3;
  for (int k = 0; k < 50; ++k) {
    const auto x = static_cast<float>(std::sin(k));
    train.values.insert(train.values.end(), {x, 293.0F + 4.0F * x, 0.1F});
    train.labels.push_back(k % 2);
  }
  Preparation p;
  p.features = 3;
  p.labels = {0, 1};
  standardise(train, p);
  CHECK(p.scale[1] == Approx(4 * p.scale[0]).epsilon(1e-4));
  CHECK(p.mean[1] == Approx(293 + 4 * p.mean[0]).epsilon(1e-6));
  CHECK(p.scale[2] == 1.0F);  // constant
  double sum = 0, squares = 0;
  for (std::size_t k = 0; k < 50; ++k) {
    const double z = (train.values[3 * k] - p.mean[0]) / p.scale[0];
    sum += z;
    squares += z * z;
  }
  CHECK(std::abs(sum / 50) < 1e-6);
  CHECK(squares / 50 == Approx(1));
  // Far from zero all signs are equal; centred they are not.
  Preparation raw = p;
  raw.mean = raw.scale = {};
  CHECK(constant_share(encode(train, raw, {40})) > 0.9);
  CHECK(constant_share(encode(train, p, {40})) < 0.2);
  CHECK(encode(train, p, {40, 1, 0, 3}).inputs == encode(train, p, {40}).inputs);
}

TEST_CASE("levels are quantiles: every input splits the training set in its share") {
  Samples train;
  train.inputs = 2;
  for (int k = 0; k < 400; ++k) {
    const auto x = static_cast<float>(k * 37 % 400);
    train.values.insert(train.values.end(), {x, std::exp(x / 50)});  // in another unit
    train.labels.push_back(k % 2);
  }
  Preparation p;
  p.features = 2;
  p.labels = {0, 1};
  find_levels(train, 3, p);
  const auto data = encode(train, p, {});
  REQUIRE(data.input_size == 6);
  std::vector<int> up(6);
  for (std::size_t k = 0; k < data.samples(); ++k) {
    const auto word = data.input(k)[0];
    CHECK((word & 7) == (word >> 3));  // a monotonic function changes nothing
    for (std::size_t i = 0; i < 6; ++i) up[i] += static_cast<int>(word >> i & 1);
  }
  CHECK(up[0] == 299);
  CHECK(up[1] == 199);
  CHECK(up[2] == 99);
  train.labels[3] = 9;
  CHECK_THROWS_WITH(encode(train, p, {}), Contains("label number 3 is 9"));
}
