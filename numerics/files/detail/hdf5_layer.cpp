#include <steady/numerics/files/detail/hdf5_layer.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <unistd.h>

#include <steady/numerics/files/atomic_file.hpp>

namespace steady::files::detail {
namespace {

std::recursive_mutex& library_mutex() {
  static std::recursive_mutex mutex;
  return mutex;
}

herr_t keep_first(unsigned depth, const H5E_error2_t* error, void* data) {
  auto& text = *static_cast<std::string*>(data);
  if (depth == 0 && error->desc != nullptr) text = error->desc;
  return 0;
}

void create_attribute(const Checker& c, hid_t object, const char* name, hid_t file_type,
                      hid_t memory_type, const void* value) {
  const auto space = c.own(H5Screate(H5S_SCALAR), H5Sclose);
  auto attribute =
      c.own(H5Acreate2(object, name, file_type, space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  c.check(H5Awrite(attribute.get(), memory_type, value));
  c.close(attribute);
}

Handle open_attribute(const Checker& c, hid_t object, const char* name, H5T_class_t wanted) {
  if (!has_attribute(object, name)) c.fail(std::string("it lacks the attribute ") + name);
  auto attribute = c.own(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
  const auto type = c.own(H5Aget_type(attribute.get()), H5Tclose);
  const auto space = c.own(H5Aget_space(attribute.get()), H5Sclose);
  if (H5Tget_class(type.get()) != wanted || H5Sget_simple_extent_npoints(space.get()) != 1) {
    c.fail(std::string("its attribute ") + name + " has an unexpected type");
  }
  return attribute;
}

H5T_class_t attribute_class(const Checker& c, hid_t object, const char* name) {
  const auto attribute = c.own(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
  const auto type = c.own(H5Aget_type(attribute.get()), H5Tclose);
  return H5Tget_class(type.get());
}

template <class Value>
Value read_number(const Checker& c, hid_t object, const char* name, H5T_class_t wanted,
                  hid_t memory_type) {
  const auto attribute = open_attribute(c, object, name, wanted);
  Value value{};
  c.check(H5Aread(attribute.get(), memory_type, &value));
  return value;
}

/// As h5py, PyTables and Julia write texts.
std::string read_variable_string(const Checker& c, hid_t attribute) {
  const auto stored = c.own(H5Aget_type(attribute), H5Tclose);
  const auto type = c.own(H5Tcopy(H5T_C_S1), H5Tclose);
  c.check(H5Tset_size(type.get(), H5T_VARIABLE));
  c.check(H5Tset_cset(type.get(), H5Tget_cset(stored.get())));
  char* text = nullptr;
  c.check(H5Aread(attribute, type.get(), &text));
  const std::string value = text == nullptr ? "" : text;
  H5free_memory(text);
  return value;
}

herr_t collect_name(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

/// The innermost message as HDF5 words it: "…, errno = 37, error message = 'No locks available'".
std::string innermost_message() {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &text);
  return text;
}

enum class Lock { taken, refused_by_file_system, held_by_another, not_concerned };

/// What the failure to open a file says about locks.
Lock lock_problem(const std::string& message) {
  if (message.find("already open for") != std::string::npos) return Lock::held_by_another;
  if (message.find("unable to lock") == std::string::npos) return Lock::not_concerned;
  const std::string key = "errno = ";
  const auto at = message.find(key);
  const int error = at == std::string::npos ? 0 : std::atoi(message.c_str() + at + key.size());
  if (error == ENOLCK || error == ENOSYS || error == EOPNOTSUPP || error == EINVAL)
    return Lock::refused_by_file_system;
  const bool held = error == EAGAIN || error == EACCES || error == EWOULDBLOCK;
  return held ? Lock::held_by_another : Lock::not_concerned;
}

Handle file_access(const Checker& c, bool locks) {
  auto access = c.own(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  c.check(H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG));
#if H5_VERSION_GE(1, 12, 1) || (H5_VERSION_GE(1, 10, 7) && !H5_VERSION_GE(1, 12, 0))
  if (!locks) c.check(H5Pset_file_locking(access.get(), false, true));
#else
  static_cast<void>(locks);
#endif
  return access;
}

// Whether there is a file to open, in the system's words rather than HDF5's.
void require_readable(const Checker& c, const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status))
    c.fail(error ? error.message() : std::generic_category().message(ENOENT));
  if (!std::filesystem::is_regular_file(status)) c.fail("not a regular file");
  if (::access(file.c_str(), R_OK) != 0) c.fail(std::generic_category().message(errno));
}

}  // namespace

Session::Session() : lock_(library_mutex()) {
  // After a failed write (full disk) HDF5's clean-up at exit crashes (seen with 1.10.8). It is not
  // needed: every identifier here has an owner. Only effective before the first use of HDF5.
  static const herr_t no_clean_up_at_exit = H5dont_atexit();
  static_cast<void>(no_clean_up_at_exit);
  H5Eget_auto2(H5E_DEFAULT, &printer_, &printer_data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Session::~Session() {
  H5Eset_auto2(H5E_DEFAULT, printer_, printer_data_);
}

std::string last_error() {
  const auto text = innermost_message();
  // "file write failed: time = ..., error message = 'No space left on device', buf = ...":
  // only the system's words matter to the user.
  const std::string key = "error message = '";
  if (const auto start = text.find(key); start != std::string::npos) {
    const auto from = start + key.size();
    return text.substr(from, text.find('\'', from) - from);
  }
  return text.empty() ? "HDF5 error" : "HDF5: " + text;
}

Handle::Handle(Handle&& other) noexcept
    : id_(std::exchange(other.id_, -1)), closer_(other.closer_) {}

Handle& Handle::operator=(Handle&& other) noexcept {
  if (this != &other) {
    close();
    id_ = std::exchange(other.id_, -1);
    closer_ = other.closer_;
  }
  return *this;
}

bool Handle::close() {
  if (id_ < 0) return true;
  const Session session;
  return closer_(std::exchange(id_, -1)) >= 0;
}

Handle Checker::own(hid_t id, Handle::Closer closer) const {
  return Handle(check(id), closer);
}

void Checker::close(Handle& handle) const {
  if (!handle.close()) fail(last_error());
}

void Checker::fail(const std::string& reason) const {
  throw FileError(verb_, file_, reason);
}

Handle open_file(const Checker& c, const std::filesystem::path& file) {
  require_readable(c, file);
  auto lock = Lock::taken;
  std::string why;
  for (const bool locks : {true, false}) {
    const auto access = file_access(c, locks);
    Handle opened(H5Fopen(file.c_str(), H5F_ACC_RDONLY, access.get()), H5Fclose);
    if (opened) return opened;
    why = last_error();
    lock = lock_problem(innermost_message());
    if (lock != Lock::refused_by_file_system) break;
  }
  if (lock == Lock::held_by_another)
    c.fail("another program has it open for writing: close it there, or give a copy of the file (" +
           why + ")");
  if (lock == Lock::refused_by_file_system)
    c.fail(
        "its file system has no locks: set HDF5_USE_FILE_LOCKING=FALSE, or give a copy of the "
        "file elsewhere (" +
        why + ")");
  c.fail("not a complete HDF5 file (" + why + ")");
}

Handle create_file(const Checker& c, const std::filesystem::path& file) {
  const auto access = file_access(c, false);
  return c.own(H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.get()), H5Fclose);
}

bool has_attribute(hid_t object, const char* name) {
  return H5Aexists(object, name) > 0;
}

void write_attribute(const Checker& c, hid_t object, const char* name, std::int64_t value) {
  create_attribute(c, object, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
}

void write_attribute(const Checker& c, hid_t object, const char* name, std::uint64_t value) {
  create_attribute(c, object, name, H5T_STD_U64LE, H5T_NATIVE_UINT64, &value);
}

void write_attribute(const Checker& c, hid_t object, const char* name, double value) {
  create_attribute(c, object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value);
}

void write_attribute(const Checker& c, hid_t object, const char* name, const std::string& value) {
  const auto type = c.own(H5Tcopy(H5T_C_S1), H5Tclose);
  c.check(H5Tset_size(type.get(), H5T_VARIABLE));  // of fixed length h5py would make it bytes
  c.check(H5Tset_cset(type.get(), H5T_CSET_UTF8));
  const char* text = value.c_str();
  create_attribute(c, object, name, type.get(), type.get(), &text);
}

std::int64_t read_integer(const Checker& c, hid_t object, const char* name) {
  return read_number<std::int64_t>(c, object, name, H5T_INTEGER, H5T_NATIVE_INT64);
}

std::uint64_t read_unsigned(const Checker& c, hid_t object, const char* name) {
  return read_number<std::uint64_t>(c, object, name, H5T_INTEGER, H5T_NATIVE_UINT64);
}

double read_real(const Checker& c, hid_t object, const char* name) {
  // A whole number where others wrote one.
  const bool whole = has_attribute(object, name) && attribute_class(c, object, name) == H5T_INTEGER;
  return read_number<double>(c, object, name, whole ? H5T_INTEGER : H5T_FLOAT, H5T_NATIVE_DOUBLE);
}

std::string read_string(const Checker& c, hid_t object, const char* name) {
  const auto attribute = open_attribute(c, object, name, H5T_STRING);
  const auto type = c.own(H5Aget_type(attribute.get()), H5Tclose);
  if (H5Tis_variable_str(type.get()) != 0) return read_variable_string(c, attribute.get());
  std::string value(H5Tget_size(type.get()), '\0');
  c.check(H5Aread(attribute.get(), type.get(), value.data()));
  value.resize(value.find('\0') == std::string::npos ? value.size() : value.find('\0'));
  if (H5Tget_strpad(type.get()) == H5T_STR_SPACEPAD) value.resize(value.find_last_not_of(' ') + 1);
  return value;
}

std::vector<std::int64_t> read_integers(const Checker& c, hid_t object, const char* name) {
  if (!has_attribute(object, name)) c.fail(std::string("it lacks the attribute ") + name);
  const auto attribute = c.own(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
  const auto type = c.own(H5Aget_type(attribute.get()), H5Tclose);
  const auto space = c.own(H5Aget_space(attribute.get()), H5Sclose);
  const auto count = H5Sget_simple_extent_npoints(space.get());
  if (H5Tget_class(type.get()) != H5T_INTEGER || count < 0)
    c.fail(std::string("its attribute ") + name + " has an unexpected type");
  std::vector<std::int64_t> values(static_cast<std::size_t>(count));
  if (count > 0) c.check(H5Aread(attribute.get(), H5T_NATIVE_INT64, values.data()));
  return values;
}

void write_integers(const Checker& c, hid_t object, const char* name,
                    const std::vector<std::int64_t>& values) {
  const hsize_t length = values.size();
  const auto space = c.own(H5Screate_simple(1, &length, nullptr), H5Sclose);
  auto attribute = c.own(
      H5Acreate2(object, name, H5T_STD_I64LE, space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  c.check(H5Awrite(attribute.get(), H5T_NATIVE_INT64, values.data()));
  c.close(attribute);
}

std::vector<std::string> names_in(const Checker& c, hid_t group) {
  std::vector<std::string> names;
  c.check(H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, collect_name, &names));
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> text_attributes(const Checker& c, hid_t object) {
  std::vector<std::string> names;
  const auto collect = [](hid_t, const char* name, const H5A_info_t*, void* target) -> herr_t {
    static_cast<std::vector<std::string>*>(target)->emplace_back(name);
    return 0;
  };
  c.check(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, collect, &names));
  std::erase_if(names, [&](const auto& name) {
    const auto attribute = c.own(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose);
    const auto type = c.own(H5Aget_type(attribute.get()), H5Tclose);
    const auto space = c.own(H5Aget_space(attribute.get()), H5Sclose);
    return H5Tget_class(type.get()) != H5T_STRING || H5Sget_simple_extent_npoints(space.get()) != 1;
  });
  std::sort(names.begin(), names.end());
  return names;
}

Handle compressed_layout(const Checker& c, const std::vector<hsize_t>& chunk) {
  auto layout = c.own(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  c.check(H5Pset_chunk(layout.get(), static_cast<int>(chunk.size()), chunk.data()));
  c.check(H5Pset_shuffle(layout.get()));
  c.check(H5Pset_deflate(layout.get(), 4));
  return layout;
}

}  // namespace steady::files::detail
