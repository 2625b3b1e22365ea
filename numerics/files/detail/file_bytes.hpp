// Internal: a file, gzip-compressed or not, read piece by piece without trusting it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace steady::files::detail {

/// The contents of a regular file, unpacked when it begins as gzip files do. Unlike zlib's own
/// gzread it tells truncation, damage and bytes after the end apart. Throws
/// steady::files::FileError.
class FileBytes {
 public:
  explicit FileBytes(const std::filesystem::path& file);
  ~FileBytes();
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;

  /// Fills as much of `bytes` as there is and returns how much that was; less than asked for
  /// only at the end.
  std::size_t read(std::span<std::uint8_t> bytes);

  /// Whether it begins as gzip files do.
  bool is_packed();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace steady::files::detail
