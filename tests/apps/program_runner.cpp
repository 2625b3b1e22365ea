#include "program_runner.hpp"

#include <tests/catch.hpp>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

namespace steady::tests {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

[[noreturn]] void become_program(const std::vector<std::string>& arguments, const RunSetup& setup,
                                 int out, int err) {
  if (!setup.stdout_file.empty()) out = open(setup.stdout_file.c_str(), O_WRONLY);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  if (setup.file_size_limit >= 0) {
    const auto limit = static_cast<rlim_t>(setup.file_size_limit);
    const rlimit both{limit, limit};
    setrlimit(RLIMIT_FSIZE, &both);
  }
  std::vector<char*> argv{const_cast<char*>("steady")};
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  execv(STEADY_PROGRAM, argv.data());
  _exit(127);
}

void drain(int out, int err, Outcome& outcome) {
  pollfd ends[2] = {{out, POLLIN, 0}, {err, POLLIN, 0}};
  std::string* texts[2] = {&outcome.out, &outcome.err};
  int open_ends = out < 0 ? 1 : 2;
  char buffer[65536];
  while (open_ends > 0) {
    if (poll(ends, 2, -1) < 0) throw std::runtime_error("poll failed");
    for (int i = 0; i < 2; ++i) {
      if (ends[i].fd < 0 || ends[i].revents == 0) continue;
      const auto n = read(ends[i].fd, buffer, sizeof buffer);
      if (n > 0) {
        texts[i]->append(buffer, static_cast<std::size_t>(n));
      } else {
        close(ends[i].fd);
        ends[i].fd = -1;
        --open_ends;
      }
    }
  }
}

}  // namespace

Outcome run_steady(const std::string& arguments, const RunSetup& setup) {
  const auto words = split(arguments, ' ');
  int out[2], err[2];
  if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0)
    throw std::runtime_error("pipe failed");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    if (setup.close_stdout_reader) close(out[0]);
    become_program(words, setup, out[1], err[1]);
  }
  close(out[1]);
  close(err[1]);
  if (setup.close_stdout_reader) {
    close(out[0]);
    out[0] = -1;
  }
  if (setup.meanwhile) setup.meanwhile(child);
  Outcome outcome{};
  drain(out[0], err[0], outcome);
  int status = 0;
  waitpid(child, &status, 0);
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return outcome;
}

Folder::Folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "steady-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::vector<std::string> Folder::names() const {
  std::vector<std::string> result;
  for (const auto& entry : std::filesystem::directory_iterator(path_))
    result.push_back(entry.path().filename().string());
  return result;
}

std::string Folder::read(const std::string& name) const {
  std::ifstream stream(path_ / name, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::vector<std::string> lines(const std::string& text) {
  return split(text, '\n');
}

CsvTable table_of(const std::string& arguments, int code) {
  const auto outcome = run_steady(arguments);
  INFO("steady " << arguments << "\n" << outcome.err);
  REQUIRE(outcome.code == code);
  if (code == 0) CHECK(outcome.err.empty());
  return parse_csv(outcome.out);
}

CsvTable parse_csv(const std::string& text) {
  CsvTable table;
  for (const auto& line : lines(text)) {
    if (line.rfind("# ", 0) == 0) {
      const auto colon = line.find(": ");
      table.provenance[line.substr(2, colon - 2)] = line.substr(colon + 2);
    } else if (table.header.empty()) {
      table.header = split(line, ',');
    } else {
      table.rows.push_back(split(line, ','));
    }
  }
  return table;
}

std::vector<std::string> CsvTable::column(const std::string& name) const {
  for (std::size_t c = 0; c < header.size(); ++c) {
    if (header[c] != name) continue;
    std::vector<std::string> cells;
    for (const auto& row : rows) cells.push_back(row.at(c));
    return cells;
  }
  throw std::runtime_error("no column " + name);
}

std::vector<double> CsvTable::numbers(const std::string& name) const {
  std::vector<double> values;
  for (const auto& cell : column(name)) values.push_back(std::strtod(cell.c_str(), nullptr));
  return values;
}

}  // namespace steady::tests
