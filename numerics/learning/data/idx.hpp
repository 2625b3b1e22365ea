// The idx files of MNIST and of data sets in its format, plain or gzip-compressed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace steady::learning {

/// Grey images, one byte a pixel, row by row, image after image.
struct Images {
  int rows = 0;
  int columns = 0;
  std::vector<std::uint8_t> pixels;

  std::size_t pixels_each() const {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  }
  std::size_t size() const { return pixels_each() == 0 ? 0 : pixels.size() / pixels_each(); }
  std::span<const std::uint8_t> operator[](std::size_t image) const {
    return std::span(pixels).subspan(image * pixels_each(), pixels_each());
  }
};

/// An idx file of images (magic 2051: unsigned bytes in three dimensions). gzip is recognised by
/// its first two bytes, whatever the name. Throws steady::files::FileError, naming the file, for
/// one that is missing, truncated, damaged, longer than its header says, of labels, or not idx at
/// all.
Images read_idx_images(const std::filesystem::path& file);

/// An idx file of labels (magic 2049). Also throws for a label outside 0 … classes−1.
std::vector<std::uint8_t> read_idx_labels(const std::filesystem::path& file, int classes = 10);

/// Any idx file: unsigned bytes as they are, other numbers (signed bytes, 16- and 32-bit integers,
/// floats and doubles, big endian) as doubles.
struct IdxArray {
  std::vector<std::uint64_t> shape;  ///< outermost first
  std::vector<std::uint8_t> bytes;   ///< of type ubyte; or
  std::vector<double> values;        ///< of any other type

  /// Values of one entry of the first dimension.
  std::size_t each() const;
};

/// Throws steady::files::FileError, naming the file, for one that is missing, truncated, damaged,
/// longer than its header says, or not idx at all.
IdxArray read_idx(const std::filesystem::path& file);

struct LabelledImages {
  Images images;
  std::vector<std::uint8_t> labels;
};

struct ImageData {
  LabelledImages train;
  LabelledImages test;
};

/// The four files of MNIST or Fashion-MNIST in a folder: {train,t10k}-images-idx3-ubyte and
/// {train,t10k}-labels-idx1-ubyte, each with or without `.gz` and with `-idx` or `.idx`. Throws
/// steady::files::FileError also where images and labels differ in number (files of the two sets
/// were swapped, say) or the two sets in the shape of their images.
ImageData read_image_folder(const std::filesystem::path& folder, int classes = 10);

/// Whether the folder has at least one of the four files.
bool has_idx_files(const std::filesystem::path& folder);

}  // namespace steady::learning
