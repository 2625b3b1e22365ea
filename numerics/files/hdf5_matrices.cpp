// Matrices and vectors in HDF5 files: data sets, sparse groups, and the program's own files.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <string>

#include <fmt/format.h>

#include <steady/numerics/files/detail/array_formats.hpp>
#include <steady/numerics/files/detail/hdf5_arrays.hpp>

namespace steady::files::detail {
namespace {

constexpr double grid_step = 0x1p-20;
constexpr std::string_view grid_unit = "2^-20";

using Kind = NumberKind;

/// The parts of sparse groups: scipy's and anndata's names, MATLAB's, those of our models.
struct SparseNames {
  const char* values;
  const char* indices;
  const char* pointers;
  bool by_columns;
};
constexpr SparseNames sparse_names[] = {{"data", "indices", "indptr", false},
                                        {"data", "ir", "jc", true},
                                        {"values", "columns", "first", false}};

class MatrixFile {
 public:
  explicit MatrixFile(const std::filesystem::path& path)
      : checker_("cannot read", path), refuse_(path), file_(open_file(checker_, path)) {
    if (has_attribute(file_.get(), "content"))
      content_ = read_string(checker_, file_.get(), "content");
  }

  /// What is in the file; of our own files only what is a network.
  std::vector<ArrayInfo> list() const {
    std::vector<ArrayInfo> arrays;
    const auto top = own_folder();
    if (top.empty() || exists(top)) collect(top, arrays);
    return arrays;
  }

  /// The full name of what the user calls `name`.
  std::string resolved(const std::string& name) const {
    std::string plain = name;
    while (plain.starts_with('/')) plain.erase(0, 1);
    if (exists(plain)) return plain;
    for (const char* folder : {"weights/", "couplings/", "states/"})
      if (exists(folder + plain)) return folder + plain;
    return "";
  }

  bool is_group(const std::string& name) const {
    const Handle object(H5Oopen(file_.get(), name.c_str(), H5P_DEFAULT), H5Oclose);
    return object && H5Iget_type(object.get()) == H5I_GROUP;
  }

  Matrix read_group(const std::string& name) const {
    const auto refuse = refuse_.of(name);
    const auto group = open_group(checker_, file_.get(), name);
    for (const auto& names : sparse_names) {
      if (!has_all(group.get(), names)) continue;
      auto info = sparse_info(name, group.get(), names);
      if (!info) refuse("a sparse matrix without its attribute shape");
      auto values = array(name + "/" + names.values).values;
      const auto data = open_array(checker_, group.get(), names.values);
      const bool steps = class_of(checker_, data.get()) == H5T_INTEGER;
      const double unit = steps ? unit_of(group.get(), name) : 1.0;
      for (auto& value : values) value *= unit;
      auto matrix =
          from_compressed(info->shape[0], info->shape[1], is_by_columns(group.get(), names),
                          integers(name + "/" + names.pointers),
                          integers(name + "/" + names.indices), std::move(values), refuse);
      require_finite(matrix, refuse);
      return matrix;
    }
    refuse("a group, but not of a sparse matrix: give the path of a data set");
  }

  /// All numbers, or those of some matrices of an array of three dimensions.
  Array array(const std::string& name, std::optional<Slices> slices = std::nullopt) const {
    const auto refuse = refuse_.of(name);
    const auto data = open_array(checker_, file_.get(), name);
    const auto type = checker_.own(H5Dget_type(data.get()), H5Tclose);
    const auto kind = number_kind(checker_, data.get());
    if (kind == Kind::none) refuse(why_no_numbers(type.get()));
    Array result;
    const auto lengths = shape_of(checker_, data.get());
    result.shape.assign(lengths.begin(), lengths.end());
    result.boolean = kind == Kind::boolean;
    const auto space = checker_.own(H5Dget_space(data.get()), H5Sclose);
    if (slices) select(space.get(), result.shape, *slices, refuse);
    const auto count = value_count(result.shape, refuse);
    if (count == 0) return result;
    const auto memory = memory_of(count);
    read_numbers(data.get(), kind, H5Tget_size(type.get()), memory.get(), space.get(), count,
                 result.values, refuse);
    const double unit = kind == Kind::real ? 1.0 : unit_of(data.get(), name);
    if (unit != 1.0)
      for (auto& value : result.values) value *= unit;
    return result;
  }

  /// Refuses a data set that is there and holds no numbers, saying what it holds.
  void require_numbers(const std::string& name) const {
    const auto whole = resolved(name);
    if (whole.empty() || is_group(whole)) return;
    const auto data = open_array(checker_, file_.get(), whole);
    if (number_kind(checker_, data.get()) != Kind::none) return;
    const auto type = checker_.own(H5Dget_type(data.get()), H5Tclose);
    refuse_.of(whole)(why_no_numbers(type.get()));
  }

  /// Fixed points as enumerations write them: words of bits, here rows of ±1.
  bool holds_packed_states(const std::string& name) const {
    if (!name.starts_with("states/") || is_group(name)) return false;
    const auto data = open_array(checker_, file_.get(), name);
    return shape_of(checker_, data.get()).size() == 1 && has_attribute(data.get(), "size") &&
           class_of(checker_, data.get()) == H5T_INTEGER;
  }

  DenseMatrix packed_states(const std::string& name) const {
    const auto data = open_array(checker_, file_.get(), name);
    const auto n = read_integer(checker_, data.get(), "size");
    if (n < 1 || n > 64) refuse_.of(name)(fmt::format("damaged: its size is {}", n));
    const auto count = static_cast<std::size_t>(shape_of(checker_, data.get()).front());
    std::vector<std::uint64_t> words(count);
    const bool is_signed = number_kind(checker_, data.get()) == Kind::integer;
    const auto memory = is_signed ? H5T_NATIVE_INT64 : H5T_NATIVE_UINT64;
    if (count > 0)
      checker_.check(H5Dread(data.get(), memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, words.data()));
    DenseMatrix rows{static_cast<std::int64_t>(count), n, {}};
    rows.values.reserve(count * static_cast<std::size_t>(n));
    for (const auto word : words)
      for (std::int64_t i = 0; i < n; ++i)
        rows.values.push_back(((word >> i) & 1) != 0 ? 1.0 : -1.0);
    return rows;
  }

  /// Names of what is in a group, none without it.
  std::vector<std::string> names_below(const std::string& group) const {
    if (!exists(group) || !is_group(group)) return {};
    return names_in(checker_, open_group(checker_, file_.get(), group).get());
  }

  Matrix matrix(const std::string& name) const {
    if (const auto whole = resolved(name); !whole.empty()) {
      if (is_group(whole)) return read_group(whole);
      if (holds_packed_states(whole)) return packed_states(whole);
      return checked(array(whole), name);
    }
    const auto [array_name, sample] = slice_of(name);
    const auto whole = sample ? resolved(array_name) : "";
    if (whole.empty()) refuse_(fmt::format("it has no data set '{}'", name));
    return checked(array(whole, Slices{*sample, 1}), name);
  }

  void squares(const Squares& squares, const TakeMatrix& take) const {
    if (squares.slices)
      slices(squares, take);
    else
      take(squares.array, matrix(squares.array));
  }

 private:
  std::string own_folder() const {
    if (content_ == "a trained network of layers" || content_ == "the state of a training")
      return "weights/internal";
    if (content_ == "fixed points of binary networks") return "couplings";
    return "";
  }

  bool exists(const std::string& name) const {
    // H5Lexists wants every group on the way to be there.
    for (std::size_t slash = 0; slash != std::string::npos;) {
      slash = name.find('/', slash + 1);
      const auto part = name.substr(0, slash);
      if (part.empty() || H5Lexists(file_.get(), part.c_str(), H5P_DEFAULT) <= 0) return false;
    }
    return true;
  }

  void collect(const std::string& folder, std::vector<ArrayInfo>& arrays, int depth = 0) const {
    constexpr int deepest = 32;  // links may lead in a circle
    if (depth == deepest) return;
    const auto group = open_group(checker_, file_.get(), folder.empty() ? "/" : folder);
    for (const auto& names : sparse_names)
      if (has_all(group.get(), names))
        if (const auto info = sparse_info(folder, group.get(), names)) {
          arrays.push_back(*info);
          return;
        }
    for (const auto& name : names_in(checker_, group.get())) {
      const auto path = folder.empty() ? name : folder + "/" + name;
      const Handle object(H5Oopen(group.get(), name.c_str(), H5P_DEFAULT), H5Oclose);
      if (!object) continue;
      if (H5Iget_type(object.get()) == H5I_GROUP) collect(path, arrays, depth + 1);
      if (H5Iget_type(object.get()) != H5I_DATASET) continue;
      if (number_kind(checker_, object.get()) == Kind::none) continue;
      const auto lengths = shape_of(checker_, object.get());
      arrays.push_back({path, {lengths.begin(), lengths.end()}, false});
    }
  }

  static bool has_all(hid_t group, const SparseNames& names) {
    for (const char* name : {names.values, names.indices, names.pointers})
      if (H5Lexists(group, name, H5P_DEFAULT) <= 0) return false;
    return true;
  }

  std::int64_t length_of(hid_t group, const char* name) const {
    const auto lengths = shape_of(checker_, open_array(checker_, group, name).get());
    return lengths.size() == 1 ? static_cast<std::int64_t>(lengths[0]) : -1;
  }

  /// From the attribute `shape` (anndata), MATLAB's number of rows, a data set `shape`; our own
  /// matrices inside layers are square.
  std::optional<ArrayInfo> sparse_info(const std::string& name, hid_t group,
                                       const SparseNames& names) const {
    const auto lines = length_of(group, names.pointers) - 1;
    std::vector<std::int64_t> shape;
    if (has_attribute(group, "shape"))
      shape = read_integers(checker_, group, "shape");
    else if (has_attribute(group, "h5sparse_shape"))
      shape = read_integers(checker_, group, "h5sparse_shape");
    else if (H5Lexists(group, "shape", H5P_DEFAULT) > 0)
      shape = integers(name + "/shape");
    else if (has_attribute(group, "MATLAB_sparse"))
      shape = {read_integer(checker_, group, "MATLAB_sparse"), lines};
    else if (std::string_view(names.values) == "values")
      shape = {lines, lines};
    if (shape.size() != 2) return std::nullopt;
    return ArrayInfo{name, shape, true, length_of(group, names.values)};
  }

  bool is_by_columns(hid_t group, const SparseNames& names) const {
    for (const char* key : {"encoding-type", "h5sparse_format", "format"})
      if (has_attribute(group, key)) return read_string(checker_, group, key).starts_with("csc");
    return names.by_columns;
  }

  /// What one step of whole numbers is worth: in our own files 2^-20.
  double unit_of(hid_t object, const std::string& name) const {
    if (has_attribute(object, "step")) return read_real(checker_, object, "step");
    const bool on_grid = has_attribute(object, "unit") &&
                         read_string(checker_, object, "unit").starts_with(grid_unit);
    const bool of_model = name.starts_with("weights/") && has_attribute(file_.get(), "weight_unit");
    const bool part =
        name.ends_with("/values") || name.ends_with("/columns") || name.ends_with("/first");
    return on_grid || (of_model && !part) ? grid_step : 1.0;
  }

  static std::string why_no_numbers(hid_t type) {
    if (H5Tget_class(type) == H5T_COMPOUND && H5Tget_nmembers(type) == 2)
      return "complex, or a table of records: couplings, fields and states are real";
    return "it does not hold numbers";
  }

  static void select(hid_t space, std::vector<std::int64_t>& shape, const Slices& slices,
                     const Refusal& refuse) {
    require_slices(shape, slices, refuse);
    shape[0] = slices.count;
    const hsize_t start[3] = {static_cast<hsize_t>(slices.first), 0, 0};
    const hsize_t count[3] = {static_cast<hsize_t>(shape[0]), static_cast<hsize_t>(shape[1]),
                              static_cast<hsize_t>(shape[2])};
    H5Sselect_hyperslab(space, H5S_SELECT_SET, start, nullptr, count, nullptr);
  }

  /// How many slices the file packs together: unpacked together they are unpacked once.
  std::int64_t slices_together(const std::string& name) const {
    const auto data = open_array(checker_, file_.get(), name);
    const auto layout = checker_.own(H5Dget_create_plist(data.get()), H5Pclose);
    hsize_t chunk[3] = {1, 1, 1};
    if (H5Pget_layout(layout.get()) == H5D_CHUNKED) H5Pget_chunk(layout.get(), 3, chunk);
    return static_cast<std::int64_t>(std::max<hsize_t>(chunk[0], 1));
  }

  DenseMatrix checked(Array array, const std::string& name) const {
    auto matrix = matrix_of(std::move(array), refuse_.of(name));
    require_finite(matrix, refuse_.of(name));
    return matrix;
  }

  void slices(const Squares& squares, const TakeMatrix& take) const {
    const auto [first, count] = *squares.slices;
    const auto together = slices_together(squares.array);
    for (std::int64_t k = 0; k < count;) {
      // To the end of what is packed together.
      const auto length = std::min(count - k, together - (first + k) % together);
      const auto block = array(squares.array, Slices{first + k, length});
      const auto size = static_cast<std::ptrdiff_t>(block.shape[1] * block.shape[2]);
      for (auto begin = block.values.begin(); begin != block.values.end(); begin += size) {
        Array one{{block.shape[1], block.shape[2]}, {begin, begin + size}, block.boolean};
        const auto name = squares.name(k++);
        take(name, checked(std::move(one), name));
      }
    }
  }

  Handle memory_of(std::size_t count) const {
    const hsize_t length = count;
    return checker_.own(H5Screate_simple(1, &length, nullptr), H5Sclose);
  }

  void read_numbers(hid_t data, Kind kind, std::size_t bytes, hid_t memory, hid_t space,
                    std::size_t count, std::vector<double>& values, const Refusal& refuse) const {
    if (kind == Kind::boolean) {
      const auto truth = read_truth(checker_, data, count, memory, space);
      values.assign(truth.begin(), truth.end());
    } else if (kind == Kind::real || bytes < 8) {
      values.resize(count);
      checker_.check(H5Dread(data, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, values.data()));
    } else if (kind == Kind::integer) {
      take_exactly(read_as<std::int64_t>(data, H5T_NATIVE_INT64, memory, space, count), values,
                   refuse);
    } else {
      take_exactly(read_as<std::uint64_t>(data, H5T_NATIVE_UINT64, memory, space, count), values,
                   refuse);
    }
  }

  template <class Number>
  std::vector<Number> read_as(hid_t data, hid_t type, hid_t memory, hid_t space,
                              std::size_t count) const {
    std::vector<Number> numbers(count);
    checker_.check(H5Dread(data, type, memory, space, H5P_DEFAULT, numbers.data()));
    return numbers;
  }

  template <class Number>
  static void take_exactly(const std::vector<Number>& numbers, std::vector<double>& values,
                           const Refusal& refuse) {
    values.reserve(numbers.size());
    for (const auto number : numbers) {
      const auto value = static_cast<double>(number);
      if (std::abs(value) >= 0x1p63 || static_cast<Number>(value) != number)
        refuse(fmt::format("the whole number {} has no exact place among doubles (beyond 2^53)",
                           number));
      values.push_back(value);
    }
  }

  std::vector<std::int64_t> integers(const std::string& name) const {
    const auto data = open_array(checker_, file_.get(), name);
    const auto lengths = shape_of(checker_, data.get());
    if (lengths.size() != 1 || class_of(checker_, data.get()) != H5T_INTEGER)
      refuse_.of(name)("damaged: not a list of whole numbers");
    const auto stored = H5Dget_storage_size(data.get());
    if (lengths[0] > 0 && stored == 0) refuse_.of(name)("damaged: it has no contents");
    return read_array<std::int64_t>(checker_, data.get(), name, lengths);
  }

  Checker checker_;
  Refusal refuse_;
  Handle file_;
  std::string content_;
};

// --- writing

class Hdf5Writer : public ArrayWriter::Format {
 public:
  Hdf5Writer(const std::filesystem::path& file, const std::string& provenance)
      : pending_(file), checker_("cannot write", file) {
    pending_.require_regular();
    const Session session;
    file_ = create_file(checker_, pending_.temporary());
    write_attribute(checker_, file_.get(), "provenance", provenance);
    write_attribute(checker_, file_.get(), "convention", std::string("row i feeds neuron i"));
  }
  ~Hdf5Writer() override {
    const Session session;
    file_.close();
  }

  void add(const std::string& name, const Matrix& matrix) override {
    const Session session;
    require_new(name);
    if (const auto* sparse = std::get_if<SparseMatrix>(&matrix)) return add_sparse(name, *sparse);
    const auto& dense = std::get<DenseMatrix>(matrix);
    put<double>(file_.get(), name,
                {static_cast<hsize_t>(dense.rows), static_cast<hsize_t>(dense.columns)},
                dense.values);
  }

  void add(const std::string& name, const std::vector<double>& vector) override {
    const Session session;
    require_new(name);
    put<double>(file_.get(), name, {static_cast<hsize_t>(vector.size())}, vector);
  }

  void close() override {
    {
      const Session session;
      checker_.check(H5Fflush(file_.get(), H5F_SCOPE_GLOBAL));
      checker_.close(file_);
    }
    pending_.publish();
  }

 private:
  void require_new(const std::string& name) {
    if (!names_.insert(name).second)
      throw std::invalid_argument(fmt::format("two arrays of the name '{}' in one file", name));
  }

  template <class T>
  void put(hid_t parent, const std::string& name, const std::vector<hsize_t>& shape,
           const std::vector<T>& values) {
    auto data = write_array<T>(checker_, parent, name, shape, values);
    checker_.close(data);
  }

  void add_sparse(const std::string& name, const SparseMatrix& matrix) {
    auto group = create_group(checker_, file_.get(), name);
    write_attribute(checker_, group.get(), "encoding-type", std::string("csr_matrix"));
    write_attribute(checker_, group.get(), "encoding-version", std::string("0.1.0"));
    write_integers(checker_, group.get(), "shape", {matrix.rows, matrix.columns});
    const auto count = static_cast<hsize_t>(matrix.values.size());
    put<double>(group.get(), "data", {count}, matrix.values);
    put<std::int32_t>(group.get(), "indices", {count}, matrix.column);
    put<std::int64_t>(group.get(), "indptr", {static_cast<hsize_t>(matrix.rows) + 1}, matrix.first);
    checker_.close(group);
  }

  PendingFile pending_;
  Checker checker_;
  Handle file_;
  std::set<std::string> names_;
};

}  // namespace

std::vector<ArrayInfo> list_hdf5(const std::filesystem::path& file) {
  const Session session;
  return MatrixFile(file).list();
}

std::vector<std::string> list_hdf5_states(const std::filesystem::path& file) {
  const Session session;
  auto names = MatrixFile(file).names_below("states");
  for (auto& name : names) name.insert(0, "states/");
  return names;
}

std::vector<std::string> list_hdf5_fields(const std::filesystem::path& file) {
  const Session session;
  return MatrixFile(file).names_below("fields");
}

void require_hdf5_numbers(const std::filesystem::path& path, const std::string& name) {
  const Session session;
  MatrixFile(path).require_numbers(name);
}

Matrix read_hdf5(const std::filesystem::path& path, const std::string& name) {
  const Session session;
  return MatrixFile(path).matrix(name);
}

void read_hdf5_squares(const std::filesystem::path& path, const std::vector<Squares>& all,
                       const TakeMatrix& take) {
  const Session session;
  const MatrixFile file(path);
  for (const auto& squares : all) file.squares(squares, take);
}

std::unique_ptr<ArrayWriter::Format> write_hdf5(const std::filesystem::path& file,
                                                const std::string& provenance) {
  return std::make_unique<Hdf5Writer>(file, provenance);
}

}  // namespace steady::files::detail
