// Matrices and vectors in the files that people have: text (CSV, TSV, columns), NumPy .npy and
// .npz (scipy's sparse matrices, too), Matrix Market .mtx, HDF5.
//
// What a file is is told by how it begins, not by its name; text and .mtx may be gzip-compressed.
// Everything arrives as doubles; values that are not finite or that no double holds are refused.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <steady/numerics/files/atomic_file.hpp>

namespace steady::files {

/// Row after row.
struct DenseMatrix {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::vector<double> values;
  bool boolean = false;  ///< the file holds truth values, not numbers

  double at(std::int64_t i, std::int64_t j) const {
    return values[static_cast<std::size_t>(i * columns + j)];
  }
};

/// Compressed rows: row i holds the entries first[i] … first[i+1]−1, by ascending column.
struct SparseMatrix {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::vector<std::int64_t> first;  ///< rows + 1 of them
  std::vector<std::int32_t> column;
  std::vector<double> values;
};

using Matrix = std::variant<DenseMatrix, SparseMatrix>;

std::int64_t rows_of(const Matrix& matrix);
std::int64_t columns_of(const Matrix& matrix);
/// Stored values: rows × columns, or those present.
std::int64_t stored_values(const Matrix& matrix);
DenseMatrix to_dense(const Matrix& matrix);

/// One array in a file. Text is read to its end to know its shape, others are only looked at.
struct ArrayInfo {
  std::string name;                 ///< data set or array; empty where a file holds only one
  std::vector<std::int64_t> shape;  ///< as in the file, outermost first
  bool sparse = false;
  std::int64_t entries = 0;  ///< of a sparse matrix: values stored
};

/// Everything in the file that could be read, in the file's order or by name.
std::vector<ArrayInfo> list_arrays(const std::filesystem::path& file);

/// The names under which read_matrix gives the square matrices of a file: all of them, or those of
/// the array `name`. An array of shape (S, N, N) holds S of them, `NAME[0]` …: the samples of a
/// disorder. Of model files these are the couplings inside layers, of states files the couplings.
/// Throws FileError when there is none, saying what there is.
std::vector<std::string> list_square_matrices(const std::filesystem::path& file,
                                              const std::string& name = "");

/// Calls `take` with all that list_square_matrices names, in that order, reading the file once and
/// one matrix at a time. Throws as read_matrix does.
void read_square_matrices(
    const std::filesystem::path& file, const std::string& name,
    const std::function<void(const std::string& name, Matrix&& matrix)>& take);

/// The names of the matrices to which the file, .npz or HDF5, has a field b_i: a vector
/// `fields/NAME` beside the matrix NAME, or `couplings/NAME`. Read it as `fields/NAME`.
std::vector<std::string> list_fields(const std::filesystem::path& file);

/// The matrix of that name, or the only one of the file; in HDF5 files the only square one is
/// enough. A vector is a matrix of one column. Sparse formats stay sparse. Throws FileError naming
/// file, line or array, and the remedy: see docs/networks.md.
Matrix read_matrix(const std::filesystem::path& file, const std::string& name = "");

/// The names under which read_matrix gives the fixed points in a file of `enumerate --states` (or
/// one that others wrote with a group /states): matrices of ±1, a state a row. Empty for other
/// files.
std::vector<std::string> list_fixed_points(const std::filesystem::path& file);

/// Numbers in one row, one column, or an array of one dimension.
std::vector<double> read_vector(const std::filesystem::path& file, const std::string& name = "");

/// Bytes that read_matrix needs at its peak, from the size of the file and what its head says: ask
/// before reading.
double read_matrix_bytes(const std::filesystem::path& file, const std::string& name = "");

/// The same for read_square_matrices where all matrices are kept.
double read_square_matrices_bytes(const std::filesystem::path& file, const std::string& name = "");

enum class ArrayFormat { text, npy, npz, matrix_market, hdf5 };

/// By the name's end: .csv .tsv .txt .dat, .npy, .npz, .mtx, .h5 .hdf5 .he5. Throws
/// std::invalid_argument that lists them.
ArrayFormat format_for_writing(const std::filesystem::path& file);

/// Writes arrays to a file of the format that its name asks for; it appears when closed. Doubles
/// are written so that they read back as the same double. Text and .npy hold dense matrices (a
/// sparse one is filled with zeros), .mtx what it is given; .npz and HDF5 hold any number of
/// arrays, sparse ones as scipy writes them (in .npz: one sparse matrix and nothing else).
class ArrayWriter {
 public:
  /// `provenance` is how it was made: in a comment or attribute where the format has one.
  explicit ArrayWriter(const std::filesystem::path& file, std::string provenance = "");
  ~ArrayWriter();
  ArrayWriter(const ArrayWriter&) = delete;
  ArrayWriter& operator=(const ArrayWriter&) = delete;

  /// Throws std::invalid_argument for a second array in a format of one, FileError.
  void add(const std::string& name, const Matrix& matrix);
  void add(const std::string& name, const std::vector<double>& vector);
  /// Completes the file. Throws FileError.
  void close();

  struct Format;

 private:
  std::unique_ptr<Format> format_;
};

void write_matrix(const std::filesystem::path& file, const Matrix& matrix,
                  const std::string& provenance = "");
void write_vector(const std::filesystem::path& file, const std::vector<double>& vector,
                  const std::string& provenance = "");

}  // namespace steady::files
