// Internal: whole arrays in HDF5 files (includes hdf5.h).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/files/detail/hdf5_layer.hpp>

namespace steady::files::detail {

inline hid_t file_type(std::int32_t) {
  return H5T_STD_I32LE;
}
inline hid_t file_type(std::int64_t) {
  return H5T_STD_I64LE;
}
inline hid_t file_type(double) {
  return H5T_IEEE_F64LE;
}
inline hid_t memory_type(std::int32_t) {
  return H5T_NATIVE_INT32;
}
inline hid_t memory_type(std::int64_t) {
  return H5T_NATIVE_INT64;
}
inline hid_t memory_type(double) {
  return H5T_NATIVE_DOUBLE;
}

inline Handle create_group(const Checker& c, hid_t parent, const std::string& path) {
  const auto links = c.own(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  c.check(H5Pset_create_intermediate_group(links.get(), 1));
  return c.own(H5Gcreate2(parent, path.c_str(), links.get(), H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
}

inline Handle open_group(const Checker& c, hid_t parent, const std::string& path) {
  Handle group(H5Gopen2(parent, path.c_str(), H5P_DEFAULT), H5Gclose);
  if (!group) c.fail(fmt::format("damaged: it lacks the group {}", path));
  return group;
}

/// A data set of that shape; `path` may go through new groups. Not compressed: random weights
/// hardly shrink.
template <class T>
Handle write_array(const Checker& c, hid_t parent, const std::string& path,
                   const std::vector<hsize_t>& shape, std::span<const T> values) {
  const auto links = c.own(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  c.check(H5Pset_create_intermediate_group(links.get(), 1));
  const auto space =
      c.own(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose);
  auto data = c.own(H5Dcreate2(parent, path.c_str(), file_type(T{}), space.get(), links.get(),
                               H5P_DEFAULT, H5P_DEFAULT),
                    H5Dclose);
  if (!values.empty())
    c.check(H5Dwrite(data.get(), memory_type(T{}), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
  return data;
}

inline Handle open_array(const Checker& c, hid_t parent, const std::string& path) {
  Handle data(H5Dopen2(parent, path.c_str(), H5P_DEFAULT), H5Dclose);
  if (!data) c.fail(fmt::format("damaged: it lacks the array {}", path));
  return data;
}

/// Lengths of all dimensions.
inline std::vector<hsize_t> shape_of(const Checker& c, hid_t data) {
  const auto space = c.own(H5Dget_space(data), H5Sclose);
  std::vector<hsize_t> shape(
      static_cast<std::size_t>(c.check(H5Sget_simple_extent_ndims(space.get()))));
  if (!shape.empty()) c.check(H5Sget_simple_extent_dims(space.get(), shape.data(), nullptr));
  return shape;
}

inline H5T_class_t class_of(const Checker& c, hid_t data) {
  const auto type = c.own(H5Dget_type(data), H5Tclose);
  return H5Tget_class(type.get());
}

/// How numbers are stored. Truth values are those of h5py (an enumeration) and of PyTables (a bit
/// field), of one byte.
enum class NumberKind { none, real, integer, unsigned_integer, boolean };

inline NumberKind number_kind(const Checker& c, hid_t data) {
  const auto type = c.own(H5Dget_type(data), H5Tclose);
  switch (H5Tget_class(type.get())) {
    case H5T_FLOAT:
      return NumberKind::real;
    case H5T_INTEGER:
      return H5Tget_sign(type.get()) == H5T_SGN_NONE ? NumberKind::unsigned_integer
                                                     : NumberKind::integer;
    case H5T_ENUM:
    case H5T_BITFIELD:
      return H5Tget_size(type.get()) == 1 ? NumberKind::boolean : NumberKind::none;
    default:
      return NumberKind::none;
  }
}

/// `count` truth values, 0 or 1 each, of a selection of the data set.
inline std::vector<std::uint8_t> read_truth(const Checker& c, hid_t data, std::size_t count,
                                            hid_t memory = H5S_ALL, hid_t source = H5S_ALL) {
  std::vector<std::uint8_t> values(count);
  const auto type = c.own(H5Dget_type(data), H5Tclose);
  if (count > 0) c.check(H5Dread(data, type.get(), memory, source, H5P_DEFAULT, values.data()));
  for (auto& value : values) value = value != 0 ? 1 : 0;
  return values;
}

/// All numbers of a data set that must have this shape.
template <class T>
std::vector<T> read_array(const Checker& c, hid_t data, const std::string& path,
                          const std::vector<hsize_t>& shape) {
  const auto found = shape_of(c, data);
  if (found != shape)
    c.fail(fmt::format("damaged: {} has the shape ({}), expected ({})", path,
                       fmt::join(found, ", "), fmt::join(shape, ", ")));
  std::size_t count = 1;
  for (const auto length : shape) count *= length;
  std::vector<T> values(count);
  if (count > 0)
    c.check(H5Dread(data, memory_type(T{}), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
  return values;
}

/// Text of any length (attributes end at 64 kB).
inline void write_text(const Checker& c, hid_t parent, const std::string& path,
                       const std::string& text) {
  const auto type = c.own(H5Tcopy(H5T_C_S1), H5Tclose);
  c.check(H5Tset_size(type.get(), text.size() + 1));
  c.check(H5Tset_cset(type.get(), H5T_CSET_UTF8));
  const auto space = c.own(H5Screate(H5S_SCALAR), H5Sclose);
  auto data = c.own(H5Dcreate2(parent, path.c_str(), type.get(), space.get(), H5P_DEFAULT,
                               H5P_DEFAULT, H5P_DEFAULT),
                    H5Dclose);
  c.check(H5Dwrite(data.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.c_str()));
  c.close(data);
}

inline std::string read_text(const Checker& c, hid_t parent, const std::string& path) {
  const auto data = open_array(c, parent, path);
  const auto type = c.own(H5Dget_type(data.get()), H5Tclose);
  if (H5Tget_class(type.get()) != H5T_STRING || H5Tis_variable_str(type.get()) != 0 ||
      !shape_of(c, data.get()).empty())
    c.fail(fmt::format("damaged: {} is not a text", path));
  std::string text(H5Tget_size(type.get()), '\0');
  c.check(H5Dread(data.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()));
  text.resize(std::min(text.find('\0'), text.size()));
  return text;
}

}  // namespace steady::files::detail
