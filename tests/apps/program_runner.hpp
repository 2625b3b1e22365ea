// Runs the real `steady` program as a user's shell would.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

namespace steady::tests {

struct Outcome {
  int code;  ///< exit code, or −signal when a signal killed it
  std::string out;
  std::string err;
};

struct RunSetup {
  std::string stdout_file;           ///< instead of a captured standard output
  bool close_stdout_reader = false;  ///< `steady … | true`
  long file_size_limit = -1;         ///< bytes that any file may have, as `ulimit -f`
  /// Called in the parent while the program runs.
  std::function<void(pid_t)> meanwhile;
};

/// `steady` with the arguments, which are separated by single blanks.
Outcome run_steady(const std::string& arguments, const RunSetup& setup = {});

/// A new, empty folder, removed with everything in it at the end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string file(const std::string& name) const { return (path_ / name).string(); }
  /// Names of all files, hidden ones too.
  std::vector<std::string> names() const;
  std::string read(const std::string& name) const;

 private:
  std::filesystem::path path_;
};

/// A CSV table as text cells by column, and its `# key: value` lines.
struct CsvTable {
  std::map<std::string, std::string> provenance;
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;

  std::vector<std::string> column(const std::string& name) const;
  std::vector<double> numbers(const std::string& name) const;
};

CsvTable parse_csv(const std::string& text);

/// Requires that steady ends with this code, silently if it is 0, and returns its table.
CsvTable table_of(const std::string& arguments, int code = 0);

std::vector<std::string> lines(const std::string& text);

}  // namespace steady::tests
