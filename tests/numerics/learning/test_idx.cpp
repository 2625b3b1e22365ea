// idx files: what is read, and everything that is refused.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include <zlib.h>

#include <tests/catch.hpp>
#include <tests/oracles/scratch_folder.hpp>

#include <steady/numerics/files/atomic_file.hpp>
#include <steady/numerics/learning/data/idx.hpp>

namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using namespace steady::learning;
using Bytes = std::vector<std::uint8_t>;

namespace {

void append_word(Bytes& bytes, std::uint32_t word) {
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<std::uint8_t>(word >> shift));
}

Bytes images_of(std::uint32_t count, std::uint32_t rows, std::uint32_t columns) {
  Bytes bytes;
  for (const auto word : {0x803u, count, rows, columns}) append_word(bytes, word);
  for (std::uint32_t k = 0; k < count * rows * columns; ++k)
    bytes.push_back(static_cast<std::uint8_t>(k * 7 + 3));
  return bytes;
}

Bytes labels_of(std::uint32_t count) {
  Bytes bytes;
  append_word(bytes, 0x801u);
  append_word(bytes, count);
  for (std::uint32_t k = 0; k < count; ++k) bytes.push_back(static_cast<std::uint8_t>(k % 10));
  return bytes;
}

void write(const fs::path& file, const Bytes& bytes) {
  std::ofstream stream(file, std::ios::binary);
  stream.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

/// The bytes as gzip packs them.
Bytes packed(const Bytes& bytes, const fs::path& scratch) {
  const auto file = gzopen(scratch.c_str(), "wb");
  gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
  std::ifstream stream(scratch, std::ios::binary);
  Bytes result{std::istreambuf_iterator<char>(stream), {}};
  fs::remove(scratch);
  return result;
}

Bytes cut(Bytes bytes, std::size_t dropped) {
  bytes.resize(bytes.size() - dropped);
  return bytes;
}

Bytes with(Bytes bytes, std::size_t at, std::uint8_t value) {
  bytes.at(at) = value;
  return bytes;
}

Bytes longer(Bytes bytes, const Bytes& more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
  return bytes;
}

void refuse_images(const fs::path& file, const Bytes& bytes, const std::string& why) {
  write(file, bytes);
  CHECK_THROWS_AS(read_idx_images(file), steady::files::FileError);
  CHECK_THROWS_WITH(read_idx_images(file), Contains(file.filename().string()) && Contains(why));
}

void refuse_labels(const fs::path& file, const Bytes& bytes, const std::string& why) {
  write(file, bytes);
  CHECK_THROWS_AS(read_idx_labels(file), steady::files::FileError);
  CHECK_THROWS_WITH(read_idx_labels(file), Contains(file.filename().string()) && Contains(why));
}

/// The four files of a small data set.
void write_set(const fs::path& folder, std::uint32_t train = 30, std::uint32_t test = 12) {
  write(folder / "train-images-idx3-ubyte", images_of(train, 4, 5));
  write(folder / "train-labels-idx1-ubyte", labels_of(train));
  write(folder / "t10k-images-idx3-ubyte", images_of(test, 4, 5));
  write(folder / "t10k-labels-idx1-ubyte", labels_of(test));
}

}  // namespace

TEST_CASE("idx files give their bytes, plain or packed, whatever the name") {
  const ScratchFolder folder;
  const auto file = folder.path() / "images";
  const auto bytes = images_of(3, 4, 5);
  for (const auto& contents : {bytes, packed(bytes, folder.path() / "x")}) {
    write(file, contents);
    const auto images = read_idx_images(file);
    CHECK(images.rows == 4);
    CHECK(images.columns == 5);
    REQUIRE(images.size() == 3);
    CHECK(images.pixels == Bytes(bytes.begin() + 16, bytes.end()));
    CHECK(images[2][1] == images.pixels[41]);
  }
  write(file, packed(labels_of(23), folder.path() / "x"));
  const auto labels = read_idx_labels(file);
  REQUIRE(labels.size() == 23);
  CHECK(labels[19] == 9);
}

TEST_CASE("more images than one piece of the reader come whole") {
  const ScratchFolder folder;
  const auto bytes = images_of(90, 500, 500);  // 22.5 MB: two pieces
  write(folder.path() / "images.gz", packed(bytes, folder.path() / "x"));
  CHECK(read_idx_images(folder.path() / "images.gz").pixels ==
        Bytes(bytes.begin() + 16, bytes.end()));
}

TEST_CASE("idx files that are not whole are refused, and the file is named") {
  const ScratchFolder folder;
  const auto file = folder.path() / "some-file";
  const auto images = images_of(3, 4, 5);
  const auto labels = labels_of(23);
  CHECK_THROWS_WITH(read_idx_images(file), Contains("some-file") && Contains("No such file"));
  CHECK_THROWS_WITH(read_idx_images(folder.path()), Contains("not a regular file"));

  refuse_images(file, {}, "within its header");
  refuse_images(file, Bytes(images.begin(), images.begin() + 7), "within its header");
  refuse_images(file, cut(images, 1),
                "truncated: its header announces 3 images of 4 x 5 pixels, "
                "60 bytes; only 59 are there");
  refuse_images(file, longer(images, {0}), "longer than its header says");
  refuse_images(file, with(images, 3, 4), "not an idx file of bytes (magic 2052)");
  refuse_images(file, with(images, 2, 0x0d), "magic 3331");  // floats
  refuse_images(file, labels, "it is an idx file of labels (magic 2049)");
  refuse_labels(file, images, "it is an idx file of images (magic 2051)");
  refuse_labels(file, cut(labels, 5), "only 18 are there");
  refuse_labels(file, longer(labels, {1}), "longer than its header says");
  refuse_labels(file, with(labels, 8 + 17, 10), "label number 17 is 10, outside 0 to 9");
  refuse_images(file, with(images, 7, 0), "0 images");
  refuse_images(file, with(images, 11, 0), "0 x 5");
}

TEST_CASE("a header that promises the moon costs no memory") {
  const ScratchFolder folder;
  const auto file = folder.path() / "some-file";
  refuse_images(file, with(images_of(3, 4, 5), 4, 255), "announces");
  refuse_images(file, with(images_of(3, 4, 5), 5, 255), "truncated");
}

TEST_CASE("packed idx files that are not whole are refused, and the file is named") {
  const ScratchFolder folder;
  const auto file = folder.path() / "some-file.gz";
  const auto pack = [&](const Bytes& bytes) { return packed(bytes, folder.path() / "x"); };
  const auto whole = pack(images_of(30, 4, 5));
  // Cut in the checksum, in the data, in the header.
  for (const std::size_t kept :
       {whole.size() - 1, whole.size() - 9, whole.size() / 2, std::size_t{12}})
    refuse_images(file, Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(kept)),
                  "truncated: its compressed data end too early");
  refuse_images(file, with(whole, whole.size() - 6, whole[whole.size() - 6] ^ 1), "damaged");
  refuse_images(file, longer(whole, {1, 2, 3}), "bytes follow the end");
  refuse_images(file, pack(cut(images_of(30, 4, 5), 1)), "only 599 are there");
  refuse_images(file, pack(longer(images_of(30, 4, 5), {0})), "longer than its header says");
  refuse_images(file, pack(labels_of(30)), "labels");
  // gzip allows one member after the other.
  const auto all = images_of(30, 4, 5);
  write(file, longer(pack(Bytes(all.begin(), all.begin() + 100)),
                     pack(Bytes(all.begin() + 100, all.end()))));
  CHECK(read_idx_images(file).size() == 30);
}

TEST_CASE("a folder of four idx files is a training and a test set") {
  const ScratchFolder folder;
  CHECK_FALSE(has_idx_files(folder.path()));
  write_set(folder.path());
  CHECK(has_idx_files(folder.path()));
  const auto data = read_image_folder(folder.path());
  CHECK(data.train.images.size() == 30);
  CHECK(data.train.labels.size() == 30);
  CHECK(data.test.images.size() == 12);
  CHECK(data.test.labels.size() == 12);
  // The other spellings that are found in the wild.
  fs::rename(folder.path() / "t10k-images-idx3-ubyte", folder.path() / "t10k-images.idx3-ubyte");
  write(folder.path() / "t10k-labels.idx1-ubyte.gz", packed(labels_of(12), folder.path() / "x"));
  fs::remove(folder.path() / "t10k-labels-idx1-ubyte");
  CHECK(read_image_folder(folder.path()).test.images.size() == 12);
}

TEST_CASE("a folder whose idx files do not belong together is refused") {
  const auto refuse = [](const std::function<void(const fs::path&)>& spoil,
                         const std::string& named, const std::string& why) {
    const ScratchFolder folder;
    write_set(folder.path());
    spoil(folder.path());
    CHECK_THROWS_AS(read_image_folder(folder.path()), steady::files::FileError);
    CHECK_THROWS_WITH(read_image_folder(folder.path()), Contains(named) && Contains(why));
  };
  const auto swap = [](const fs::path& folder, const char* a, const char* b) {
    fs::rename(folder / a, folder / "x");
    fs::rename(folder / b, folder / a);
    fs::rename(folder / "x", folder / b);
  };
  for (const char* name : {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                           "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"})
    refuse([&](const fs::path& folder) { fs::remove(folder / name); }, name, "neither");
  refuse(
      [&](const fs::path& folder) {
        swap(folder, "train-images-idx3-ubyte", "train-labels-idx1-ubyte");
      },
      "train-images-idx3-ubyte", "idx file of labels");
  refuse(
      [&](const fs::path& folder) {
        swap(folder, "train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte");
      },
      "train-labels-idx1-ubyte", "12 labels, but train-images-idx3-ubyte has 30 images");
  refuse(
      [&](const fs::path& folder) {
        write(folder / "t10k-images-idx3-ubyte", images_of(12, 5, 5));
      },
      "steady-test", "4 x 5 pixels, its test images 5 x 5");
  CHECK_THROWS_WITH(read_image_folder("/nowhere"), Contains("/nowhere"));
}

TEST_CASE("MNIST and Fashion-MNIST are read", "[data]") {
  const char* data = std::getenv("STEADY_DATA");
  if (data == nullptr) {
    WARN("skipped: STEADY_DATA does not name a directory");
    return;
  }
  for (const char* name : {"mnist", "fashion-mnist"}) {
    const auto set = read_image_folder(fs::path(data) / name);
    CHECK(set.train.images.size() == 60000);
    CHECK(set.test.images.size() == 10000);
    CHECK(set.train.images.rows == 28);
    std::vector<int> counts(10, 0);
    for (const auto label : set.train.labels) ++counts[label];
    CHECK(std::accumulate(counts.begin(), counts.end(), 0) == 60000);
    // Fashion-MNIST is balanced; MNIST has 5,923 zeros and 6,742 ones.
    CHECK(counts[0] == (std::string(name) == "mnist" ? 5923 : 6000));
    CHECK(counts[1] == (std::string(name) == "mnist" ? 6742 : 6000));
  }
}
