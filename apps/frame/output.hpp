// Where the table goes: standard output, or a file written beside its final name and renamed.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace steady::files {
class AtomicFile;
}

namespace steady::apps {

/// All of `text` to a file descriptor. Throws ClosedPipe when the reader went away and
/// ResourceError naming `name` for any other failure (a full disk, say).
void write_all(int descriptor, std::string_view text, const std::string& name);

class Output {
 public:
  /// An empty path means standard output. A file that cannot be written is an error now, before
  /// a long computation, not after it. Throws FileError.
  explicit Output(const std::string& path);
  ~Output();  ///< Without finish(): nothing appears under the final name.
  Output(Output&&) noexcept;
  Output& operator=(Output&&) = delete;

  /// Writes the text and puts the file under its final name. Call once.
  void finish(std::string_view text);

 private:
  std::unique_ptr<files::AtomicFile> file_;
};

}  // namespace steady::apps
