#include "output.hpp"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <unistd.h>

#include <steady/numerics/files/atomic_file.hpp>

#include "errors.hpp"

namespace steady::apps {

void write_all(int descriptor, std::string_view text, const std::string& name) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      if (errno == EPIPE) throw ClosedPipe();
      throw ResourceError(fmt::format("cannot write {}: {}", name, std::strerror(errno)));
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

Output::Output(const std::string& path) {
  if (!path.empty()) file_ = std::make_unique<files::AtomicFile>(path);
}

Output::~Output() = default;
Output::Output(Output&&) noexcept = default;

void Output::finish(std::string_view text) {
  if (!file_) {
    write_all(STDOUT_FILENO, text, "standard output");
    return;
  }
  file_->stream().write(text.data(), static_cast<std::streamsize>(text.size()));
  file_->commit();
}

}  // namespace steady::apps
