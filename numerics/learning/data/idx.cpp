#include <steady/numerics/learning/data/idx.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include <fmt/format.h>

#include <steady/numerics/files/atomic_file.hpp>
#include <steady/numerics/files/detail/file_bytes.hpp>

namespace steady::learning {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t labels_magic = 0x0801;  // unsigned bytes, one dimension
constexpr std::uint32_t images_magic = 0x0803;  // unsigned bytes, three dimensions
/// Beyond this a header is taken for nonsense.
constexpr std::uint64_t most_bytes = std::uint64_t{1} << 34;

[[noreturn]] void fail(const fs::path& file, const std::string& why) {
  throw files::FileError("cannot read", file, why);
}

std::string content_of(std::uint32_t magic) {
  if (magic == labels_magic) return "an idx file of labels (magic 2049)";
  if (magic == images_magic) return "an idx file of images (magic 2051)";
  return fmt::format("not an idx file of bytes (magic {})", magic);
}

class IdxReader {
 public:
  explicit IdxReader(const fs::path& file) : file_(file), bytes_(file) {}
  IdxReader(const fs::path& file, std::uint32_t magic) : IdxReader(file) {
    const auto found = word();
    if (found != magic)
      fail(file_, fmt::format("expected {}, but it is {}", content_of(magic), content_of(found)));
  }

  std::uint32_t word() {
    std::array<std::uint8_t, 4> b{};
    if (bytes_.read(b) != b.size()) fail(file_, "truncated: it ends within its header");
    return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | b[3];
  }

  /// The rest of the file, which must have exactly this length. Grows as data come, so that a
  /// false header costs no memory.
  std::vector<std::uint8_t> rest(std::uint64_t length, const std::string& what) {
    std::vector<std::uint8_t> data;
    std::size_t done = 0;
    while (done < length) {
      data.resize(std::min<std::uint64_t>(length, done + (std::uint64_t{1} << 24)));
      const auto got = bytes_.read(std::span(data).subspan(done));
      done += got;
      if (done < data.size())
        fail(file_, fmt::format("truncated: its header announces {}, {} bytes; only {} are there",
                                what, length, done));
    }
    std::array<std::uint8_t, 1> one{};
    if (bytes_.read(one) != 0)
      fail(file_, fmt::format("longer than its header says ({}, {} bytes)", what, length));
    return data;
  }

 private:
  fs::path file_;
  files::detail::FileBytes bytes_;
};

/// The file of that name with any of the usual spellings; an empty path when there is none.
fs::path find_spelling(const fs::path& folder, const std::string& stem, const std::string& type) {
  for (const char* joint : {"-", "."})
    for (const char* packing : {"", ".gz"}) {
      const auto file = folder / fmt::format("{}{}{}{}", stem, joint, type, packing);
      std::error_code ignored;
      if (fs::exists(file, ignored)) return file;
    }
  return {};
}

fs::path require(const fs::path& folder, const std::string& stem, const std::string& type) {
  const auto file = find_spelling(folder, stem, type);
  if (file.empty())
    fail(folder / fmt::format("{}-{}", stem, type), "neither this file nor one with .gz exists");
  return file;
}

struct NumberType {
  std::uint8_t code;
  std::size_t bytes;
  double (*value)(
      std::uint64_t);  ///< of the bits, the lowest of them where there are fewer than 64
};

constexpr std::array<NumberType, 5> number_types{
    {{0x09, 1, [](std::uint64_t b) -> double { return static_cast<std::int8_t>(b); }},
     {0x0b, 2, [](std::uint64_t b) -> double { return static_cast<std::int16_t>(b); }},
     {0x0c, 4, [](std::uint64_t b) -> double { return static_cast<std::int32_t>(b); }},
     {0x0d, 4,
      [](std::uint64_t b) -> double {
        return std::bit_cast<float>(static_cast<std::uint32_t>(b));
      }},
     {0x0e, 8, [](std::uint64_t b) { return std::bit_cast<double>(b); }}}};

std::vector<double> numbers(const std::vector<std::uint8_t>& bytes, const NumberType& type) {
  std::vector<double> values;
  values.reserve(bytes.size() / type.bytes);
  for (std::size_t at = 0; at < bytes.size(); at += type.bytes) {
    std::uint64_t bits = 0;
    for (std::size_t k = 0; k < type.bytes; ++k) bits = bits << 8 | bytes[at + k];
    values.push_back(type.value(bits));
  }
  return values;
}

LabelledImages read_set(const fs::path& folder, const std::string& set, int classes) {
  const auto images_file = require(folder, set + "-images", "idx3-ubyte");
  const auto labels_file = require(folder, set + "-labels", "idx1-ubyte");
  LabelledImages result{read_idx_images(images_file), read_idx_labels(labels_file, classes)};
  if (result.images.size() != result.labels.size())
    fail(labels_file,
         fmt::format("it has {} labels, but {} has {} images (files swapped?)",
                     result.labels.size(), images_file.filename().string(), result.images.size()));
  return result;
}

}  // namespace

std::size_t IdxArray::each() const {
  std::size_t product = 1;
  for (std::size_t d = 1; d < shape.size(); ++d) product *= shape[d];
  return product;
}

IdxArray read_idx(const fs::path& file) {
  IdxReader reader(file);
  const auto magic = reader.word();
  const auto code = static_cast<std::uint8_t>(magic >> 8);
  const auto* type = std::find_if(number_types.begin(), number_types.end(),
                                  [code](const auto& t) { return t.code == code; });
  const bool ubyte = code == 0x08;
  const auto dimensions = magic & 0xff;
  if (magic >> 16 != 0 || (!ubyte && type == number_types.end()) || dimensions < 1 ||
      dimensions > 8)
    fail(file, fmt::format("not an idx file of a known type (magic {}): its first bytes are 0, 0, "
                           "the type 8, 9 or 11 to 14, and the number of dimensions",
                           magic));
  IdxArray array;
  std::uint64_t length = ubyte ? 1 : type->bytes;
  for (std::uint32_t d = 0; d < dimensions; ++d) {
    array.shape.push_back(reader.word());
    if (array.shape.back() == 0 || length > most_bytes / array.shape.back())
      fail(file, fmt::format("damaged: its header announces dimensions {}",
                             fmt::join(array.shape, " x ")));
    length *= array.shape.back();
  }
  auto bytes = reader.rest(length, fmt::format("{} numbers", fmt::join(array.shape, " x ")));
  if (ubyte)
    array.bytes = std::move(bytes);
  else
    array.values = numbers(bytes, *type);
  return array;
}

Images read_idx_images(const fs::path& file) {
  IdxReader reader(file, images_magic);
  const std::uint64_t count = reader.word(), rows = reader.word(), columns = reader.word();
  constexpr std::uint64_t longest_side = 1 << 16;
  if (count == 0 || rows == 0 || columns == 0 || rows > longest_side || columns > longest_side ||
      count > most_bytes / (rows * columns))
    fail(file, fmt::format("damaged: its header announces {} images of {} x {} pixels", count, rows,
                           columns));
  return {static_cast<int>(rows), static_cast<int>(columns),
          reader.rest(count * rows * columns,
                      fmt::format("{} images of {} x {} pixels", count, rows, columns))};
}

std::vector<std::uint8_t> read_idx_labels(const fs::path& file, int classes) {
  IdxReader reader(file, labels_magic);
  const std::uint64_t count = reader.word();
  if (count == 0) fail(file, "damaged: its header announces 0 labels");
  auto labels = reader.rest(count, fmt::format("{} labels", count));
  const auto wrong = std::find_if(labels.begin(), labels.end(),
                                  [classes](std::uint8_t label) { return label >= classes; });
  if (wrong != labels.end())
    fail(file, fmt::format("label number {} is {}, outside 0 to {}", wrong - labels.begin(), *wrong,
                           classes - 1));
  return labels;
}

ImageData read_image_folder(const fs::path& folder, int classes) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    fail(folder, error ? error.message() : std::string("not a directory"));
  ImageData data{read_set(folder, "train", classes), read_set(folder, "t10k", classes)};
  const auto& train = data.train.images;
  const auto& test = data.test.images;
  if (train.rows != test.rows || train.columns != test.columns)
    fail(folder, fmt::format("its training images have {} x {} pixels, its test images {} x {}",
                             train.rows, train.columns, test.rows, test.columns));
  return data;
}

bool has_idx_files(const fs::path& folder) {
  for (const char* set : {"train", "t10k"})
    for (const auto& [content, type] :
         {std::pair{"images", "idx3-ubyte"}, {"labels", "idx1-ubyte"}})
      if (!find_spelling(folder, fmt::format("{}-{}", set, content), type).empty()) return true;
  return false;
}

}  // namespace steady::learning
