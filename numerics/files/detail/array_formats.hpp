// Internal: what the readers of arrays share, and one function a format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <steady/numerics/files/arrays.hpp>

namespace steady::files::detail {

/// Names the file in every refusal, and the array in it where there are several.
class Refusal {
 public:
  explicit Refusal(std::filesystem::path file, std::string array = "")
      : file_(std::move(file)), array_(std::move(array)) {}
  [[noreturn]] void operator()(const std::string& why) const;
  const std::filesystem::path& file() const { return file_; }
  Refusal of(const std::string& array) const { return Refusal(file_, array); }

 private:
  std::filesystem::path file_;
  std::string array_;
};

/// ".csv" of "J.CSV".
std::string ending_of(const std::filesystem::path& file);

/// Bytes one after the other.
struct ByteSource {
  /// Fills as much as there is and returns how much that was; less than asked for only at the end.
  std::function<std::size_t(std::span<std::uint8_t>)> read;
  std::optional<std::uint64_t> size = std::nullopt;  ///< of all of them, where known
};

/// Numbers in any number of dimensions, the last index running fastest.
struct Array {
  std::vector<std::int64_t> shape;
  std::vector<double> values;
  bool boolean = false;
};

/// "(3, 4)", as NumPy writes it.
std::string shape_text(const std::vector<std::int64_t>& shape);
/// Product of the lengths; throws by `refuse` for one that no memory holds.
std::size_t value_count(const std::vector<std::int64_t>& shape, const Refusal& refuse);

/// Throws by `refuse`, naming row and column, where a value is not finite.
void require_finite(const DenseMatrix& matrix, const Refusal& refuse);
void require_finite(const SparseMatrix& matrix, const Refusal& refuse);

/// An array of one or two dimensions, or of three with one matrix in it.
DenseMatrix matrix_of(Array array, const Refusal& refuse);

/// `J[3]` is the matrix 3 of the array J.
struct SliceName {
  std::string array;
  std::optional<std::int64_t> sample;
};
SliceName slice_of(const std::string& name);

/// Some of the matrices in an array of three dimensions.
struct Slices {
  std::int64_t first = 0;
  std::int64_t count = 1;
};
/// Throws by `refuse` where an array of that shape does not hold them.
void require_slices(const std::vector<std::int64_t>& shape, const Slices& slices,
                    const Refusal& refuse);

/// The square matrices of one array: itself, or some of its slices.
struct Squares {
  std::string array;
  std::optional<Slices> slices;

  std::int64_t count() const { return slices ? slices->count : 1; }
  /// The name under which read_matrix gives number k of them.
  std::string name(std::int64_t k) const;
};

/// Takes a matrix by its name.
using TakeMatrix = std::function<void(const std::string&, Matrix&&)>;

// --- sparse matrices by coordinates

struct Coordinates {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::vector<std::int32_t> row;
  std::vector<std::int32_t> column;
  std::vector<double> values;
};

/// Sorted into rows, whatever their order; the arguments' memory is given back. An entry that
/// appears twice is refused, numbered from `base`.
SparseMatrix compressed(Coordinates&& coordinates, const Refusal& refuse, int base);

/// From compressed rows as scipy and HDF5 files have them, or, with `by_columns`, compressed
/// columns: checked, sorted. Indices count from 0.
SparseMatrix from_compressed(std::int64_t rows, std::int64_t columns, bool by_columns,
                             const std::vector<std::int64_t>& pointers,
                             const std::vector<std::int64_t>& indices, std::vector<double> values,
                             const Refusal& refuse);

// --- text

/// A number at the begin of [begin, end): its end, or null where there is none. Takes a plus sign;
/// what is too small for a double is zero, what is too large infinite.
const char* parse_number(const char* begin, const char* end, double& value);

/// Calls `take(line, number)` for every line without its end (\n or \r\n), numbered from 1, until
/// it returns false. The memory is that of the longest line.
template <class Take>
void for_each_line(const ByteSource& source, const Take& take) {
  std::vector<char> buffer(std::size_t{1} << 20);
  std::size_t held = 0;
  std::int64_t number = 0;
  const auto give = [&](const char* begin, const char* end) {
    if (end > begin && end[-1] == '\r') --end;
    return take(std::string_view(begin, static_cast<std::size_t>(end - begin)), ++number);
  };
  for (bool last = false; !last;) {
    const std::span<char> room(buffer.data() + held, buffer.size() - held);
    const auto got = source.read({reinterpret_cast<std::uint8_t*>(room.data()), room.size()});
    last = got < room.size();
    const char* next = buffer.data();
    const char* const end = room.data() + got;
    while (const void* found = std::memchr(next, '\n', static_cast<std::size_t>(end - next))) {
      const char* const line_end = static_cast<const char*>(found);
      if (!give(next, line_end)) return;
      next = line_end + 1;
    }
    if (last && next < end) give(next, end);
    held = static_cast<std::size_t>(end - next);
    std::memmove(buffer.data(), next, held);
    if (held == buffer.size()) buffer.resize(2 * held);
  }
}

DenseMatrix read_text(const ByteSource& source, const Refusal& refuse);
Matrix read_matrix_market(const ByteSource& source, const Refusal& refuse);
ArrayInfo look_at_matrix_market(const ByteSource& source, const Refusal& refuse);

// --- NumPy

struct NpyHeader {
  char kind = 'f';  ///< as in NumPy: f, i, u, b
  int bytes = 8;    ///< of a number
  bool swapped = false;
  bool fortran_order = false;
  std::vector<std::int64_t> shape;
};

/// `text` is given for kinds that are no numbers, instead of a refusal.
NpyHeader read_npy_header(const ByteSource& source, const Refusal& refuse,
                          bool text_allowed = false);
Array read_npy(const ByteSource& source, const Refusal& refuse);
/// Some matrices of an array of three dimensions, one after the other: in rows no memory is needed
/// beside the one that is taken.
void read_npy_slices(const ByteSource& source, const Refusal& refuse, const Slices& slices,
                     const std::function<void(DenseMatrix&&)>& take);
/// Whole numbers of an array of one dimension.
std::vector<std::int64_t> read_npy_integers(const ByteSource& source, const Refusal& refuse);
/// The text in an array of no dimension, as scipy stores the name of a format.
std::string read_npy_text(const ByteSource& source, const Refusal& refuse);
/// The head of an array of doubles in rows; `descr` as in NumPy, such as `<f8`.
std::string npy_header(std::string_view descr, const std::vector<std::int64_t>& shape);

std::vector<ArrayInfo> list_npz(const std::filesystem::path& file);
Matrix read_npz(const std::filesystem::path& file, const std::string& name);
/// All of these, reading the file once.
void read_npz_squares(const std::filesystem::path& file, const std::vector<Squares>& all,
                      const TakeMatrix& take);
/// One array in any number of dimensions.
Array read_npz_array(const std::filesystem::path& file, const std::string& name);

// --- HDF5

std::vector<ArrayInfo> list_hdf5(const std::filesystem::path& file);
std::vector<std::string> list_hdf5_states(const std::filesystem::path& file);
/// Refuses a data set of that name that holds no numbers.
void require_hdf5_numbers(const std::filesystem::path& file, const std::string& name);
/// Without the group `fields/` that they are in.
std::vector<std::string> list_hdf5_fields(const std::filesystem::path& file);
Matrix read_hdf5(const std::filesystem::path& file, const std::string& name);
void read_hdf5_squares(const std::filesystem::path& file, const std::vector<Squares>& all,
                       const TakeMatrix& take);

// --- writers

std::unique_ptr<ArrayWriter::Format> write_npz(const std::filesystem::path& file);
std::unique_ptr<ArrayWriter::Format> write_hdf5(const std::filesystem::path& file,
                                                const std::string& provenance);

}  // namespace steady::files::detail

/// One format being written.
struct steady::files::ArrayWriter::Format {
  virtual ~Format() = default;
  virtual void add(const std::string& name, const Matrix& matrix) = 0;
  virtual void add(const std::string& name, const std::vector<double>& vector) = 0;
  virtual void close() = 0;
};
