// NumPy's archives of arrays, and scipy's sparse matrices in them (scipy.sparse.save_npz).
#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <zip.h>

#include <steady/numerics/files/detail/array_formats.hpp>

namespace steady::files::detail {
namespace {

constexpr std::string_view ending = ".npy";

std::string message_of(int code) {
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  std::string text = zip_error_strerror(&error);
  zip_error_fini(&error);
  return text;
}

struct Discard {
  void operator()(zip_t* zip) const { zip_discard(zip); }
};
using Zip = std::unique_ptr<zip_t, Discard>;

/// A zip file to read, and what is in it.
class Archive {
 public:
  explicit Archive(const std::filesystem::path& file) : refuse_(file) {
    int error = 0;
    zip_.reset(zip_open(file.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &error));
    if (!zip_) refuse_("truncated or damaged: not a complete zip file (" + message_of(error) + ")");
    const auto count = zip_get_num_entries(zip_.get(), 0);
    for (zip_uint64_t k = 0; k < static_cast<zip_uint64_t>(count); ++k) {
      const char* const name = zip_get_name(zip_.get(), k, ZIP_FL_ENC_GUESS);
      const std::string_view text = name == nullptr ? "" : name;
      if (text.ends_with(ending)) names_.emplace_back(text.substr(0, text.size() - ending.size()));
    }
    if (names_.empty())
      refuse_("a zip file without NumPy arrays (a spreadsheet? save it as CSV, then)");
  }

  const std::vector<std::string>& names() const { return names_; }
  bool has(const std::string& name) const {
    return std::find(names_.begin(), names_.end(), name) != names_.end();
  }
  Refusal refusal(const std::string& name) const { return refuse_.of(name); }

  /// Calls `use` with the bytes of one array.
  template <class Use>
  auto with(const std::string& name, const Use& use) const {
    const auto refuse = refusal(name);
    const auto entry = name + std::string(ending);
    zip_stat_t about;
    zip_stat_init(&about);
    if (zip_stat(zip_.get(), entry.c_str(), 0, &about) != 0) refuse("it lacks this array");
    if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && about.encryption_method != ZIP_EM_NONE)
      refuse("encrypted: save it without a password");
    const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> opened(
        zip_fopen(zip_.get(), entry.c_str(), 0), &zip_fclose);
    if (!opened) refuse(fmt::format("cannot be unpacked ({})", zip_strerror(zip_.get())));
    ByteSource source;
    // The size that the archive claims is believed as far as its own length makes it possible.
    if ((about.valid & ZIP_STAT_SIZE) != 0 && (about.valid & ZIP_STAT_COMP_SIZE) != 0 &&
        about.size / 1100 <= about.comp_size)
      source.size = about.size;
    source.read = [&](std::span<std::uint8_t> bytes) {
      std::size_t done = 0;
      while (done < bytes.size()) {
        const auto got = zip_fread(opened.get(), bytes.data() + done, bytes.size() - done);
        if (got < 0)
          refuse(fmt::format("damaged ({})", zip_error_strerror(zip_file_get_error(opened.get()))));
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
      }
      return done;
    };
    return use(source, refuse);
  }

  NpyHeader header(const std::string& name, bool text_allowed = false) const {
    return with(name, [&](const ByteSource& source, const Refusal& refuse) {
      return read_npy_header(source, refuse, text_allowed);
    });
  }
  Array array(const std::string& name) const { return with(name, read_npy); }
  DenseMatrix matrix(const std::string& name) const {
    auto matrix = matrix_of(array(name), refusal(name));
    require_finite(matrix, refusal(name));
    return matrix;
  }
  void squares(const Squares& squares, const TakeMatrix& take) const {
    if (!squares.slices) return take(squares.array, matrix(squares.array));
    with(squares.array, [&](const ByteSource& source, const Refusal& refuse) {
      std::int64_t k = 0;
      read_npy_slices(source, refuse, *squares.slices, [&](DenseMatrix&& matrix) {
        const auto name = squares.name(k++);
        require_finite(matrix, refusal(name));
        take(name, std::move(matrix));
      });
    });
  }
  std::vector<std::int64_t> integers(const std::string& name) const {
    return with(name, read_npy_integers);
  }
  std::string text(const std::string& name) const { return with(name, read_npy_text); }

  /// Whether scipy.sparse.save_npz wrote it.
  bool is_sparse() const { return has("format") && has("shape") && has("data"); }

 private:
  Refusal refuse_;
  Zip zip_;
  std::vector<std::string> names_;
};

// --- scipy's formats

struct SparseParts {
  std::int64_t rows;
  std::int64_t columns;
  Array data;
};

Coordinates empty_coordinates(const SparseParts& parts) {
  return {parts.rows, parts.columns, {}, {}, {}};
}

void put(Coordinates& c, std::int64_t i, std::int64_t j, double value, const Refusal& refuse) {
  if (i < 0 || j < 0 || i >= c.rows || j >= c.columns)
    refuse(
        fmt::format("damaged: an entry in row {}, column {} of a matrix of {} rows and {} columns",
                    i, j, c.rows, c.columns));
  c.row.push_back(static_cast<std::int32_t>(i));
  c.column.push_back(static_cast<std::int32_t>(j));
  c.values.push_back(value);
}

SparseMatrix from_coo(const Archive& archive, SparseParts parts, const Refusal& refuse) {
  auto c = empty_coordinates(parts);
  const auto row = archive.integers("row");
  const auto column = archive.integers("col");
  if (row.size() != parts.data.values.size() || column.size() != row.size())
    refuse("damaged: its rows, columns and values are not equally many");
  for (std::size_t k = 0; k < row.size(); ++k)
    put(c, row[k], column[k], parts.data.values[k], refuse);
  return compressed(std::move(c), refuse, 0);
}

/// Diagonal d holds A(j − offset_d, j) at place j.
SparseMatrix from_dia(const Archive& archive, const SparseParts& parts, const Refusal& refuse) {
  auto c = empty_coordinates(parts);
  const auto offsets = archive.integers("offsets");
  const auto& shape = parts.data.shape;
  if (shape.size() != 2 || shape[0] != static_cast<std::int64_t>(offsets.size()))
    refuse("damaged: its diagonals and offsets are not equally many");
  for (std::int64_t d = 0; d < shape[0]; ++d)
    for (std::int64_t j = 0; j < std::min(shape[1], parts.columns); ++j) {
      const auto i = j - offsets[static_cast<std::size_t>(d)];
      const double value = parts.data.values[static_cast<std::size_t>(d * shape[1] + j)];
      if (i >= 0 && i < parts.rows && value != 0.0) put(c, i, j, value, refuse);
    }
  return compressed(std::move(c), refuse, 0);
}

/// Blocks by compressed rows of blocks.
SparseMatrix from_bsr(const Archive& archive, const SparseParts& parts, const Refusal& refuse) {
  auto c = empty_coordinates(parts);
  const auto pointers = archive.integers("indptr");
  const auto indices = archive.integers("indices");
  const auto& shape = parts.data.shape;
  const bool whole = shape.size() == 3 && shape[0] == static_cast<std::int64_t>(indices.size()) &&
                     shape[1] > 0 && shape[2] > 0 && !pointers.empty() && pointers.front() == 0 &&
                     pointers.back() == shape[0] &&
                     std::is_sorted(pointers.begin(), pointers.end());
  if (!whole) refuse("damaged: its blocks, indices and pointers do not fit together");
  for (std::size_t line = 0; line + 1 < pointers.size(); ++line)
    for (auto k = pointers[line]; k < pointers[line + 1]; ++k)
      for (std::int64_t i = 0; i < shape[1]; ++i)
        for (std::int64_t j = 0; j < shape[2]; ++j)
          put(c, static_cast<std::int64_t>(line) * shape[1] + i,
              indices[static_cast<std::size_t>(k)] * shape[2] + j,
              parts.data.values[static_cast<std::size_t>((k * shape[1] + i) * shape[2] + j)],
              refuse);
  return compressed(std::move(c), refuse, 0);
}

SparseMatrix read_any(const Archive& archive, const Refusal& refuse) {
  const auto format = archive.text("format");
  const auto shape = archive.integers("shape");
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  if (shape.size() != 2 || shape[0] < 0 || shape[1] < 0 || shape[0] > most || shape[1] > most)
    refuse("damaged: not the shape of a sparse matrix");
  SparseParts parts{shape[0], shape[1], archive.array("data")};
  if (format == "coo") return from_coo(archive, std::move(parts), refuse);
  if (format == "dia") return from_dia(archive, parts, refuse);
  if (format == "bsr") return from_bsr(archive, parts, refuse);
  if (format != "csr" && format != "csc")
    refuse(fmt::format("the sparse format '{}' is unknown: save A.tocsr()", format));
  return from_compressed(shape[0], shape[1], format == "csc", archive.integers("indptr"),
                         archive.integers("indices"), std::move(parts.data.values), refuse);
}

SparseMatrix read_sparse(const Archive& archive) {
  const auto refuse = archive.refusal("");
  auto matrix = read_any(archive, refuse);
  require_finite(matrix, refuse);
  return matrix;
}

// --- writing

/// Arrays gather in memory as .npy files and are packed in the end.
class NpzWriter : public ArrayWriter::Format {
 public:
  explicit NpzWriter(const std::filesystem::path& file) : file_(file), pending_(file) {
    pending_.require_regular();
  }

  void add(const std::string& name, const Matrix& matrix) override {
    if (const auto* sparse = std::get_if<SparseMatrix>(&matrix)) return add_sparse(*sparse);
    const auto& dense = std::get<DenseMatrix>(matrix);
    put(name, "<f8", {dense.rows, dense.columns}, dense.values);
  }

  void add(const std::string& name, const std::vector<double>& vector) override {
    put(name, "<f8", {static_cast<std::int64_t>(vector.size())}, vector);
  }

  void close() override {
    int error = 0;
    Zip zip(zip_open(pending_.temporary().c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error));
    if (!zip) fail(message_of(error));
    for (const auto& [name, bytes] : arrays_) {
      zip_source_t* const source = zip_source_buffer(zip.get(), bytes.data(), bytes.size(), 0);
      const auto entry = name + std::string(ending);
      if (source == nullptr) fail(zip_strerror(zip.get()));
      if (zip_file_add(zip.get(), entry.c_str(), source, ZIP_FL_ENC_UTF_8) < 0) {
        zip_source_free(source);
        fail(zip_strerror(zip.get()));
      }
    }
    if (zip_close(zip.get()) != 0) fail(zip_strerror(zip.get()));
    static_cast<void>(zip.release());
    pending_.publish();
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw FileError("cannot write", file_, why);
  }

  template <class T>
  void put(const std::string& name, std::string_view descr, const std::vector<std::int64_t>& shape,
           const std::vector<T>& values) {
    auto bytes = npy_header(descr, shape);
    const auto head = bytes.size();
    bytes.resize(head + values.size() * sizeof(T));
    if (!values.empty()) std::memcpy(bytes.data() + head, values.data(), values.size() * sizeof(T));
    if (!names_.insert(name).second)
      throw std::invalid_argument(fmt::format("two arrays of the name '{}' in one file", name));
    arrays_.emplace_back(name, std::move(bytes));
  }

  void add_sparse(const SparseMatrix& matrix) {
    if (!arrays_.empty())
      throw std::invalid_argument(
          ".npz holds one sparse matrix and nothing else: write several to .h5");
    const auto count = static_cast<std::int64_t>(matrix.values.size());
    put<std::int32_t>("indices", "<i4", {count}, matrix.column);
    if (count <= std::numeric_limits<std::int32_t>::max())
      put<std::int32_t>("indptr", "<i4", {matrix.rows + 1},
                        {matrix.first.begin(), matrix.first.end()});
    else
      put<std::int64_t>("indptr", "<i8", {matrix.rows + 1}, matrix.first);
    put<char>("format", "|S3", {}, {'c', 's', 'r'});
    put<std::int64_t>("shape", "<i8", {2}, {matrix.rows, matrix.columns});
    put<double>("data", "<f8", {count}, matrix.values);
  }

  std::filesystem::path file_;
  PendingFile pending_;
  std::vector<std::pair<std::string, std::string>> arrays_;
  std::set<std::string> names_;
};

}  // namespace

std::vector<ArrayInfo> list_npz(const std::filesystem::path& file) {
  const Archive archive(file);
  if (archive.is_sparse()) {
    const auto shape = archive.integers("shape");
    const auto data = archive.header("data").shape;
    const auto entries = value_count(data, archive.refusal("data"));
    return {{"", shape, true, static_cast<std::int64_t>(entries)}};
  }
  std::vector<ArrayInfo> arrays;
  for (const auto& name : archive.names())
    arrays.push_back({name, archive.header(name).shape, false});
  return arrays;
}

Array read_npz_array(const std::filesystem::path& file, const std::string& name) {
  return Archive(file).array(name);
}

Matrix read_npz(const std::filesystem::path& file, const std::string& name) {
  const Archive archive(file);
  if (archive.is_sparse() && name.empty()) return read_sparse(archive);
  const auto [array, sample] = slice_of(name);
  if (archive.has(name) || !sample) return archive.matrix(name);
  Matrix matrix;
  archive.squares({array, Slices{*sample, 1}},
                  [&](const std::string&, Matrix&& one) { matrix = std::move(one); });
  return matrix;
}

void read_npz_squares(const std::filesystem::path& file, const std::vector<Squares>& all,
                      const TakeMatrix& take) {
  const Archive archive(file);
  for (const auto& squares : all)
    if (archive.is_sparse() && squares.array.empty())
      take("", read_sparse(archive));
    else
      archive.squares(squares, take);
}

std::unique_ptr<ArrayWriter::Format> write_npz(const std::filesystem::path& file) {
  return std::make_unique<NpzWriter>(file);
}

}  // namespace steady::files::detail
