// Output files that appear under their name only when they are complete.
#pragma once

#include <filesystem>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace steady::files {

/// An input or output error; the text names the file and the system's reason.
class FileError : public std::runtime_error {
 public:
  FileError(const std::string& what_failed, const std::filesystem::path& file,
            const std::string& reason);
};

/// A name beside `target` under which a file is written until it is published.
///
/// The temporary `.NAME.HOST-PID-K.tmp` lies in the target's folder (renaming is atomic only within
/// one file system). It is removed by the destructor unless published; what a killed run left is
/// removed by the next file in that folder (remove_leftovers). A symbolic link is followed, so that
/// the link itself survives. A target that exists and is not a regular file (/dev/stdout, a
/// pipe, /dev/full) cannot be replaced and is written to directly.
class PendingFile {
 public:
  /// Creates the empty temporary. Throws FileError when that or the final renaming is impossible:
  /// no such folder, no permission, a directory or a write-protected file in its place.
  explicit PendingFile(const std::filesystem::path& target);
  ~PendingFile();
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  const std::filesystem::path& target() const { return target_; }
  const std::filesystem::path& temporary() const { return temporary_; }
  /// Whether the target is a device or a pipe: temporary() is then the target itself.
  bool direct() const { return direct_; }
  /// Throws FileError when direct(): for formats that cannot be written from the begin to the end.
  void require_regular() const;

  /// Forces the temporary's contents to the disk and renames it to the target, which the file's
  /// writer must have closed. Nothing to do when direct(). Throws FileError.
  void publish();

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  bool direct_ = false;
  bool published_ = false;
};

/// Removes from a folder the temporaries of runs on this machine that have ended without removing
/// them (killed, power cut); those of living processes, of other machines and other files stay.
/// Returns what it removed. PendingFile calls it once a process for every folder it writes to.
/// Never throws for what cannot be read or removed.
std::vector<std::filesystem::path> remove_leftovers(const std::filesystem::path& folder);

/// A text file under construction: write to stream(), then commit().
///
///     AtomicFile file("entropy.csv");
///     file.stream() << "self_coupling,entropy\n";
///     file.commit();
///
/// Without commit() (an exception on the way, say) nothing appears under the final name and an
/// older file of that name stays as it was.
class AtomicFile {
 public:
  explicit AtomicFile(const std::filesystem::path& target);
  ~AtomicFile();

  std::ostream& stream();

  /// Throws the FileError of the first failed write so far, naming the reason (disk full, broken
  /// pipe); for long computations, so that they end early.
  void check();

  /// Flushes, forces to disk, renames. Throws FileError; to be called once, at the end.
  void commit();

 private:
  class Buffer;
  PendingFile pending_;
  std::unique_ptr<Buffer> buffer_;
  std::ostream stream_;
};

}  // namespace steady::files
