#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include <tests/catch.hpp>
#include <tests/oracles/scratch_folder.hpp>

#include <steady/numerics/files/atomic_file.hpp>

namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using steady::files::AtomicFile;
using steady::files::FileError;

namespace {

std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("A file appears under its name when committed, not before") {
  const ScratchFolder folder;
  const auto target = folder.path() / "table.csv";
  {
    AtomicFile file(target);
    file.stream() << "size,entropy\n" << 20 << ',' << 0.5 << '\n';
    CHECK_FALSE(fs::exists(target));
    file.commit();
  }
  CHECK(contents(target) == "size,entropy\n20,0.5\n");
  CHECK(folder.entries() == 1);
}

TEST_CASE("Without a commit the old file stays and nothing else is left") {
  const ScratchFolder folder;
  const auto target = folder.path() / "table.csv";
  std::ofstream(target) << "old";
  try {
    AtomicFile file(target);
    file.stream() << "new, but half";
    throw std::runtime_error("interrupted");
  } catch (const std::runtime_error&) {
  }
  CHECK(contents(target) == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("Long texts arrive whole, with the permissions of ordinary files") {
  const ScratchFolder folder;
  const auto target = folder.path() / "long";
  const std::string text(1 << 20, 'x');
  AtomicFile file(target);
  file.stream() << text << std::flush << "end";
  file.commit();
  CHECK(contents(target) == text + "end");
  const auto mask = ::umask(0);
  ::umask(mask);
  struct stat status {};
  REQUIRE(::stat(target.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == (0666 & ~mask));
}

TEST_CASE("A symbolic link keeps pointing to the file it named") {
  const ScratchFolder folder;
  const auto real = folder.path() / "real";
  const auto link = folder.path() / "link";
  std::ofstream(real) << "old";
  fs::create_symlink(real, link);
  AtomicFile file(link);
  file.stream() << "new";
  file.commit();
  CHECK(fs::is_symlink(link));
  CHECK(contents(real) == "new");
}

TEST_CASE("A full disk is an error that names the file, and the device survives") {
  if (!fs::exists("/dev/full")) return;
  AtomicFile small("/dev/full");
  small.stream() << "little";
  CHECK_THROWS_WITH(small.commit(), Contains("/dev/full") && Contains("No space left on device"));
  AtomicFile large("/dev/full");
  large.stream() << std::string(1 << 20, 'x');
  CHECK_FALSE(large.stream().good());
  CHECK_THROWS_AS(large.check(), FileError);
  CHECK_THROWS_AS(large.commit(), FileError);
  CHECK(fs::is_character_file("/dev/full"));
}

TEST_CASE("What cannot be written is refused at once") {
  const ScratchFolder folder;
  CHECK_THROWS_WITH(AtomicFile(folder.path() / "missing" / "table.csv"),
                    Contains("missing/table.csv") && Contains("No such file or directory"));
  CHECK_THROWS_WITH(AtomicFile(folder.path()), Contains("directory"));
  CHECK_THROWS_AS(AtomicFile(folder.path() / ""), FileError);
  CHECK_THROWS_AS(AtomicFile(""), FileError);
  if (::geteuid() == 0) return;  // root may write everywhere
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  CHECK_THROWS_WITH(AtomicFile(folder.path() / "table.csv"), Contains("Permission denied"));
  fs::permissions(folder.path(), fs::perms::owner_all);
  std::ofstream(folder.path() / "protected") << "old";
  fs::permissions(folder.path() / "protected", fs::perms::owner_read);
  CHECK_THROWS_WITH(AtomicFile(folder.path() / "protected"), Contains("Permission denied"));
}

TEST_CASE("What a killed run left is removed by the next one, nothing else is") {
  const ScratchFolder folder;
  const auto target = folder.path() / "states.h5";
  // A process that dies in the middle of writing.
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    steady::files::PendingFile file(target);
    ::_exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(folder.entries() == 1);
  const auto leftover = fs::directory_iterator(folder.path())->path();
  // Of another machine, of a living process, and files of the user that only look similar.
  const auto name = leftover.filename().string();
  const auto before = name.substr(0, name.rfind(std::to_string(child)));  // .states.h5.HOST-
  const auto living = before + std::to_string(::getppid()) + "-0.tmp";
  for (const auto& other :
       {".states.h5.elsewhere-x-" + std::to_string(child) + "-0.tmp", living, before + ".tmp",
        std::string(".hidden.tmp"), std::string("mine-1-0.tmp")})
    std::ofstream(folder.path() / other) << "kept";
  steady::files::PendingFile next(target);
  CHECK_FALSE(fs::exists(leftover));
  CHECK(folder.entries() == 6);
  CHECK(steady::files::remove_leftovers(folder.path()).empty());
  CHECK(steady::files::remove_leftovers(folder.path() / "missing").empty());
}

TEST_CASE("A name as long as the file system takes can be written") {
  const ScratchFolder folder;
  const auto target = folder.path() / std::string(255, 'n');
  AtomicFile file(target);
  file.stream() << "text";
  file.commit();
  CHECK(contents(target) == "text");
}

TEST_CASE("A broken pipe is an error, not the end of the program") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const auto old = ::signal(SIGPIPE, SIG_IGN);
  AtomicFile file("/proc/self/fd/" + std::to_string(ends[1]));
  ::close(ends[0]);
  file.stream() << "lost";
  CHECK_THROWS_WITH(file.commit(), Contains("Broken pipe"));
  ::close(ends[1]);
  ::signal(SIGPIPE, old);
}
