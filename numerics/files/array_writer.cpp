#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/files/arrays.hpp>
#include <steady/numerics/files/detail/array_formats.hpp>

namespace steady::files {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t piece = std::size_t{1} << 16;

/// A format of one array in a stream.
class StreamFormat : public ArrayWriter::Format {
 public:
  explicit StreamFormat(const fs::path& file) : file_(file) {}

  void add(const std::string&, const Matrix& matrix) final {
    require_first();
    write(matrix);
  }
  void add(const std::string&, const std::vector<double>& vector) final {
    require_first();
    write_vector(vector);
  }
  void close() final {
    flush();
    file_.commit();
  }

 protected:
  virtual void write(const Matrix& matrix) = 0;
  virtual void write_vector(const std::vector<double>& vector) = 0;

  /// Appends; what has gathered goes to the file from time to time.
  template <class... Arguments>
  void print(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Arguments>(arguments)...);
    if (text_.size() >= piece) flush();
  }

  /// Every line of the text behind a mark.
  void comment(char mark, std::string_view text) {
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      print("{} {}\n", mark, text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  void flush() {
    file_.stream().write(text_.data(), static_cast<std::streamsize>(text_.size()));
    text_.clear();
    file_.check();
  }

  void write_bytes(const void* bytes, std::size_t count) {
    flush();
    file_.stream().write(static_cast<const char*>(bytes), static_cast<std::streamsize>(count));
    file_.check();
  }

 private:
  void require_first() {
    if (!empty_)
      throw std::invalid_argument("this format holds one array: write several to .npz or .h5");
    empty_ = false;
  }

  AtomicFile file_;
  fmt::memory_buffer text_;
  bool empty_ = true;
};

class TextWriter final : public StreamFormat {
 public:
  TextWriter(const fs::path& file, const std::string& provenance, char separator)
      : StreamFormat(file), provenance_(provenance), separator_(separator) {}

 private:
  void write(const Matrix& matrix) override {
    comment('#', provenance_);
    const auto rows = rows_of(matrix);
    const auto* const sparse = std::get_if<SparseMatrix>(&matrix);
    std::vector<double> row(static_cast<std::size_t>(columns_of(matrix)));
    for (std::int64_t i = 0; i < rows; ++i) {
      if (sparse != nullptr) {
        std::fill(row.begin(), row.end(), 0.0);
        for (auto k = sparse->first[static_cast<std::size_t>(i)];
             k < sparse->first[static_cast<std::size_t>(i) + 1]; ++k)
          row[static_cast<std::size_t>(sparse->column[static_cast<std::size_t>(k)])] =
              sparse->values[static_cast<std::size_t>(k)];
        write_row(row);
      } else {
        const auto& dense = std::get<DenseMatrix>(matrix);
        write_row(
            std::span(dense.values).subspan(static_cast<std::size_t>(i) * row.size(), row.size()));
      }
    }
  }

  void write_vector(const std::vector<double>& vector) override {
    comment('#', provenance_);
    for (const double value : vector) print("{}\n", value);
  }

  void write_row(std::span<const double> row) {
    for (std::size_t j = 0; j < row.size(); ++j) {
      if (j > 0) print("{}", separator_);
      print("{}", row[j]);
    }
    print("\n");
  }

  std::string provenance_;
  char separator_;
};

class NpyWriter final : public StreamFormat {
 public:
  using StreamFormat::StreamFormat;

 private:
  void write(const Matrix& matrix) override {
    if (std::holds_alternative<SparseMatrix>(matrix)) return write(Matrix(to_dense(matrix)));
    const auto& dense = std::get<DenseMatrix>(matrix);
    put({dense.rows, dense.columns}, dense.values);
  }
  void write_vector(const std::vector<double>& vector) override {
    put({static_cast<std::int64_t>(vector.size())}, vector);
  }
  void put(const std::vector<std::int64_t>& shape, const std::vector<double>& values) {
    const auto header = detail::npy_header("<f8", shape);
    write_bytes(header.data(), header.size());
    write_bytes(values.data(), values.size() * sizeof(double));
  }
};

class MarketWriter final : public StreamFormat {
 public:
  MarketWriter(const fs::path& file, const std::string& provenance)
      : StreamFormat(file), provenance_(provenance) {}

 private:
  void write(const Matrix& matrix) override {
    if (const auto* sparse = std::get_if<SparseMatrix>(&matrix)) return write_entries(*sparse);
    const auto& dense = std::get<DenseMatrix>(matrix);
    head("array");
    print("{} {}\n", dense.rows, dense.columns);
    for (std::int64_t j = 0; j < dense.columns; ++j)
      for (std::int64_t i = 0; i < dense.rows; ++i) print("{}\n", dense.at(i, j));
  }

  void write_entries(const SparseMatrix& matrix) {
    head("coordinate");
    print("{} {} {}\n", matrix.rows, matrix.columns, matrix.values.size());
    for (std::size_t i = 0; i < static_cast<std::size_t>(matrix.rows); ++i)
      for (auto k = static_cast<std::size_t>(matrix.first[i]);
           k < static_cast<std::size_t>(matrix.first[i + 1]); ++k)
        print("{} {} {}\n", i + 1, matrix.column[k] + 1, matrix.values[k]);
  }

  void write_vector(const std::vector<double>& vector) override {
    write(DenseMatrix{static_cast<std::int64_t>(vector.size()), 1, vector});
  }

  void head(const char* format) {
    print("%%MatrixMarket matrix {} real general\n", format);
    comment('%', provenance_);
  }

  std::string provenance_;
};

}  // namespace

ArrayFormat format_for_writing(const fs::path& file) {
  const auto ending = detail::ending_of(file);
  if (ending == ".csv" || ending == ".tsv" || ending == ".txt" || ending == ".dat")
    return ArrayFormat::text;
  if (ending == ".npy") return ArrayFormat::npy;
  if (ending == ".npz") return ArrayFormat::npz;
  if (ending == ".mtx") return ArrayFormat::matrix_market;
  if (ending == ".h5" || ending == ".hdf5" || ending == ".he5") return ArrayFormat::hdf5;
  throw std::invalid_argument(
      fmt::format("'{}' does not end in .csv, .tsv, .txt, .dat, .npy, .npz, .mtx, .h5, .hdf5 or "
                  ".he5: its ending "
                  "is the format to write",
                  file.string()));
}

ArrayWriter::ArrayWriter(const fs::path& file, std::string provenance) {
  switch (format_for_writing(file)) {
    case ArrayFormat::npy:
      format_ = std::make_unique<NpyWriter>(file);
      break;
    case ArrayFormat::npz:
      format_ = detail::write_npz(file);
      break;
    case ArrayFormat::matrix_market:
      format_ = std::make_unique<MarketWriter>(file, provenance);
      break;
    case ArrayFormat::hdf5:
      format_ = detail::write_hdf5(file, provenance);
      break;
    case ArrayFormat::text: {
      const auto ending = detail::ending_of(file);
      const char separator = ending == ".csv" ? ',' : ending == ".tsv" ? '\t' : ' ';
      format_ = std::make_unique<TextWriter>(file, provenance, separator);
    }
  }
}

ArrayWriter::~ArrayWriter() = default;

void ArrayWriter::add(const std::string& name, const Matrix& matrix) {
  format_->add(name, matrix);
}
void ArrayWriter::add(const std::string& name, const std::vector<double>& vector) {
  format_->add(name, vector);
}
void ArrayWriter::close() {
  format_->close();
}

void write_matrix(const fs::path& file, const Matrix& matrix, const std::string& provenance) {
  ArrayWriter writer(file, provenance);
  writer.add("couplings", matrix);
  writer.close();
}

void write_vector(const fs::path& file, const std::vector<double>& vector,
                  const std::string& provenance) {
  ArrayWriter writer(file, provenance);
  writer.add("values", vector);
  writer.close();
}

}  // namespace steady::files
