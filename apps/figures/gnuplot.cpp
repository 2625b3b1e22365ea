#include "gnuplot.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace steady::apps {
namespace {

[[noreturn]] void fail(const char* what, int error) {
  throw ResourceError(fmt::format("gnuplot: {}: {}", what, std::strerror(error)));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

/// What the child does before it becomes gnuplot.
class SpawnSetup {
 public:
  SpawnSetup(const std::filesystem::path& folder, int words) {
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, words, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, words, STDERR_FILENO);
    // This program ignores SIGPIPE; its child should not inherit that.
    sigset_t restored;
    sigemptyset(&restored);
    sigaddset(&restored, SIGPIPE);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &restored);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnSetup() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

/// The present environment, but in UTF-8 (which the scripts are written in) and in English.
std::vector<std::string> child_environment() {
  std::vector<std::string> variables{"LC_ALL=C.UTF-8"};
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!std::string_view(*variable).starts_with("LC_ALL=")) variables.emplace_back(*variable);
  }
  return variables;
}

pid_t spawn(const std::filesystem::path& folder, const std::string& script, int words) {
  const SpawnSetup setup(folder, words);
  std::string arguments[] = {"gnuplot", "-d", script};
  char* argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(), nullptr};
  auto variables = child_environment();
  std::vector<char*> environment;
  for (auto& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  pid_t child = 0;
  const int error =
      posix_spawnp(&child, "gnuplot", &setup.actions, &setup.attributes, argv, environment.data());
  if (error == ENOENT || error == ENOTDIR || error == EACCES)
    throw GnuplotMissing(fmt::format("gnuplot: {} on PATH (install the package gnuplot-nox)",
                                     error == EACCES ? "not executable" : "not found"));
  if (error != 0) fail("cannot be started", error);
  return child;
}

std::string read_all(int descriptor) {
  std::string text;
  char buffer[4096];
  for (;;) {
    const auto count = ::read(descriptor, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(count));
  }
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) fail("cannot be waited for", errno);
  return status;
}

}  // namespace

std::string run_gnuplot(const std::filesystem::path& folder, const std::string& script) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) fail("cannot create a pipe", errno);
  Descriptor reader(ends[0]), writer(ends[1]);
  const pid_t child = spawn(folder, script, writer.number());
  writer.close();
  std::string words = read_all(reader.number());
  const int status = wait_for(child);
  if (WIFSIGNALED(status))
    throw ResourceError(fmt::format("gnuplot: ended by signal {} in {}", WTERMSIG(status), script));
  if (WEXITSTATUS(status) != 0)
    throw ResourceError(
        fmt::format("gnuplot: exit code {} in {}: {}", WEXITSTATUS(status), script, words));
  return words;
}

}  // namespace steady::apps
