// Matrices and vectors in files. The files in cases/ are those of NumPy, scipy, h5py, pandas and
// PyTables, written by tests/oracles/file_cases.py.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include <tests/catch.hpp>
#include <tests/oracles/scratch_folder.hpp>

#include <steady/numerics/files/arrays.hpp>

using namespace steady::files;
namespace fs = std::filesystem;
using Catch::Matchers::Contains;

namespace {

const fs::path cases = STEADY_FILE_CASES;
constexpr int n = 5;

int whole(std::int64_t i, std::int64_t j) {
  return static_cast<int>((3 * i + 5 * j) % 7) - 3;
}
double real(std::int64_t i, std::int64_t j) {
  return whole(i, j) * 0.375;
}
double few(std::int64_t i, std::int64_t j) {
  return (i + 2 * j) % 3 == 0 ? real(i, j) : 0.0;
}

template <class Entry>
bool holds(const Matrix& matrix, const Entry& entry, int size = n) {
  const auto dense = to_dense(matrix);
  if (dense.rows != size || dense.columns != size) return false;
  for (int i = 0; i < size; ++i)
    for (int j = 0; j < size; ++j)
      if (dense.at(i, j) != entry(i, j)) return false;
  return true;
}

bool is_sparse(const Matrix& matrix) {
  return std::holds_alternative<SparseMatrix>(matrix);
}

fs::path write(const ScratchFolder& folder, const std::string& name, const std::string& text) {
  const auto path = folder.path() / name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

Matrix read_text(const std::string& text, const std::string& name = "matrix.txt") {
  const ScratchFolder folder;
  return read_matrix(write(folder, name, text));
}

std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("NumPy arrays of every kind of number are read") {
  for (const char* kind : {"f8", "f8be", "f4", "f4be", "f2", "f2be", "longdouble"})
    CHECK(holds(read_matrix(cases / ("real_" + std::string(kind) + ".npy")), real));
  for (const char* kind : {"i1", "i2", "i2be", "i4", "i4be", "i8", "i8be"})
    CHECK(holds(read_matrix(cases / ("whole_" + std::string(kind) + ".npy")), whole));
  for (const char* kind : {"u1", "u2", "u4be", "u8"})
    CHECK(holds(read_matrix(cases / ("natural_" + std::string(kind) + ".npy")),
                [](auto i, auto j) { return whole(i, j) + 3; }));
  const auto truth = read_matrix(cases / "truth.npy");
  CHECK(holds(truth, [](auto i, auto j) { return whole(i, j) > 0 ? 1 : 0; }));
  CHECK(std::get<DenseMatrix>(truth).boolean);
  for (const char* name : {"fortran.npy", "version2.npy", "version3.npy"})
    CHECK(holds(read_matrix(cases / name), real));
  CHECK(read_vector(cases / "vector.npy") == std::vector{-0.5, -0.25, 0.0, 0.25, 0.5});
}

TEST_CASE("An array of three dimensions holds several matrices") {
  for (const char* name : {"stack.npy", "stack_fortran.npy"}) {
    const auto names = list_square_matrices(cases / name);
    REQUIRE(names == std::vector<std::string>{"[0]", "[1]", "[2]"});
    for (int k = 0; k < 3; ++k)
      CHECK(holds(read_matrix(cases / name, names[k]),
                  [k](auto i, auto j) { return real(i, j) + k; }));
    CHECK_THROWS_WITH(read_matrix(cases / name),
                      Contains("(3, 5, 5)") && Contains("two dimensions"));
    CHECK_THROWS_WITH(read_matrix(cases / name, "[3]"), Contains("no matrix [3]"));
  }
  CHECK(list_square_matrices(cases / "h5py.h5", "inner/stack").size() == 3);
  CHECK(holds(read_matrix(cases / "h5py.h5", "inner/stack[2]"),
              [](auto i, auto j) { return real(i, j) + 2; }));
}

TEST_CASE("All square matrices of a file, read at once, are those read one by one") {
  for (const char* name :
       {"stack.npy", "stack_fortran.npy", "many.npz", "h5py.h5", "whole_i4.npy", "csr.npz"}) {
    std::vector<std::string> names;
    read_square_matrices(cases / name, "", [&](const std::string& array, Matrix&& matrix) {
      names.push_back(array);
      CHECK(to_dense(matrix).values == to_dense(read_matrix(cases / name, array)).values);
    });
    CHECK(names == list_square_matrices(cases / name));
  }
  // One of several, and an order of indices that mixes them.
  std::vector<std::string> names;
  const auto take = [&](const std::string& array, Matrix&&) { names.push_back(array); };
  read_square_matrices(cases / "stack.npy", "[1]", take);
  read_square_matrices(cases / "h5py.h5", "inner/stack", take);
  CHECK(names ==
        std::vector<std::string>{"[1]", "inner/stack[0]", "inner/stack[1]", "inner/stack[2]"});
  // Cut off it lacks numbers of the last one, whichever is asked for.
  const ScratchFolder folder;
  for (const char* name : {"stack.npy", "stack_fortran.npy"}) {
    const auto whole = contents(cases / name);
    const auto cut = write(folder, name, whole.substr(0, whole.size() - 8));
    CHECK_THROWS_WITH(read_square_matrices(cut, "", take), Contains("truncated"));
    CHECK_THROWS_WITH(read_matrix(cut, "[2]"), Contains("truncated"));
  }
}

TEST_CASE("NumPy arrays that are no matrices of numbers are refused with a remedy") {
  const auto refuse = [](const char* name, const char* why) {
    CHECK_THROWS_WITH(read_matrix(cases / name), Contains(why) && Contains(name));
  };
  refuse("refused_complex.npy", "complex");
  refuse("refused_object.npy", "dtype=float");
  refuse("refused_text.npy", "'<U1' is not one of numbers");
  refuse("refused_records.npy", "records");
  refuse("refused_large.npy", "9007199254740993 has no exact place");
  refuse("refused_nan.npy", "row 1, column 3 (counted from 0) is nan");
  refuse("refused_twice.npz", "row 1, column 3 appears twice");
  const ScratchFolder folder;
  const auto path = folder.path() / "longer.npy";
  std::ofstream(path, std::ios::binary) << contents(cases / "real_f8.npy") << 'x';
  CHECK_THROWS_WITH(read_matrix(path), Contains("bytes follow"));
  CHECK_THROWS_WITH(read_matrix(write(folder, "not.npy", "1 2\n3 4\n")),
                    Contains("not a NumPy array"));
  CHECK_THROWS_WITH(read_matrix(folder.path() / "absent.npy"), Contains("No such file"));
  CHECK_THROWS_WITH(read_matrix(write(folder, "empty.csv", "")), Contains("it is empty"));
  CHECK_THROWS_WITH(read_matrix(cases / "real_f8.npy", "J"), Contains("leave the name out"));
}

TEST_CASE("Archives of NumPy arrays and the sparse matrices of scipy are read") {
  for (const char* name : {"two.npz", "two_deflated.npz"}) {
    CHECK(holds(read_matrix(cases / name), real));
    CHECK(holds(read_matrix(cases / name, "J"), real));
    CHECK(read_vector(cases / name).size() == n);
    CHECK(read_vector(cases / name, "external_field")[4] == 0.5);
  }
  for (const char* name : {"csr.npz", "csc.npz", "coo.npz", "dia.npz"}) {
    const auto matrix = read_matrix(cases / name);
    CHECK(is_sparse(matrix));
    CHECK(holds(matrix, few));
  }
  CHECK(holds(
      read_matrix(cases / "bsr.npz"),
      [](auto i, auto j) { return std::max(i, j) < n ? few(i, j) : 0.0; }, n + 1));
  CHECK(list_square_matrices(cases / "many.npz") == std::vector<std::string>{"A", "B"});
  CHECK_THROWS_WITH(read_matrix(cases / "many.npz"),
                    Contains("several") && Contains("A (5, 5), B (5, 5)"));
  CHECK_THROWS_WITH(read_matrix(cases / "many.npz", "C"), Contains("lacks this array"));
}

TEST_CASE("Matrix Market files of scipy are read in every form") {
  const auto both = [](auto i, auto j) { return few(i, j) + few(j, i); };
  const auto coordinate = read_matrix(cases / "coordinate.mtx");
  CHECK(is_sparse(coordinate));
  CHECK(holds(coordinate, few));
  CHECK(holds(read_matrix(cases / "array.mtx"), real));
  CHECK(holds(read_matrix(cases / "integer.mtx"), whole));
  CHECK(holds(read_matrix(cases / "symmetric.mtx"), both));
  CHECK(holds(read_matrix(cases / "symmetric_array.mtx"),
              [](auto i, auto j) { return real(i, j) + real(j, i); }));
  CHECK(
      holds(read_matrix(cases / "skew.mtx"), [](auto i, auto j) { return few(i, j) - few(j, i); }));
  CHECK(holds(read_matrix(cases / "skew_array.mtx"),
              [](auto i, auto j) { return real(i, j) - real(j, i); }));
  CHECK(holds(read_matrix(cases / "pattern.mtx"),
              [](auto i, auto j) { return few(i, j) != 0.0 ? 1 : 0; }));
}

TEST_CASE("Matrix Market files are refused with the line that is wrong") {
  const std::string head = "%%MatrixMarket matrix coordinate real general\n% by hand\n";
  const auto refuse = [](const std::string& text, const char* why) {
    CHECK_THROWS_WITH(read_text(text, "hand.mtx"), Contains("hand.mtx") && Contains(why));
  };
  CHECK(holds(read_text(head + "5 5 0\n", "hand.mtx"), [](auto, auto) { return 0; }));
  refuse(head + "3 3 2\n1 2 0.5\n1 2 0.25\n", "row 1, column 2 appears twice (counted from 1)");
  refuse(head + "3 3 2\n1 2 0.5\n", "truncated: 1 entries, its head announces 2");
  refuse(head + "3 3 1\n1 2 0.5\n2 1 0.5\n", "line 5: more entries than the 1");
  refuse(head + "3 3 1\n0 2 0.5\n", "line 4: the index 0 is outside 1 … 3");
  refuse(head + "3 3 1\n1 4 0.5\n", "line 4: the index 4 is outside 1 … 3");
  refuse(head + "3 3 1\n1 2 nan\n", "line 4: 'nan' is not a finite number");
  refuse(head + "3 3 1\n1 2 0.5 0.5\n", "'0.5' follows the entry");
  refuse(head + "3 3 1\n1 2\n", "'' is not a number");
  refuse(head + "3 3 1\n1\n", "a row, a column and a value are expected");
  refuse(head, "ends before the line with its size");
  refuse(head + "3 3\n", "3 whole numbers are expected");
  refuse(head + "100000 100000 1000000000\n1 1 1\n", "truncated");
  refuse("%%MatrixMarket matrix coordinate complex general\n", "complex");
  refuse("%%MatrixMarket matrix coordinate complex hermitian\n", "complex");
  refuse("%%MatrixMarket matrix array pattern general\n", "'pattern' is not");
  refuse("%%MatrixMarket matrix coordinate real symmetric\n3 2 0\n", "3 rows and 2 columns");
  refuse("%%MatrixMarket matrix coordinate real skew-symmetric\n3 3 1\n2 2 1\n", "diagonal");
  refuse("%%MatrixMarket vector coordinate real general\n", "not the head");
  refuse("%%MatrixMarket matrix coordinate real symmetric\n3 3 2\n1 2 1\n2 1 1\n", "appears twice");
  refuse("1 2 3\n", "%%MatrixMarket");
}

TEST_CASE("Text is read with any separator, comments, marks and names") {
  for (const char* name : {"pandas.csv", "pandas_numbers_above.csv", "pandas_names.csv",
                           "pandas_names.tsv", "savetxt.txt"})
    CHECK(holds(read_matrix(cases / name), real));
  const auto numbers = [](auto i, auto j) { return 1 + 2 * i + j; };
  for (const char* text :
       {"1,2\n3,4\n", "1 2\n3 4", "1\t2\n3\t4\n", "1;2\n3;4\n", "  1   2\r\n\r\n 3\t4 \r\n",
        "\xef\xbb\xbf"
        "1,2\r\n3,4\r\n",
        "# a, b\n% c\n1, 2 # first\n3, 4\n", "a,b\n1,2\n3,4\n", "\"a\";\"b\"\n\"1\";\"2\"\n3;4\n",
        "1,2,\n3,4,\n", "+1 2e0\n3. 4.0\n", "x y\np 1 2\nq 3 4\n", "x,y\np,1,2\nq,3,4\n",
        ",x,y\n7,1,2\n8,3,4\n", "\"p\",1,2\n\"q\",3,4\n"}) {
    INFO(text);
    CHECK(holds(read_text(text), numbers, 2));
  }
  const ScratchFolder folder;
  CHECK(read_vector(write(folder, "v.txt", "0.5\n-1\n")) == std::vector{0.5, -1.0});
  CHECK(read_vector(write(folder, "v.txt", "0.5, -1\n")) == std::vector{0.5, -1.0});
  CHECK_THROWS_WITH(read_vector(write(folder, "v.txt", "1 2\n3 4\n")),
                    Contains("one row or one column"));
  // The numbers of columns are no row, but a row that only looks so is one.
  CHECK(rows_of(read_text("0 1 2\n3 4 5\n6 7 8\n")) == 3);
  CHECK(rows_of(read_text("1e-400 1\n0 1\n")) == 2);
}

TEST_CASE("Text is refused with the line that is wrong and what to do") {
  const auto refuse = [](const std::string& text, const char* where, const char* why) {
    INFO(text);
    CHECK_THROWS_WITH(read_text(text), Contains("matrix.txt") && Contains(where) && Contains(why));
  };
  refuse("1 2\n3\n", "line 2", "1 numbers, but line 1 has 2");
  refuse("# c\n1 2\n\n3 4 5\n", "line 4", "3 numbers, but line 2 has 2");
  refuse("1,2\n3,\n", "line 2", "1 numbers, but line 1 has 2");
  refuse("1,2\n,4\n", "line 2, column 1", "empty cell");
  refuse("1,2\n3,x\n", "line 2, column 2", "'x' is not a number");
  refuse("1,x\n3,4\n", "line 1, column 2", "'x' is not a number");
  refuse("1 2\n3 nan\n", "line 2, column 2", "'nan' is not a finite number");
  refuse("1 2\n3 1e999\n", "line 2, column 2", "finite");
  refuse("1 2\n3 (1+2j)\n", "line 2, column 2", "complex");
  refuse("1 2\n3 1+2i\n", "line 2, column 2", "complex");
  refuse("0,5;1,5\n2;3\n", "line 1, column 1",
         "'0,5' is not a number: write decimals with a point");
  refuse("p,1,2\n3,4,5\n", "line 2", "begins with a number, line 1 with a name");
  refuse("a,b,c\n1,2\n3,4\n", "line 2", "2 numbers below the 3 names in line 1");
  refuse(",a,b,c\nb,0,5,-3\nc,-3,5,0\na,5,0,-3\n", "row 1 is called 'b', column 1 'a'",
         "df.loc[df.columns, df.columns]");
  refuse("1e400,2\n3,4\n", "line 1, column 1", "'1e400' is not a finite number");
  refuse("1 2\n3 9007199254740993\n", "line 2, column 2", "beyond 2^53");
  refuse("a,b\n", "", "no numbers, only the names in line 1");
  refuse("# nothing\n", "", "it has no numbers");
  refuse(
      "\xff\xfe"
      "1\0",
      "", "UTF-16");
}

TEST_CASE("HDF5 data sets of every kind are read, by path or as the only square one") {
  const auto file = cases / "h5py.h5";
  for (const char* name : {"f8", "f4", "f8be", "packed", "/f8"})
    CHECK(holds(read_matrix(file, name), real));
  for (const char* name : {"i1", "i8"}) CHECK(holds(read_matrix(file, name), whole));
  CHECK(holds(read_matrix(file, "truth"), [](auto i, auto j) { return whole(i, j) > 0 ? 1 : 0; }));
  CHECK(std::get<DenseMatrix>(read_matrix(file, "truth")).boolean);
  for (const char* name : {"csr", "csc", "matlab"}) {
    CHECK(is_sparse(read_matrix(file, name)));
    CHECK(holds(read_matrix(file, name), few));
  }
  CHECK(read_vector(file).size() == n);
  CHECK(holds(read_matrix(cases / "one.h5"), real));
  CHECK(holds(read_matrix(cases / "pandas.h5"), real));
  CHECK_THROWS_WITH(read_matrix(file), Contains("several") && Contains("f8 (5, 5)"));
  CHECK_THROWS_WITH(read_matrix(file, "absent"), Contains("no data set 'absent'"));
  CHECK_THROWS_WITH(read_matrix(file, "complex"), Contains("complex"));
  CHECK_THROWS_WITH(list_square_matrices(file, "vector"), Contains("N × N"));
}

TEST_CASE("What is written reads back as the same doubles, in every format") {
  const ScratchFolder folder;
  DenseMatrix dense{3, 3, {0.1, -0.0, 1e-320, 1.0 / 3, 5e300, -7, 1, 2, 12345.678}};
  const SparseMatrix sparse{3, 4, {0, 2, 2, 3}, {0, 3, 1}, {0.1, -2.5e-7, 1.0 / 3}};
  for (const char* name : {"a.csv", "a.tsv", "a.txt", "a.dat", "a.npy", "a.npz", "a.mtx", "a.h5"}) {
    INFO(name);
    const auto path = folder.path() / name;
    write_matrix(path, dense, "made by\nhand");
    CHECK(to_dense(read_matrix(path)).values == dense.values);
    CHECK(std::signbit(to_dense(read_matrix(path)).values[1]));
    write_matrix(path, sparse, "made by\nhand");
    const auto back = read_matrix(path);
    CHECK(to_dense(back).values == to_dense(sparse).values);
    const bool keeps =
        path.extension() == ".npz" || path.extension() == ".mtx" || path.extension() == ".h5";
    CHECK(is_sparse(back) == keeps);
    write_vector(path, {0.1, -3.0});
    CHECK(read_vector(path) == std::vector{0.1, -3.0});
    CHECK(read_matrix_bytes(path) > 0.0);
  }
  CHECK(folder.entries() == 8);
  CHECK_THROWS_WITH(write_matrix(folder.path() / "a.xls", dense), Contains(".csv, .tsv"));
  ArrayWriter one(folder.path() / "b.csv");
  one.add("A", dense);
  CHECK_THROWS_WITH(one.add("B", dense), Contains("several to .npz or .h5"));
  for (const char* name : {"b.npz", "b.h5"}) {
    ArrayWriter several(folder.path() / name);
    several.add("A", dense);
    several.add("b", std::vector{1.0, 2.0, 3.0});
    CHECK_THROWS_WITH(several.add("A", dense), Contains("two arrays of the name 'A'"));
    several.close();
    CHECK(to_dense(read_matrix(folder.path() / name)).values == dense.values);
    CHECK(read_vector(folder.path() / name) == std::vector{1.0, 2.0, 3.0});
  }
}

TEST_CASE("A file cut off anywhere is refused, never read as something else") {
  const ScratchFolder folder;
  const auto cut = folder.path() / "cut";
  for (const char* name :
       {"real_f4.npy", "version3.npy", "stack.npy", "csr.npz", "two_deflated.npz", "bsr.npz",
        "coordinate.mtx", "symmetric_array.mtx", "one.h5"}) {
    const auto whole_file = contents(cases / name);
    const auto path = cut.string() + fs::path(name).extension().string();
    const std::size_t step = whole_file.size() > 2000 ? 37 : 1;
    std::ofstream(path, std::ios::binary) << whole_file;
    for (auto length = whole_file.size() - 1; length >= step; length -= step) {
      fs::resize_file(path, length);
      INFO(name << " cut to " << length);
      const bool last_number = fs::path(name).extension() == ".mtx" &&
                               whole_file.find('\n', length) + 1 == whole_file.size();
      if (last_number) continue;  // within the last number it cannot be seen
      CHECK_THROWS_AS(read_matrix(path), FileError);
    }
  }
}

TEST_CASE("Damaged bytes give a matrix or an error in words, nothing else") {
  const ScratchFolder folder;
  std::mt19937 random(12);
  for (const char* name :
       {"whole_i2.npy", "fortran.npy", "csc.npz", "coo.npz", "dia.npz", "bsr.npz", "two.npz",
        "symmetric.mtx", "array.mtx", "pandas_names.csv"}) {
    const auto whole_file = contents(cases / name);
    const auto path = folder.path() / name;
    for (int trial = 0; trial < 60; ++trial) {
      auto damaged = whole_file;
      for (int k = 0; k < 1 + trial % 3; ++k)
        damaged[random() % damaged.size()] = static_cast<char>(random());
      std::ofstream(path, std::ios::binary) << damaged;
      try {
        const auto matrix = read_matrix(path);
        CHECK(rows_of(matrix) >= 0);
      } catch (const FileError&) {
      }
    }
  }
}
