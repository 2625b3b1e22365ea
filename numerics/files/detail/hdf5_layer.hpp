// A small RAII layer over the HDF5 C API (internal: includes hdf5.h; not for public headers).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include <hdf5.h>

namespace steady::files::detail {

/// To be held around any use of HDF5: the common builds of the library are not thread-safe. Turns
/// off HDF5's own printing of errors meanwhile. Recursive, so that destructors need not know.
class Session {
 public:
  Session();
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

 private:
  std::lock_guard<std::recursive_mutex> lock_;
  H5E_auto2_t printer_ = nullptr;
  void* printer_data_ = nullptr;
};

/// The innermost message on HDF5's error stack, with the system's reason where it has one.
std::string last_error();

/// Owns one HDF5 identifier.
class Handle {
 public:
  using Closer = herr_t (*)(hid_t);
  Handle() = default;
  Handle(hid_t id, Closer closer) : id_(id), closer_(closer) {}
  Handle(Handle&& other) noexcept;
  Handle& operator=(Handle&& other) noexcept;
  ~Handle() { close(); }

  hid_t get() const { return id_; }
  explicit operator bool() const { return id_ >= 0; }
  /// Closes now; false when that failed (delayed writes happen here).
  bool close();

 private:
  hid_t id_ = -1;
  Closer closer_ = nullptr;
};

/// Turns failures into steady::files::FileError: `file` is named, `verb` is "cannot write" or so.
class Checker {
 public:
  Checker(std::string verb, std::filesystem::path file)
      : verb_(std::move(verb)), file_(std::move(file)) {}
  /// An owned identifier; throws when negative.
  Handle own(hid_t id, Handle::Closer closer) const;
  /// Throws when negative; else returns it.
  template <class Result>
  Result check(Result result) const {
    if (result < 0) fail(last_error());
    return result;
  }
  void close(Handle& handle) const;
  [[noreturn]] void fail(const std::string& reason) const;

 private:
  std::string verb_;
  std::filesystem::path file_;
};

/// Opens an existing file to read it, under a shared lock where its file system has locks, without
/// one where it has none. A file that another program has open for writing is refused in these
/// words, one that is cut off or no HDF5 in others. Closes with everything opened from it.
Handle open_file(const Checker& c, const std::filesystem::path& file);

/// Creates a file. Without a lock: it is a temporary that nobody else knows of.
Handle create_file(const Checker& c, const std::filesystem::path& file);

void write_attribute(const Checker& c, hid_t object, const char* name, std::int64_t value);
void write_attribute(const Checker& c, hid_t object, const char* name, std::uint64_t value);
void write_attribute(const Checker& c, hid_t object, const char* name, double value);
void write_attribute(const Checker& c, hid_t object, const char* name, const std::string& value);

std::int64_t read_integer(const Checker& c, hid_t object, const char* name);
std::uint64_t read_unsigned(const Checker& c, hid_t object, const char* name);
double read_real(const Checker& c, hid_t object, const char* name);
std::vector<std::int64_t> read_integers(const Checker& c, hid_t object, const char* name);
void write_integers(const Checker& c, hid_t object, const char* name,
                    const std::vector<std::int64_t>& values);
/// Of fixed or variable length, whatever fills it up.
std::string read_string(const Checker& c, hid_t object, const char* name);
/// Names of the attributes that are texts.
std::vector<std::string> text_attributes(const Checker& c, hid_t object);
bool has_attribute(hid_t object, const char* name);

/// Names of the links in a group, in alphabetical order.
std::vector<std::string> names_in(const Checker& c, hid_t group);

/// Properties of a chunked, byte-shuffled and deflated data set; chunk lengths per dimension.
Handle compressed_layout(const Checker& c, const std::vector<hsize_t>& chunk);

}  // namespace steady::files::detail
