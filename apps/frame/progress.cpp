#include "progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <steady/numerics/sampling/progress.hpp>

#include <cmath>
#include <cstdio>

namespace steady::apps {
namespace {

void to_stderr(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

std::string human_time(double seconds) {
  if (!std::isfinite(seconds)) return "forever";
  if (seconds < 1) return "less than 1 s";
  if (seconds < 100) return fmt::format("{:.0f} s", seconds);
  if (seconds < 100 * 60) return fmt::format("{:.2g} min", seconds / 60);
  if (seconds < 72 * 3600) return fmt::format("{:.2g} h", seconds / 3600);
  if (seconds < 1000 * 86400.0) return fmt::format("{:.3g} days", seconds / 86400);
  return fmt::format("{:.2g} years", seconds / (365.25 * 86400));
}

std::string human_count(double count) {
  if (count < 99999.5) return fmt::format("{:.0f}", count);
  return fmt::format("{:.2g}", count);
}

void warn(std::string_view message) {
  to_stderr(fmt::format("steady: warning: {}\n", message));
}

void note(std::string_view message) {
  to_stderr(fmt::format("steady: {}\n", message));
}

ProgressMeter::ProgressMeter(ProgressMode mode) {
  terminal_ = isatty(STDERR_FILENO) != 0;
  shown_ = mode == ProgressMode::always || (mode == ProgressMode::automatic && terminal_);
}

void ProgressMeter::update(const sampling::Progress& progress) {
  if (!shown_) return;
  const auto now = Clock::now();
  const bool last = progress.done >= progress.total;
  const auto pause = terminal_ ? std::chrono::milliseconds(200) : std::chrono::seconds(5);
  if (!last && now - last_ < pause) return;
  last_ = now;
  const std::string line = "steady: " + sampling::progress_line(progress);
  // \033[K erases what a longer line left behind.
  to_stderr(terminal_ ? "\r" + line + "\033[K" : line + "\n");
  on_screen_ = terminal_;
}

void ProgressMeter::clear() {
  if (on_screen_) to_stderr("\r\033[K");
  on_screen_ = false;
}

}  // namespace steady::apps
