#include <steady/numerics/files/arrays.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <system_error>

#include <fmt/format.h>

#include <steady/numerics/files/detail/array_formats.hpp>
#include <steady/numerics/files/detail/file_bytes.hpp>

namespace steady::files {
namespace {

namespace fs = std::filesystem;
using detail::ByteSource;
using detail::Refusal;
using detail::Squares;
using detail::TakeMatrix;

constexpr std::string_view begin_of_npy = "\x93NUMPY";
constexpr std::string_view begin_of_zip = "PK";
constexpr std::string_view begin_of_hdf5 = "\x89HDF\r\n\x1a\n";
constexpr std::string_view begin_of_market = "%%matrixmarket";

/// A file that is opened when something is read from it.
class Opened {
 public:
  explicit Opened(const fs::path& file) : bytes_(file) {
    std::error_code error;
    const auto size = fs::file_size(file, error);
    if (!error && !bytes_.is_packed()) source_.size = size;
    source_.read = [this](std::span<std::uint8_t> bytes) { return bytes_.read(bytes); };
  }
  const ByteSource& source() const { return source_; }

 private:
  detail::FileBytes bytes_;
  ByteSource source_;
};

/// By its first bytes; a name that promises something else is refused.
ArrayFormat format_of(const fs::path& file, const Refusal& refuse) {
  std::array<char, 16> bytes{};
  const auto got =
      detail::FileBytes(file).read({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  std::string begin(bytes.data(), got);
  if (begin.starts_with(begin_of_npy)) return ArrayFormat::npy;
  if (begin.starts_with(begin_of_zip)) return ArrayFormat::npz;
  if (begin.starts_with(begin_of_hdf5)) return ArrayFormat::hdf5;
  if (begin.starts_with("MATLAB 5.0"))
    refuse("a MATLAB file of an older format: save it with -v7.3 (HDF5)");
  std::transform(begin.begin(), begin.end(), begin.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (begin.starts_with(begin_of_market)) return ArrayFormat::matrix_market;
  const auto ending = detail::ending_of(file);
  if (got == 0) refuse("it is empty");
  if (ending == ".h5" || ending == ".hdf5" || ending == ".he5" || ending == ".mat")
    return ArrayFormat::hdf5;  // its reader says what is wrong
  if (ending == ".npy") refuse("not a NumPy array, or damaged: it does not begin as one");
  if (ending == ".npz") refuse("not a zip file as NumPy writes them, or damaged");
  if (ending == ".mtx")
    refuse("not a Matrix Market file: its first line does not begin with %%MatrixMarket");
  return ArrayFormat::text;
}

void require_no_name(const std::string& name, const Refusal& refuse) {
  if (!name.empty())
    refuse(fmt::format("it holds one array without a name, not '{}': leave the name out", name));
}

std::string names_of(const std::vector<ArrayInfo>& arrays) {
  std::string text;
  constexpr std::size_t most = 8;
  for (std::size_t k = 0; k < std::min(arrays.size(), most); ++k)
    text += fmt::format("{}{} {}", k == 0 ? "" : ", ", arrays[k].name,
                        detail::shape_text(arrays[k].shape));
  return arrays.empty() ? "nothing that could be read" : text + (arrays.size() > most ? ", …" : "");
}

bool is_square(const ArrayInfo& info) {
  return info.shape.size() == 2 && info.shape[0] == info.shape[1];
}

bool is_vector(const ArrayInfo& info) {
  return info.shape.size() == 1 ||
         (info.shape.size() == 2 && (info.shape[0] == 1 || info.shape[1] == 1));
}

/// The only one, or the only one that is of the wanted kind.
std::string only_name(const std::vector<ArrayInfo>& arrays, bool (*wanted)(const ArrayInfo&),
                      const char* what, const Refusal& refuse) {
  if (arrays.size() == 1) return arrays.front().name;
  std::vector<ArrayInfo> fitting;
  std::copy_if(arrays.begin(), arrays.end(), std::back_inserter(fitting), wanted);
  if (fitting.size() == 1) return fitting.front().name;
  if (fitting.empty()) refuse(fmt::format("it has no {}, but {}", what, names_of(arrays)));
  refuse(fmt::format("it has several of them, {}: give the name of one", names_of(fitting)));
}

Matrix read_npy_matrix(const fs::path& file, const std::string& name, const Refusal& refuse) {
  const auto [array, sample] = detail::slice_of(name);
  require_no_name(array, refuse);
  const Opened opened(file);
  DenseMatrix matrix;
  if (sample)
    detail::read_npy_slices(opened.source(), refuse, {*sample, 1},
                            [&](DenseMatrix&& one) { matrix = std::move(one); });
  else
    matrix = detail::matrix_of(detail::read_npy(opened.source(), refuse), refuse);
  detail::require_finite(matrix, refuse);
  return matrix;
}

bool holds_many(ArrayFormat format) {
  return format == ArrayFormat::npz || format == ArrayFormat::hdf5;
}

Matrix read_by(ArrayFormat format, const fs::path& file, const std::string& name,
               const Refusal& refuse) {
  switch (format) {
    case ArrayFormat::npy:
      return read_npy_matrix(file, name, refuse);
    case ArrayFormat::npz:
      return detail::read_npz(file, name);
    case ArrayFormat::hdf5:
      return detail::read_hdf5(file, name);
    case ArrayFormat::matrix_market:
      require_no_name(name, refuse);
      return detail::read_matrix_market(Opened(file).source(), refuse);
    case ArrayFormat::text:
      break;
  }
  require_no_name(name, refuse);
  return detail::read_text(Opened(file).source(), refuse);
}

std::vector<ArrayInfo> list_by(ArrayFormat format, const fs::path& file, const Refusal& refuse) {
  switch (format) {
    case ArrayFormat::npy:
      return {{"", detail::read_npy_header(Opened(file).source(), refuse).shape, false}};
    case ArrayFormat::npz:
      return detail::list_npz(file);
    case ArrayFormat::hdf5:
      return detail::list_hdf5(file);
    case ArrayFormat::matrix_market:
      return {detail::look_at_matrix_market(Opened(file).source(), refuse)};
    case ArrayFormat::text:
      break;
  }
  const auto matrix = detail::read_text(Opened(file).source(), refuse);
  return {{"", {matrix.rows, matrix.columns}, false}};
}

/// The array called `name` among those in the file, by its end where that is enough.
const ArrayInfo& named(const std::vector<ArrayInfo>& arrays, const std::string& name,
                       const Refusal& refuse) {
  for (const auto& info : arrays)
    if (info.name == name || "/" + info.name == name) return info;
  for (const auto& info : arrays)
    if (info.name.ends_with("/" + name)) return info;
  refuse(fmt::format("it has no array '{}', but {}", name, names_of(arrays)));
}

/// Bytes for text with rows like the first one.
double text_bytes(const fs::path& file) {
  const Opened opened(file);
  double columns = 1.0;
  double length = 1.0;
  // The first line that is neither empty nor a comment.
  detail::for_each_line(opened.source(), [&](std::string_view line, std::int64_t) {
    const auto begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos || line[begin] == '#' || line[begin] == '%') return true;
    length = static_cast<double>(line.size()) + 1.0;
    const auto is_gap = [](char c) { return c == ',' || c == ';' || c == ' ' || c == '\t'; };
    for (std::size_t k = 1; k < line.size(); ++k)
      columns += is_gap(line[k - 1]) && !is_gap(line[k]) ? 1.0 : 0.0;
    return false;
  });
  const auto size = opened.source().size;
  const double rows = size ? static_cast<double>(*size) / length + 1.0 : columns;
  return sizeof(double) * columns * rows * (size ? 1.0 : 2.0) + 4.0 * length;
}

double kept_bytes(const ArrayInfo& info) {
  if (info.sparse)
    return 12.0 * static_cast<double>(info.entries) + 8.0 * static_cast<double>(info.shape.front());
  double values = 1.0;
  for (const auto length : info.shape) values *= static_cast<double>(length);
  return sizeof(double) * values;
}

/// At the peak of reading it.
double array_bytes(const ArrayInfo& info) {
  // Coordinates, wide indices and compressed rows, not all at a time.
  constexpr double per_entry = 40.0;
  if (info.sparse)
    return per_entry * static_cast<double>(info.entries) +
           24.0 * static_cast<double>(info.shape.front());
  return 2.0 * kept_bytes(info);  // beside it what is reordered or converted
}

/// One matrix of an array of several.
ArrayInfo slice(ArrayInfo info) {
  if (info.shape.size() == 3) info.shape.erase(info.shape.begin());
  return info;
}

bool is_called(const ArrayInfo& info, const std::string& name) {
  return name.empty() || info.name.empty() || info.name.ends_with(name);
}

}  // namespace

namespace detail {

void Refusal::operator()(const std::string& why) const {
  throw FileError("cannot read", file_, array_.empty() ? why : array_ + ": " + why);
}

std::string ending_of(const fs::path& file) {
  auto ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending;
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  return fmt::format("({}{})", fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
}

std::size_t value_count(const std::vector<std::int64_t>& shape, const Refusal& refuse) {
  constexpr double most = 0x1p48;
  double product = 1.0;
  for (const auto length : shape) product *= static_cast<double>(length);
  if (!(product <= most))
    refuse(fmt::format("damaged, or too large: its shape is {}", shape_text(shape)));
  return static_cast<std::size_t>(product);
}

namespace {

/// Whether all are finite, in a way that compilers make fast.
bool all_finite(std::span<const double> values) {
  constexpr std::uint64_t exponent = 0x7ff0'0000'0000'0000;
  std::uint64_t bad = 0;
  for (const double value : values)
    bad |= static_cast<std::uint64_t>((std::bit_cast<std::uint64_t>(value) & exponent) == exponent);
  return bad == 0;
}

std::size_t first_not_finite(std::span<const double> values) {
  const auto found =
      std::find_if(values.begin(), values.end(), [](double v) { return !std::isfinite(v); });
  return static_cast<std::size_t>(found - values.begin());
}

[[noreturn]] void refuse_entry(std::size_t row, std::size_t column, double value,
                               const Refusal& refuse) {
  refuse(fmt::format(
      "the entry in row {}, column {} (counted from 0) is {}: every entry must be finite", row,
      column, value));
}

}  // namespace

void require_finite(const DenseMatrix& matrix, const Refusal& refuse) {
  if (all_finite(matrix.values)) return;
  const auto k = first_not_finite(matrix.values);
  const auto columns = static_cast<std::size_t>(matrix.columns);
  refuse_entry(k / columns, k % columns, matrix.values[k], refuse);
}

void require_finite(const SparseMatrix& matrix, const Refusal& refuse) {
  if (all_finite(matrix.values)) return;
  const auto k = first_not_finite(matrix.values);
  const auto row =
      std::upper_bound(matrix.first.begin(), matrix.first.end(), static_cast<std::int64_t>(k)) -
      matrix.first.begin() - 1;
  refuse_entry(static_cast<std::size_t>(row), static_cast<std::size_t>(matrix.column[k]),
               matrix.values[k], refuse);
}

DenseMatrix matrix_of(Array array, const Refusal& refuse) {
  auto& shape = array.shape;
  if (shape.size() == 3 && shape[0] == 1) shape.erase(shape.begin());
  if (shape.size() == 1) shape.push_back(1);
  if (shape.size() != 2)
    refuse(fmt::format("its shape is {}: a matrix has two dimensions{}", shape_text(shape),
                       shape.size() == 3 ? "; [0], [1], … name those of an array of three" : ""));
  return {shape[0], shape[1], std::move(array.values), array.boolean};
}

void require_slices(const std::vector<std::int64_t>& shape, const Slices& slices,
                    const Refusal& refuse) {
  if (shape.size() == 3 && slices.first >= 0 && slices.first + slices.count <= shape[0]) return;
  refuse(fmt::format("its shape is {}: there is no matrix [{}] in it", shape_text(shape),
                     slices.first));
}

SliceName slice_of(const std::string& name) {
  const auto open = name.rfind('[');
  if (open == std::string::npos || !name.ends_with(']')) return {name, std::nullopt};
  std::int64_t sample = 0;
  const char* const end = name.data() + name.size() - 1;
  const auto [after, error] = std::from_chars(name.data() + open + 1, end, sample);
  if (error != std::errc() || after != end) return {name, std::nullopt};
  return {name.substr(0, open), sample};
}

std::string Squares::name(std::int64_t k) const {
  return slices ? fmt::format("{}[{}]", array, slices->first + k) : array;
}

}  // namespace detail

std::int64_t rows_of(const Matrix& matrix) {
  return std::visit([](const auto& m) { return m.rows; }, matrix);
}

std::int64_t columns_of(const Matrix& matrix) {
  return std::visit([](const auto& m) { return m.columns; }, matrix);
}

std::int64_t stored_values(const Matrix& matrix) {
  return std::visit([](const auto& m) { return static_cast<std::int64_t>(m.values.size()); },
                    matrix);
}

DenseMatrix to_dense(const Matrix& matrix) {
  if (const auto* dense = std::get_if<DenseMatrix>(&matrix)) return *dense;
  const auto& sparse = std::get<SparseMatrix>(matrix);
  DenseMatrix dense{sparse.rows, sparse.columns, {}};
  const auto columns = static_cast<std::size_t>(sparse.columns);
  dense.values.assign(static_cast<std::size_t>(sparse.rows) * columns, 0.0);
  for (std::size_t i = 0; i < static_cast<std::size_t>(sparse.rows); ++i)
    for (auto k = static_cast<std::size_t>(sparse.first[i]);
         k < static_cast<std::size_t>(sparse.first[i + 1]); ++k)
      dense.values[i * columns + static_cast<std::size_t>(sparse.column[k])] = sparse.values[k];
  return dense;
}

std::vector<ArrayInfo> list_arrays(const fs::path& file) {
  const Refusal refuse(file);
  return list_by(format_of(file, refuse), file, refuse);
}

namespace {

std::optional<Squares> squares_in(const ArrayInfo& info) {
  const auto& shape = info.shape;
  if (is_square(info)) return Squares{info.name, std::nullopt};
  if (shape.size() == 3 && shape[1] == shape[2] && shape[0] > 0)
    return Squares{info.name, detail::Slices{0, shape[0]}};
  return std::nullopt;
}

/// What list_square_matrices names, array by array.
std::vector<Squares> squares_of(ArrayFormat format, const fs::path& file, const std::string& name,
                                const Refusal& refuse) {
  if (format == ArrayFormat::text || format == ArrayFormat::matrix_market) {
    require_no_name(name, refuse);
    return {Squares{}};  // whether it is square is seen in reading
  }
  if (format == ArrayFormat::npy) require_no_name(detail::slice_of(name).array, refuse);
  if (format == ArrayFormat::hdf5 && !name.empty()) detail::require_hdf5_numbers(file, name);
  const auto arrays = list_by(format, file, refuse);
  if (detail::slice_of(name).sample) return {Squares{name, std::nullopt}};
  if (!name.empty() || arrays.size() == 1) {
    const auto& info = name.empty() ? arrays.front() : named(arrays, name, refuse);
    const auto squares = squares_in(info);
    if (!squares)
      refuse(fmt::format("{}its shape is {}: the couplings of N neurons are an N × N matrix",
                         info.name.empty() ? "" : info.name + ": ",
                         detail::shape_text(info.shape)));
    return {*squares};
  }
  std::vector<Squares> all;
  for (const auto& info : arrays)
    if (auto squares = squares_in(info)) all.push_back(std::move(*squares));
  if (all.empty()) refuse("it has no square matrix, but " + names_of(arrays));
  return all;
}

void read_npy_squares(const fs::path& file, const Squares& squares, const Refusal& refuse,
                      const TakeMatrix& take) {
  if (!squares.slices) return take(squares.array, read_npy_matrix(file, squares.array, refuse));
  std::int64_t k = 0;
  const Opened opened(file);
  detail::read_npy_slices(opened.source(), refuse, *squares.slices, [&](DenseMatrix&& matrix) {
    const auto name = squares.name(k++);
    detail::require_finite(matrix, refuse.of(name));
    take(name, std::move(matrix));
  });
}

}  // namespace

std::vector<std::string> list_square_matrices(const fs::path& file, const std::string& name) {
  const Refusal refuse(file);
  std::vector<std::string> names;
  for (const auto& squares : squares_of(format_of(file, refuse), file, name, refuse))
    for (std::int64_t k = 0; k < squares.count(); ++k) names.push_back(squares.name(k));
  return names;
}

void read_square_matrices(
    const fs::path& file, const std::string& name,
    const std::function<void(const std::string& name, Matrix&& matrix)>& take) {
  const Refusal refuse(file);
  const auto format = format_of(file, refuse);
  const auto all = squares_of(format, file, name, refuse);
  if (format == ArrayFormat::npz) return detail::read_npz_squares(file, all, take);
  if (format == ArrayFormat::hdf5) return detail::read_hdf5_squares(file, all, take);
  if (format == ArrayFormat::npy) return read_npy_squares(file, all.front(), refuse, take);
  take("", read_by(format, file, "", refuse));
}

std::vector<std::string> list_fixed_points(const fs::path& file) {
  if (format_of(file, Refusal(file)) != ArrayFormat::hdf5) return {};
  return detail::list_hdf5_states(file);
}

std::vector<std::string> list_fields(const fs::path& file) {
  const auto format = format_of(file, Refusal(file));
  if (format == ArrayFormat::hdf5) return detail::list_hdf5_fields(file);
  std::vector<std::string> names;
  if (format != ArrayFormat::npz) return names;
  constexpr std::string_view folder = "fields/";
  for (const auto& info : detail::list_npz(file))
    if (info.name.starts_with(folder)) names.push_back(info.name.substr(folder.size()));
  return names;
}

Matrix read_matrix(const fs::path& file, const std::string& name) {
  const Refusal refuse(file);
  const auto format = format_of(file, refuse);
  if (!holds_many(format)) return read_by(format, file, name, refuse);
  if (!name.empty()) return read_by(format, file, name, refuse);
  const auto arrays = list_by(format, file, refuse);
  return read_by(format, file, only_name(arrays, is_square, "square matrix", refuse), refuse);
}

std::vector<double> read_vector(const fs::path& file, const std::string& name) {
  const Refusal refuse(file);
  const auto format = format_of(file, refuse);
  auto wanted = name;
  if (holds_many(format) && name.empty())
    wanted = only_name(list_by(format, file, refuse), is_vector, "vector", refuse);
  auto matrix = to_dense(read_by(format, file, wanted, refuse));
  if (matrix.rows != 1 && matrix.columns != 1)
    refuse(fmt::format("{} rows of {} numbers: one row or one column is expected", matrix.rows,
                       matrix.columns));
  return std::move(matrix.values);
}

double read_matrix_bytes(const fs::path& file, const std::string& name) {
  const Refusal refuse(file);
  const auto format = format_of(file, refuse);
  if (format == ArrayFormat::text) return text_bytes(file);
  const auto [array, sample] = detail::slice_of(name);
  double largest = 0.0;
  for (const auto& info : list_by(format, file, refuse))
    if (is_called(info, array))
      largest = std::max(largest, array_bytes(sample ? slice(info) : info));
  return largest;
}

double read_square_matrices_bytes(const fs::path& file, const std::string& name) {
  const Refusal refuse(file);
  const auto format = format_of(file, refuse);
  if (format == ArrayFormat::text) return text_bytes(file);
  const auto arrays = list_by(format, file, refuse);
  double kept = 0.0;
  double reading = 0.0;
  for (const auto& squares : squares_of(format, file, name, refuse)) {
    const auto array = squares.slices ? squares.array : detail::slice_of(squares.array).array;
    for (const auto& info : arrays)
      if (info.name == array || is_called(info, array)) {
        const auto one = slice(info);
        kept += static_cast<double>(squares.count()) * kept_bytes(one);
        reading = std::max(reading, array_bytes(one) - kept_bytes(one));
        break;
      }
  }
  return kept + reading;
}

}  // namespace steady::files
