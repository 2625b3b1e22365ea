#include "signals.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <thread>

#include "errors.hpp"

namespace steady::apps {
namespace {

std::atomic<int> first_signal{0};
std::atomic<int> wake_descriptor{-1};
static_assert(std::atomic<int>::is_always_lock_free, "needed inside a signal handler");

std::stop_source& source() {
  // Never destroyed: the watching thread may outlive main().
  static auto* instance = new std::stop_source;
  return *instance;
}

extern "C" void on_signal(int number) {
  const int saved_errno = errno;
  int none = 0;
  if (!first_signal.compare_exchange_strong(none, number)) _exit(exit_code::signal_base + number);
  const char byte = 1;
  [[maybe_unused]] const auto written = write(wake_descriptor.load(), &byte, 1);
  errno = saved_errno;
}

void handle(int number, bool even_if_ignored) {
  struct sigaction old {};
  sigaction(number, nullptr, &old);
  if (old.sa_handler == SIG_IGN && !even_if_ignored) return;
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, nullptr);
}

}  // namespace

void install_signal_handlers() {
  source();
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot create a pipe");
  wake_descriptor = ends[1];
  // It waits for the life of the program; there is nothing to join.
  std::thread([read_end = ends[0]] {
    char byte;
    while (read(read_end, &byte, 1) < 0 && errno == EINTR) {
    }
    source().request_stop();
  }).detach();
  // A shell without job control starts background jobs with SIGINT ignored; `kill -INT` must
  // work there too. nohup's ignored SIGHUP is respected.
  handle(SIGINT, true);
  handle(SIGTERM, true);
  handle(SIGHUP, false);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

std::stop_token stop_requested() {
  return source().get_token();
}

int received_signal() {
  return first_signal.load();
}

void check_stop() {
  if (received_signal() != 0) throw Interrupted();
}

}  // namespace steady::apps
