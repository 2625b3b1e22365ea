#include <steady/numerics/files/detail/file_bytes.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <vector>

#include <zlib.h>

#include <steady/numerics/files/atomic_file.hpp>

namespace steady::files::detail {

namespace fs = std::filesystem;

struct FileBytes::Impl {
  explicit Impl(const fs::path& path) : name(path), input(std::size_t{1} << 16) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status))
      fail(error ? error.message() : std::generic_category().message(ENOENT));
    if (!fs::is_regular_file(status)) fail("not a regular file");
    stream = std::fopen(path.c_str(), "rb");
    if (stream == nullptr) fail(std::generic_category().message(errno));
  }

  ~Impl() {
    if (packed) inflateEnd(&zlib);
    if (stream != nullptr) std::fclose(stream);
  }

  [[noreturn]] void fail(const std::string& why) const {
    throw FileError("cannot read", name, why);
  }

  void refill() {
    const auto count = std::fread(input.data(), 1, input.size(), stream);
    if (std::ferror(stream) != 0) fail(std::generic_category().message(errno));
    zlib.next_in = input.data();
    zlib.avail_in = static_cast<uInt>(count);
  }

  bool more_input() {
    if (zlib.avail_in == 0) refill();
    return zlib.avail_in > 0;
  }

  void begin() {
    refill();
    packed = zlib.avail_in >= 2 && zlib.next_in[0] == 0x1f && zlib.next_in[1] == 0x8b;
    begun = true;
    constexpr int gzip_only = 16;
    if (packed && inflateInit2(&zlib, MAX_WBITS + gzip_only) != Z_OK) throw std::bad_alloc();
  }

  std::size_t read_plain(std::span<std::uint8_t> bytes) {
    std::size_t done = 0;
    // What was read ahead, then straight from the file.
    while (done < bytes.size() && zlib.avail_in > 0) {
      bytes[done++] = *zlib.next_in++;
      --zlib.avail_in;
    }
    if (done == bytes.size()) return done;
    done += std::fread(bytes.data() + done, 1, bytes.size() - done, stream);
    if (std::ferror(stream) != 0) fail(std::generic_category().message(errno));
    return done;
  }

  // gzip allows several members, one after the other, and tapes and downloads leave zeros behind.
  void next_member() {
    ended = !more_input();
    if (ended) return;
    if (zlib.next_in[0] == 0) {
      require_zeros();
      ended = true;
      return;
    }
    if (zlib.next_in[0] != 0x1f) fail("bytes follow the end of its compressed data");
    inflateReset(&zlib);
  }

  void require_zeros() {
    for (; more_input(); zlib.avail_in = 0)
      if (std::any_of(zlib.next_in, zlib.next_in + zlib.avail_in, [](auto b) { return b != 0; }))
        fail("bytes follow the end of its compressed data");
  }

  std::size_t read_packed(std::span<std::uint8_t> bytes) {
    std::size_t done = 0;
    while (done < bytes.size() && !ended) {
      if (!more_input()) fail("truncated: its compressed data end too early");
      const auto room = std::min(bytes.size() - done, std::size_t{1} << 20);
      zlib.next_out = bytes.data() + done;
      zlib.avail_out = static_cast<uInt>(room);
      const int code = inflate(&zlib, Z_NO_FLUSH);
      done += room - zlib.avail_out;
      if (code == Z_STREAM_END)
        next_member();
      else if (code != Z_OK && code != Z_BUF_ERROR)
        fail(std::string("damaged: ") + (zlib.msg != nullptr ? zlib.msg : "not gzip data"));
    }
    return done;
  }

  fs::path name;
  std::FILE* stream = nullptr;
  std::vector<std::uint8_t> input;
  z_stream zlib{};
  bool begun = false;
  bool packed = false;
  bool ended = false;
};

FileBytes::FileBytes(const fs::path& file) : impl_(std::make_unique<Impl>(file)) {}
FileBytes::~FileBytes() = default;

bool FileBytes::is_packed() {
  if (!impl_->begun) impl_->begin();
  return impl_->packed;
}

std::size_t FileBytes::read(std::span<std::uint8_t> bytes) {
  if (!impl_->begun) impl_->begin();
  return impl_->packed ? impl_->read_packed(bytes) : impl_->read_plain(bytes);
}

}  // namespace steady::files::detail
