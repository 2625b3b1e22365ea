#include "output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "errors.hpp"

namespace steady::apps {
namespace {

[[noreturn]] void fail(const std::string& name, int code) {
  throw ResourceError(fmt::format("{}: {}", name, std::strerror(code)));
}

}  // namespace

void write_all(int descriptor, std::string_view text, const std::string& name) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      if (errno == EPIPE) throw ClosedPipe();
      fail(name, errno);
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

struct Output::File {
  std::string target;     // where the file will be
  std::string temporary;  // where it is written; empty when written in place
  int descriptor = -1;

  ~File() {
    if (descriptor >= 0) ::close(descriptor);
    if (!temporary.empty()) ::unlink(temporary.c_str());
  }
};

Output::Output(const std::string& path) : path_(path) {
  if (path.empty()) return;
  file_ = std::make_unique<File>();
  struct stat existing {};
  const bool exists = ::stat(path.c_str(), &existing) == 0;
  if (exists && S_ISDIR(existing.st_mode)) fail(path, EISDIR);
  if (exists && !S_ISREG(existing.st_mode)) {
    // Renaming over a device or a named pipe would replace it: write into it.
    file_->descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file_->descriptor < 0) fail(path, errno);
    return;
  }
  // A symbolic link stays one: the file it points to is replaced.
  std::error_code ignored;
  const auto resolved = std::filesystem::weakly_canonical(path, ignored);
  file_->target = ignored ? path : resolved.string();
  std::string pattern = file_->target + ".partial-XXXXXX";
  file_->descriptor = ::mkostemp(pattern.data(), O_CLOEXEC);
  if (file_->descriptor < 0) fail(path, errno);
  file_->temporary = pattern;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(file_->descriptor, exists ? existing.st_mode & 07777 : 0666 & ~mask);
}

Output::~Output() = default;
Output::Output(Output&&) noexcept = default;

void Output::finish(std::string_view text) {
  if (!file_) {
    write_all(STDOUT_FILENO, text, "standard output");
    return;
  }
  write_all(file_->descriptor, text, path_);
  const int descriptor = file_->descriptor;
  file_->descriptor = -1;
  if (file_->temporary.empty()) {
    if (::close(descriptor) != 0) fail(path_, errno);
    return;
  }
  // The data must be on disk before the name is, or a crash could leave an empty file.
  const bool synced = ::fsync(descriptor) == 0;
  const int sync_error = errno;
  if (::close(descriptor) != 0) fail(path_, errno);
  if (!synced) fail(path_, sync_error);
  if (::rename(file_->temporary.c_str(), file_->target.c_str()) != 0) fail(path_, errno);
  file_->temporary.clear();
}

}  // namespace steady::apps
