#include <steady/numerics/files/atomic_file.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <regex>
#include <set>
#include <streambuf>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace steady::files {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

std::string reason(int error) {
  return std::generic_category().message(error);
}

const std::string& this_machine() {
  static const std::string name = [] {
    std::array<char, 256> text{};
    if (::gethostname(text.data(), text.size() - 1) != 0 || text[0] == '\0') return "unnamed"s;
    std::string machine(text.data());
    std::replace(machine.begin(), machine.end(), '/', '_');
    return machine.substr(0, 64);
  }();
  return name;
}

// Every machine, process and file of one process its own name. Long ones are cut: with what is
// added they must stay below the 255 bytes that file systems take.
fs::path temporary_beside(const fs::path& target) {
  static std::atomic<unsigned> counter{0};
  const auto name = fmt::format(".{}.{}-{}-{}.tmp", target.filename().string().substr(0, 150),
                                this_machine(), ::getpid(), counter++);
  return target.parent_path() / name;
}

/// The process whose temporary that is, if it was one of this machine's.
std::optional<pid_t> writer_of(const std::string& name) {
  static const std::regex pattern(R"(\..+\.(.+)-([0-9]+)-[0-9]+\.tmp)");
  std::smatch parts;
  if (!std::regex_match(name, parts, pattern)) return std::nullopt;
  // The name of the file may hold dots and the name of the machine, too: it is known.
  const auto before = parts[0].str().substr(0, static_cast<std::size_t>(parts.position(2)) - 1);
  if (!before.ends_with("." + this_machine())) return std::nullopt;
  return static_cast<pid_t>(std::strtol(parts[2].str().c_str(), nullptr, 10));
}

bool is_alive(pid_t process) {
  return process > 0 && (::kill(process, 0) == 0 || errno != ESRCH);
}

void remove_leftovers_once(const fs::path& folder) {
  static std::mutex mutex;
  static std::set<fs::path> seen;
  std::error_code ignored;
  {
    const std::lock_guard lock(mutex);
    if (!seen.insert(fs::absolute(folder, ignored)).second) return;
  }
  remove_leftovers(folder);
}

int open_retrying(const fs::path& file, int flags) {
  int descriptor = -1;
  do {
    descriptor = ::open(file.c_str(), flags | O_CLOEXEC, 0666);
  } while (descriptor < 0 && errno == EINTR);
  return descriptor;
}

void sync_to_disk(const fs::path& file, const fs::path& named) {
  const int descriptor = open_retrying(file, O_RDONLY);
  if (descriptor < 0) throw FileError("cannot write", named, reason(errno));
  const int failed = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  // EINVAL: a file system without fsync; the contents are as safe as it can make them.
  if (failed != 0 && failed != EINVAL) throw FileError("cannot write", named, reason(failed));
}

}  // namespace

FileError::FileError(const std::string& what_failed, const fs::path& file, const std::string& why)
    : std::runtime_error(fmt::format("{} '{}': {}", what_failed, file.string(), why)) {}

std::vector<fs::path> remove_leftovers(const fs::path& folder) {
  std::vector<fs::path> removed;
  std::error_code error;
  for (fs::directory_iterator entry(folder.empty() ? "." : folder, error), end;
       !error && entry != end; entry.increment(error)) {
    const auto name = entry->path().filename().string();
    if (!name.starts_with('.') || !name.ends_with(".tmp")) continue;
    const auto writer = writer_of(name);
    if (!writer || is_alive(*writer)) continue;
    if (::unlink(entry->path().c_str()) == 0) removed.push_back(entry->path());
  }
  return removed;
}

void PendingFile::require_regular() const {
  if (direct_) throw FileError("cannot write", target_, "not a regular file");
}

PendingFile::PendingFile(const fs::path& target) : target_(target) {
  if (!target.has_filename()) throw FileError("cannot write", target, "not a file name");
  std::error_code ignored;
  const auto status = fs::status(target, ignored);
  if (fs::is_directory(status)) throw FileError("cannot write", target, reason(EISDIR));
  direct_ = fs::exists(status) && !fs::is_regular_file(status);
  if (direct_) {
    temporary_ = target_;
    return;
  }
  if (fs::exists(status)) {
    if (::access(target.c_str(), W_OK) != 0) throw FileError("cannot write", target, reason(errno));
    if (fs::is_symlink(target, ignored)) target_ = fs::canonical(target, ignored);
    if (ignored) throw FileError("cannot write", target, ignored.message());
  }
  remove_leftovers_once(target_.parent_path());
  temporary_ = temporary_beside(target_);
  const int descriptor = open_retrying(temporary_, O_WRONLY | O_CREAT | O_EXCL);
  if (descriptor < 0) throw FileError("cannot write", target, reason(errno));
  ::close(descriptor);
}

PendingFile::~PendingFile() {
  if (!direct_ && !published_) ::unlink(temporary_.c_str());
}

void PendingFile::publish() {
  if (direct_ || published_) return;
  sync_to_disk(temporary_, target_);
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) {
    throw FileError("cannot write", target_, reason(errno));
  }
  published_ = true;
  // The name, too, must survive a power cut; where folders cannot be synced nothing is lost.
  const auto folder = target_.has_parent_path() ? target_.parent_path() : fs::path(".");
  const int descriptor = open_retrying(folder, O_RDONLY | O_DIRECTORY);
  if (descriptor < 0) return;
  static_cast<void>(::fsync(descriptor));
  ::close(descriptor);
}

/// A file descriptor with a buffer that remembers the first error (std::filebuf forgets it).
class AtomicFile::Buffer : public std::streambuf {
 public:
  Buffer(const fs::path& file, const fs::path& named) : named_(named) {
    descriptor_ = open_retrying(file, O_WRONLY);
    if (descriptor_ < 0) throw FileError("cannot write", named, reason(errno));
    setp(bytes_.data(), bytes_.data() + bytes_.size());
  }
  ~Buffer() override {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  void close() {
    sync();
    if (descriptor_ >= 0 && ::close(descriptor_) != 0 && error_ == 0) error_ = errno;
    descriptor_ = -1;
    check();
  }
  void check() const {
    if (error_ != 0) throw FileError("cannot write", named_, reason(error_));
  }

 protected:
  int_type overflow(int_type c) override {
    if (sync() != 0) return traits_type::eof();
    if (!traits_type::eq_int_type(c, traits_type::eof())) sputc(traits_type::to_char_type(c));
    return traits_type::not_eof(c);
  }
  int sync() override {
    const char* next = pbase();
    while (next < pptr() && error_ == 0) {
      const auto written = ::write(descriptor_, next, static_cast<std::size_t>(pptr() - next));
      if (written >= 0) {
        next += written;
      } else if (errno != EINTR) {
        error_ = errno;
      }
    }
    setp(bytes_.data(), bytes_.data() + bytes_.size());
    return error_ == 0 ? 0 : -1;
  }

 private:
  fs::path named_;
  int descriptor_ = -1;
  int error_ = 0;
  std::array<char, 1 << 16> bytes_;
};

AtomicFile::AtomicFile(const fs::path& target)
    : pending_(target),
      buffer_(std::make_unique<Buffer>(pending_.temporary(), pending_.target())),
      stream_(buffer_.get()) {}

AtomicFile::~AtomicFile() = default;

std::ostream& AtomicFile::stream() {
  return stream_;
}

void AtomicFile::check() {
  buffer_->check();
}

void AtomicFile::commit() {
  buffer_->close();
  pending_.publish();
}

}  // namespace steady::files
