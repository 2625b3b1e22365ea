// HDF5 files where locks fail. The test program has a flock() of its own, which the library HDF5
// calls instead of the system's.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include <tests/catch.hpp>
#include <tests/oracles/scratch_folder.hpp>

#include <steady/numerics/files/atomic_file.hpp>
#include <steady/numerics/files/detail/hdf5_layer.hpp>

namespace hdf5 = steady::files::detail;
namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using steady::files::FileError;

namespace {

int lock_error = 0;  // what flock() fails with
int lock_calls = 0;

void write_small(const fs::path& path) {
  const hdf5::Session session;
  const hdf5::Checker c("cannot write", path);
  auto file = hdf5::create_file(c, path);
  hdf5::write_attribute(c, file.get(), "size", std::int64_t{24});
  c.close(file);
}

std::int64_t read_small(const fs::path& path) {
  const hdf5::Session session;
  const hdf5::Checker c("cannot read", path);
  const auto file = hdf5::open_file(c, path);
  return hdf5::read_integer(c, file.get(), "size");
}

struct FailingLocks {
  explicit FailingLocks(int error) { lock_error = error; }
  ~FailingLocks() { lock_error = 0; }
};

}  // namespace

extern "C" int flock(int descriptor, int operation) {
  ++lock_calls;
  if (lock_error == 0) return static_cast<int>(::syscall(SYS_flock, descriptor, operation));
  errno = lock_error;
  return -1;
}

TEST_CASE("HDF5 files are written and read on file systems without locks") {
  const ScratchFolder folder;
  const auto path = folder.path() / "small.h5";
  for (const int error : {ENOLCK, ENOSYS, EOPNOTSUPP}) {
    const FailingLocks none(error);
    write_small(path);
    lock_calls = 0;
    CHECK(read_small(path) == 24);
    CHECK(lock_calls > 0);  // or this test would show nothing
  }
}

TEST_CASE("A file that another program writes is called that, not incomplete") {
  const ScratchFolder folder;
  const auto path = folder.path() / "small.h5";
  write_small(path);
  // As a program that has opened it for writing.
  const int other = ::open(path.c_str(), O_RDWR);
  REQUIRE(::flock(other, LOCK_EX | LOCK_NB) == 0);
  CHECK_THROWS_WITH(read_small(path), Contains("another program has it open for writing") &&
                                          Contains("small.h5") && !Contains("complete"));
  ::close(other);
  CHECK(read_small(path) == 24);
}

TEST_CASE("A file that is cut off is called incomplete, with locks and without") {
  const ScratchFolder folder;
  const auto path = folder.path() / "small.h5";
  write_small(path);
  fs::resize_file(path, fs::file_size(path) - 1);
  CHECK_THROWS_WITH(read_small(path), Contains("not a complete HDF5 file"));
  const FailingLocks none(ENOLCK);
  CHECK_THROWS_WITH(read_small(path), Contains("not a complete HDF5 file"));
}
