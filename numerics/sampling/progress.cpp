#include <steady/numerics/sampling/progress.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include <fmt/format.h>

namespace steady::sampling {
namespace {

std::string format_rate(double per_second) {
  if (!(per_second > 0.0 && std::isfinite(per_second))) return "-/s";
  if (per_second >= 100.0) return fmt::format("{:.0f}/s", per_second);
  if (per_second >= 1.0) return fmt::format("{:.1f}/s", per_second);
  if (per_second >= 1.0 / 60.0) return fmt::format("{:.1f}/min", 60.0 * per_second);
  return fmt::format("{:.1f}/h", 3600.0 * per_second);
}

}  // namespace

double expected_seconds_left(const Progress& progress) {
  if (progress.done >= progress.total) return 0.0;
  if (!(progress.work_done > 0.0)) return std::numeric_limits<double>::quiet_NaN();
  return progress.seconds * (1.0 - progress.work_done) / progress.work_done;
}

std::string format_duration(double seconds) {
  constexpr double longest = 1000.0 * 86400.0;  // beyond three years nothing is worth saying
  if (!(seconds >= 0.0 && seconds < longest)) return "--:--";
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  const auto s = whole % 60;
  const auto m = whole / 60 % 60;
  const auto h = whole / 3600 % 24;
  const auto d = whole / 86400;
  if (d > 0) return fmt::format("{}d {:02}:{:02}", d, h, m);
  if (h > 0) return fmt::format("{}:{:02}:{:02}", h, m, s);
  return fmt::format("{}:{:02}", m, s);
}

std::string progress_line(const Progress& progress, int width) {
  const bool finished = progress.done >= progress.total;
  const double work = finished ? 1.0 : std::clamp(progress.work_done, 0.0, 1.0);
  const int filled = static_cast<int>(work * std::max(width, 0));
  const double rate =
      progress.seconds > 0.0 ? static_cast<double>(progress.done) / progress.seconds : 0.0;
  return fmt::format(
      "[{:#<{}}{: <{}}] {}/{}  {}  {} {}", "", filled, "", std::max(width, 0) - filled,
      progress.done, progress.total, format_rate(rate), finished ? "in" : "ETA",
      format_duration(finished ? progress.seconds : expected_seconds_left(progress)));
}

}  // namespace steady::sampling
